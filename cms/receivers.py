"""A page that is published, unpublished or deleted is found, or no longer found."""

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from cms.documents import SEARCHED
from search.services import enqueue


@receiver([page_published, page_unpublished, post_delete], dispatch_uid="index_page")
def index_page(sender, instance, **kwargs):
    if sender in SEARCHED:
        enqueue("page", [instance.pk])
