"""The letters we send: an action link to its holder, and the digest of a person's unread news."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.utils import DNS_NAME
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from marketplace.models import ActionLink, Notice, User
from marketplace.tokens import new_token
from marketplace.wording import text_of

Delivery = ActionLink.Delivery

CLAIMED_FOR = timedelta(seconds=45)
"""Less than a worker is silent before its task is given to another, more than a mail server is waited for."""


def send_link(link_id):
    """Write the holder's letter with a new token, once per queueing; the delivery state follows.

    No transaction is open while the mail server works. Should the worker die in between, the letter is written
    again with another token.
    """
    link = ActionLink.objects.select_related("holder").filter(pk=link_id).first()
    if not link or link.delivery == Delivery.SENT or not link.is_live():
        return
    delivery = Delivery.FAILED
    try:
        if link.holder.email:
            url = settings.SITE_URL + reverse("marketplace:link_open", args=[new_token(link)])
            _mail(link.holder, "marketplace/mail/link", {"link": link, "url": url, "object": link.object})
            delivery = Delivery.SENT
    finally:
        ActionLink.objects.filter(pk=link.pk).update(delivery=delivery, sent_at=timezone.now())


def mail_notices(user_ids):
    """Mail each of these users what is unread and not yet mailed, in one letter; nothing twice.

    Every user is tried; then the first failure is raised, so that the task runs again for those who got nothing.
    Should the worker die between the mail server's answer and the mark, the letter goes out again with the same
    Message-ID: of two such letters, mailboxes show one.
    """
    failures = []
    for user in User.objects.filter(pk__in=user_ids, is_active=True).exclude(email=""):
        rows = _claimed(user)
        mine = Notice.objects.filter(pk__in=[row.pk for row in rows])
        try:
            if rows:
                _mail(user, "marketplace/mail/digest", {"lines": _lines(user, rows)}, id=f"{rows[0].pk}.{rows[-1].pk}")
                mine.update(mailed_at=timezone.now())
        except Exception as error:
            mine.update(claimed_at=None)
            failures.append(error)
    if failures:
        raise failures[0]


def _claimed(user):
    """The notices that are to be mailed, marked as ours for a while: two workers never take the same one."""
    now = timezone.now()
    waiting = Notice.objects.visible_to(user).unmailed().unread().order_by("at", "pk")
    free = Notice.objects.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIMED_FOR), mailed_at=None)
    return [row for row in waiting if free.filter(pk=row.pk).update(claimed_at=now)]


def _lines(user, rows):
    with translation.override(_language(user)):
        return [(text_of(row), row.path and settings.SITE_URL + row.path) for row in rows]


def _mail(user, template, context, id=""):
    with translation.override(_language(user)):
        text = render_to_string(f"{template}.txt", {**context, "user": user, "site_url": settings.SITE_URL}).strip()
    subject, _, body = text.partition("\n")
    headers = {"Message-ID": f"<notices.{id}@{DNS_NAME}>"} if id else {}
    EmailMessage(subject=subject.strip(), body=body.lstrip(), to=[user.email], headers=headers).send()


def _language(user):
    return user.language or settings.LANGUAGE_CODE
