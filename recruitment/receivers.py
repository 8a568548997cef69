"""News from the kernel: enterprises appear in the search and vanish from it, with their positions."""

from recruitment.models import Position
from search import services as search


def index_enterprise(sender, obj, **kwargs):
    search.enqueue("enterprise", [obj.pk])
    search.enqueue("position", Position.objects.filter(enterprise=obj).values_list("pk", flat=True))
