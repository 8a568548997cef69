"""The worker of django-tasks-db, with a pulse, a fence around the results, and tries ever later."""

import os
import socket
import time
from contextlib import suppress

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.utils.crypto import get_random_string
from django_tasks import TaskContext, TaskResultStatus
from django_tasks.signals import task_finished, task_started
from django_tasks_db.management.commands import db_worker

from marketplace import queue
from marketplace.pulse import pulse

OUTAGE_PAUSE = 5  # seconds


class Worker(db_worker.Worker):
    def run(self):
        """Take tasks until told to stop. A database that is away is waited for, at the start, too, and without end.

        After an outage the worker goes on under another name: a task whose end could not be written is then one of a
        worker that is dead, and comes back.
        """
        try:
            with pulse(self._beat, every=queue.BEAT):
                self._work()
        finally:
            with suppress(DatabaseError, InterfaceError):
                queue.leave(self.worker_id)

    def _work(self):
        while self.running:
            try:
                self._beat()
                super().run()
                break
            except (OperationalError, InterfaceError) as error:
                db_worker.logger.error("worker_id=%s waits for the database: %s", self.worker_id, error)
                connections.close_all()  # one that was lost outside of a transaction stays lost
                self.worker_id = get_random_string(32)
                time.sleep(OUTAGE_PAUSE)

    def _beat(self):
        queue.beat(self.worker_id, host=socket.gethostname()[:255], pid=os.getpid())
        queue.requeue()

    def run_task(self, db_task_result):
        """Run a claimed task. What it raises puts it back for later; being told to end at once puts it back now."""
        self.running_task = True
        try:
            self._attempt(db_task_result)
        except Exception as error:  # noqa: BLE001 - whatever a task raises is its failure
            queue.fail(db_task_result, error)
            self._announce_failure(db_task_result)
        except BaseException:
            queue.give_back(db_task_result)
            raise
        finally:
            self.running_task = False
            self._run_tasks += 1

    def _attempt(self, row):
        task, result = row.task, row.task_result
        task_started.send(sender=type(task.get_backend()), task_result=result)
        context = [TaskContext(task_result=result)] if task.takes_context else []
        value = task.call(*context, *result.args, **result.kwargs)
        if queue.succeed(row, value):
            _announce(row, task)

    def _announce_failure(self, row):
        """Say so of every try, to whoever logs and counts. A name that is no task any more is only written down."""
        try:
            task = row.task
        except (ImportError, SuspiciousOperation):
            db_worker.logger.exception("Task id=%s path=%s is no task", row.pk, row.task_path)
            return
        row.status = TaskResultStatus.FAILED
        _announce(row, task)


def _announce(row, task):
    task_finished.send(sender=type(task.get_backend()), task_result=row.task_result)
