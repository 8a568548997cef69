from django.contrib.staticfiles import finders
from django.urls import reverse

from config.offline import KEPT


def test_every_file_the_offline_page_needs_exists():
    assert [name for name in KEPT if not finders.find(name)] == []


def test_the_worker_keeps_the_offline_page(client, db):
    answer = client.get(reverse("service_worker"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript")
    assert f'const FILES = ["{reverse("offline")}", "/static/css/app.css"' in answer.content.decode()


def test_the_offline_page_says_that_nothing_is_lost(client, db):
    assert "nothing is lost" in client.get(reverse("offline")).content.decode()
