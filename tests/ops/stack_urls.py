"""The addresses of the product, a page and a task that wait at a pipe."""

import os
from pathlib import Path

from django.http import HttpResponse
from django.urls import path
from django_tasks import task

from config.urls import *  # noqa: F403
from config.urls import urlpatterns

GATE = Path(os.environ["GATE"])


def waits(request):
    return HttpResponse((GATE / "page").read_text())


def enqueues(request):
    wait.enqueue()
    return HttpResponse("enqueued")


@task()
def wait():
    (GATE / "done").write_text((GATE / "task").read_text())


urlpatterns = [path("waits/", waits), path("enqueues/", enqueues), *urlpatterns]
