"""Action links: a person without an account does one thing on one object, from a letter sent to them alone.

The token is made when the letter is written (`marketplace.tasks.send_link`), and only its hash is kept, so
nobody who reads the database or sent the letter can act for the holder.
"""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace import transitions
from marketplace.models import ActionLink
from marketplace.tasks import send_link
from marketplace.tokens import digest

TERM = timedelta(days=14)
_pages = {}


def page(model):
    """Register the view `function(request, link)` that shows an object of `model` to the holder of a link."""

    def decorate(view):
        _pages[model] = view
        return view

    return decorate


def page_of(link):
    return _pages[type(link.object)]


@transaction.atomic
def issue(obj, actions, holder, *, by, term=TERM, at=None):
    """Make a link for `holder` to take `actions` on `obj`, and queue its letter; earlier live ones end.

    A link gives no right: what the holder may not do with an account, the link does not allow either. The object is
    locked: of two links made at once the later one ends the earlier.
    """
    at = at or timezone.now()
    type(obj)._base_manager.select_for_update(of=("self",)).only("pk").get(pk=obj.pk)
    links_to(obj).filter(holder=holder, revoked_at=None, expires_at__gt=at).update(revoked_at=at)
    link = ActionLink.objects.create(
        content_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        actions=list(actions),
        holder=holder,
        created_by=by,
        created_at=at,
        expires_at=at + term,
    )
    send_link.enqueue(link.pk)
    return link


def reissue(link):
    """Send the holder a fresh link in place of `link`, at the holder's own wish: to the stored address only."""
    return issue(link.object, link.actions, link.holder, by=link.holder)


@transaction.atomic
def remind(link):
    """Write to the holder again with a new token; the old letter stops working."""
    ActionLink.objects.filter(pk=link.pk).update(reminders=link.reminders + 1, delivery=ActionLink.Delivery.QUEUED)
    send_link.enqueue(link.pk)


def find(token):
    """The link of `token`, live or not, or None."""
    return ActionLink.objects.select_related("holder", "content_type").filter(token_hash=digest(token)).first()


def links_to(obj):
    return ActionLink.objects.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)


def letters_about(*querysets):
    """The links to the objects of these querysets that still count, newest first, with their holders. One query."""
    about = Q(pk=None)
    for rows in querysets:
        kind = ContentType.objects.get_for_model(rows.model)
        about |= Q(content_type=kind, object_id__in=rows.order_by().values("pk"))
    return ActionLink.objects.filter(about, revoked_at=None).select_related("holder")


def opened(link):
    ActionLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=timezone.now())


def used(link, action):
    ActionLink.objects.filter(pk=link.pk).update(used_at=timezone.now(), used_action=action)


def moves(link):
    """The moves that this link allows now: what the holder may do, within what the link was made for."""
    [(_, allowed)] = transitions.available([link.object], link.holder)
    return {action: move for action, move in allowed.items() if action in link.actions}
