"""News for people: in the product at once, by mail as each person prefers."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from marketplace import realtime
from marketplace.models import Notice, NoticePreference
from marketplace.tasks import mail_notices
from marketplace.wording import group_of, groups, kinds_of, register, text_of

__all__ = ["due_for_mail", "groups", "is_quiet", "register", "send", "text_of"]

QUIET_FROM, QUIET_UNTIL = 22, 7  # o'clock, local time
DIGEST_EVERY = timedelta(hours=20)  # once a day, with some play for the clock


@transaction.atomic(savepoint=False)
def send(users, kind, *, path="", once=False, **params):
    """Tell `users` (one or many, or their keys) news of `kind`; `params` are plain values that fill its text.

    `once`: not those who were told the very same before, so that a job that was interrupted may tell again.

    Open pages hear at once; mail follows each person's preference, by default in the next digest. At night no
    mail goes out: `due_for_mail` has it in the morning.
    """
    ids = _keys([users] if hasattr(users, "pk") else users)
    if once:
        told = Notice.objects.filter(user__in=ids, kind=kind, path=path, params=params)
        ids = _without(ids, told.values_list("user_id", flat=True))
    group = group_of(kind)
    chosen = dict(NoticePreference.objects.filter(user__in=ids, group=group).values_list("user_id", "mail"))
    Notice.objects.bulk_create(
        Notice(user_id=pk, kind=kind, params=params, path=path, mail_wanted=chosen.get(pk) != "never") for pk in ids
    )
    at_once = [pk for pk in ids if chosen.get(pk) == NoticePreference.Mail.AT_ONCE]
    if at_once and not is_quiet():
        mail_notices.enqueue(at_once)
    realtime.announce(ids, "notices")


def _keys(users):
    return [getattr(user, "pk", user) for user in users]


def _without(ids, told):
    told = set(told)
    return [pk for pk in ids if pk not in told]


def is_quiet(at=None):
    """Whether it is night: no mail is sent then."""
    return not QUIET_UNTIL <= timezone.localtime(at).hour < QUIET_FROM


def due_for_mail(at=None):
    """The ids of the users to mail now: who waits for a digest and got none today, or wants mail at once."""
    at = at or timezone.now()
    if is_quiet(at):
        return []
    waiting = Notice.objects.unmailed().unread()
    last = Notice.objects.filter(user__in=waiting.values("user")).values("user").annotate(last=Max("mailed_at"))
    digests = {row["user"] for row in last if row["last"] is None or row["last"] <= at - DIGEST_EVERY}
    at_once = NoticePreference.objects.filter(mail=NoticePreference.Mail.AT_ONCE)
    wanted = [Q(kind__in=kinds_of(group), user__in=at_once.filter(group=group).values("user")) for group in groups()]
    hurried = waiting.filter(Q(*wanted, _connector=Q.OR)).values_list("user", flat=True) if wanted else ()
    return sorted(digests | set(hurried))
