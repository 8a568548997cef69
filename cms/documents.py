"""Editorial pages as search documents: one kind for both languages, the language is a keyword."""

from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from cms.models import HelpPage, NewsPage
from search.engine import Document

SEARCHED = (NewsPage, HelpPage)


def build(ids):
    for model in SEARCHED:
        for page in model.objects.live().public().filter(pk__in=ids).select_related("locale"):
            yield Document(
                kind="page",
                id=page.pk,
                text={"title": page.title, "body": f"{page.lead} {get_text_for_indexing(page.body)}"},
                keywords={"language": (page.locale.language_code,)},
            )


def all_ids():
    pages = Page.objects.type(*SEARCHED).live().public()
    return pages.order_by("pk").values_list("pk", flat=True)
