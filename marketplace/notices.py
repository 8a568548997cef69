"""News for people: in the product at once, by mail as each person prefers."""

from django.db import transaction

from marketplace import realtime
from marketplace.models import Notice, NoticePreference
from marketplace.tasks import mail_notices
from marketplace.wording import group_of, groups, register, text_of

__all__ = ["groups", "register", "send", "text_of"]


@transaction.atomic
def send(users, kind, *, path="", **params):
    """Tell `users` (one or many) news of `kind`; `params` are plain values that fill its text.

    Open pages hear at once; mail follows each person's preference, by default in the next digest.
    """
    users = [users] if hasattr(users, "pk") else list(users)
    group = group_of(kind)
    chosen = dict(NoticePreference.objects.filter(user__in=users, group=group).values_list("user_id", "mail"))
    Notice.objects.bulk_create(
        Notice(user=user, kind=kind, params=params, path=path, mail_wanted=chosen.get(user.pk) != "never")
        for user in users
    )
    at_once = [user.pk for user in users if chosen.get(user.pk) == NoticePreference.Mail.AT_ONCE]
    if at_once:
        mail_notices.enqueue(at_once)
    realtime.announce([user.pk for user in users], "notices")
