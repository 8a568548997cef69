"""A backup and what comes of it: restored into an empty system, everything is as it was. On both databases."""

import hashlib
import threading

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config.backup import manifest, media, places
from marketplace.models import TransitionLog
from recruitment.models import Application
from tests import factories

PASSWORD = "一个够长的密码 42"
ENDED = {Session._meta.db_table, DBTaskResult._meta.db_table}  # a restore ends sessions and puts running tasks back

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(tmp_path, settings):
    """A place for backups, in a system whose media are its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    places.prepare(tmp_path / "backups")
    return tmp_path / "backups"


def digests():
    """A hash over all rows of each table."""
    with connection.cursor() as cursor:
        found = {}
        for table in set(connection.introspection.table_names(cursor)) - ENDED:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(map(repr, cursor.fetchall()))
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
        return found


def files():
    found = {}
    for name in media.names():
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


def empty():
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    for name in list(media.names()):
        default_storage.delete(name)


def test_a_restored_system_is_the_one_that_was_backed_up(root, application, hr, client):
    hr.set_password(PASSWORD)
    hr.save()
    factories.ResumeUploadFactory(student=application.student)
    client.force_login(hr)
    running = DBTaskResult.objects.create(
        task_path="x.y", args_kwargs={}, backend_name="default", queue_name="default", status=TaskResultStatus.RUNNING
    )
    before, uploaded = digests(), files()

    call_command("backup", root, verbosity=0)
    empty()
    call_command("restore", root, verbosity=0)

    assert digests() == before
    assert (files(), len(uploaded)) == (uploaded, 1)
    assert not Session.objects.exists()
    assert DBTaskResult.objects.get(pk=running.pk).status == TaskResultStatus.READY
    browser = Client()
    signed_in = browser.post("/accounts/login/", {"login": hr.username, "password": PASSWORD})
    assert (signed_in.status_code, browser.get(reverse("marketplace:todo_list")).status_code) == (302, 200)
    assert application.position.get_absolute_url() in browser.get("/positions/?q=设备维护").text
    new = factories.ApplicationFactory(position=application.position)  # sequences go on where they were
    assert new.pk > application.pk


def test_a_backup_while_people_write_is_of_one_moment(root, position):
    written, stop = [], threading.Event()

    def write():
        while not stop.is_set():
            written.append(factories.ApplicationFactory(position=position).pk)
            first.set()
        connection.close()

    first, writer = threading.Event(), threading.Thread(target=write)
    writer.start()
    first.wait(timeout=60)
    acknowledged = list(written)
    call_command("backup", root, verbosity=0)
    stop.set()
    writer.join()
    empty()
    call_command("restore", root, verbosity=0)

    applications = Application.objects.count()
    logs = TransitionLog.objects.filter(content_type__model="application", seq=1).count()
    assert applications == logs
    assert set(acknowledged) <= set(Application.objects.values_list("pk", flat=True)) <= set(written)


def test_a_system_with_users_or_files_is_not_restored_into(root, student):
    call_command("backup", root, verbosity=0)
    with pytest.raises(CommandError, match="The database is not empty: it has 2 rows in marketplace_user"):
        call_command("restore", root, verbosity=0)

    empty()
    other = default_storage.save("resumes/other.pdf", ContentFile(b"%PDF"))
    with pytest.raises(CommandError, match=f"The media are not empty: 1 files .* {other}"):
        call_command("restore", root, verbosity=0)


def test_a_lost_file_is_said_loudly_and_the_rest_is_kept(root, student, capsys):
    kept = factories.ResumeUploadFactory(student=student).file.name
    lost = factories.ResumeUploadFactory(student=student).file.name
    default_storage.delete(lost)

    with pytest.raises(CommandError, match="Backup complete, but 1 files are not whole") as raised:
        call_command("backup", root)

    assert raised.value.returncode == 2
    assert f"missing: rows name {lost}" in capsys.readouterr().err
    content = manifest.read(places.find(root))
    assert (list(content["media"]), content["missing"]) == ([kept], [lost])
