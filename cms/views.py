from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from wagtail.models import Page

from cms.documents import SEARCHED
from marketplace import searches
from search import services
from search.engine import Query, SearchUnavailable
from search.marks import mark

SHOWN = 20


@require_GET
def search(request):
    """Editorial pages in the reader's language; positions and enterprises have directories of their own."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    pages, unavailable, instead = [], False, []
    if words:
        try:
            query = Query(words, where={"kind": ("page",), "language": (get_language(),)}, limit=200)
            pages = services.search(query).pick(Page.objects.live().public().type(*SEARCHED).specific())
            instead = [] if pages else _instead(query)
            if "page" not in request.GET:
                searches.note("pages", words, found=len(pages))
        except SearchUnavailable:
            unavailable = True
            own = Page.objects.live().public().type(*SEARCHED).filter(locale__language_code=get_language())
            pages = own.filter(title__icontains=words).specific().order_by("pk")
    page = Paginator(pages, SHOWN).get_page(request.GET.get("page"))
    rows = [(found, mark(found.title, words), mark(found.lead, words)) for found in page]
    context = {"words": words, "page": page, "rows": rows, "unavailable": unavailable, "instead": instead}
    return render(request, "cms/search.html", context)


def _instead(query):
    """Links to what would find something, as `search/_instead.html` shows them."""
    found = services.correct(query)
    offers = (("spelling", found.spelling), ("shorter", found.shorter))
    return [(kind, one.words, "?" + urlencode({"q": one.words}), one.count) for kind, one in offers if one]
