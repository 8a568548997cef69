"""The letters we send: an action link to its holder, and the digest of a person's unread news."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from marketplace.models import ActionLink, Notice, User
from marketplace.tokens import new_token
from marketplace.wording import text_of


def send_link(link_id):
    """Write the holder's letter with a new token, once per queueing; the delivery state follows."""
    with transaction.atomic():
        link = ActionLink.objects.select_for_update(of=("self",)).select_related("holder").filter(pk=link_id).first()
        if not link or link.delivery == ActionLink.Delivery.SENT or not link.is_live():
            return
        delivery = ActionLink.Delivery.FAILED
        if link.holder.email:
            token = new_token(link)
            url = settings.SITE_URL + reverse("marketplace:link_open", args=[token])
            _mail(link.holder, "marketplace/mail/link", {"link": link, "url": url, "object": link.object})
            delivery = ActionLink.Delivery.SENT
        ActionLink.objects.filter(pk=link.pk).update(delivery=delivery, sent_at=timezone.now())


def mail_notices(user_ids):
    """Mail each of these users what is unread and not yet mailed, in one letter; nothing twice."""
    for user in User.objects.filter(pk__in=user_ids, is_active=True).exclude(email=""):
        with transaction.atomic():
            rows = list(
                Notice.objects.select_for_update(of=("self",)).filter(user=user).unmailed().unread().order_by("at")
            )
            if rows:
                with translation.override(user.language or settings.LANGUAGE_CODE):
                    lines = [(text_of(row), row.path and settings.SITE_URL + row.path) for row in rows]
                _mail(user, "marketplace/mail/digest", {"lines": lines})
                Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=timezone.now())


def _mail(user, template, context):
    with translation.override(user.language or settings.LANGUAGE_CODE):
        text = render_to_string(f"{template}.txt", {**context, "user": user, "site_url": settings.SITE_URL}).strip()
    subject, _, body = text.partition("\n")
    EmailMessage(subject=subject.strip(), body=body.lstrip(), to=[user.email]).send()
