from django.core.management.base import BaseCommand

from marketplace import notices
from marketplace.tasks import mail_notices

BATCH = 20


class Command(BaseCommand):
    help = "Queue the mail of everyone with unread news: one digest a day each, never between 22 and 7 o'clock."

    def handle(self, **options):
        due = notices.due_for_mail()
        for start in range(0, len(due), BATCH):
            mail_notices.enqueue(due[start : start + BATCH])
        if due:
            self.stdout.write(f"{len(due)} digests queued")
