"""Background work of the kernel: letters with links, and mail."""

from django_tasks import task

from marketplace import letters


@task()
def send_link(link_id):
    letters.send_link(link_id)


@task()
def mail_notices(user_ids):
    letters.mail_notices(user_ids)
