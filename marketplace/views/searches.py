"""Searches that found nothing: what people call things, and the vocabulary does not know yet."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from marketplace import searches
from marketplace.models.searches import SearchedPlace
from marketplace.states import Role
from search import corrections
from search import services as search
from search.engine import Query, SearchUnavailable

SHOWN = 20
READERS = {Role.OPERATOR, Role.INTERNSHIP_OFFICE}
KINDS = {SearchedPlace.POSITIONS: "position", SearchedPlace.PAGES: "page"}


@login_required
@require_GET
def search_list(request):
    roles = {membership.role for membership in request.memberships}
    if not roles & READERS:
        raise Http404
    page = Paginator(searches.found_nothing(), SHOWN).get_page(request.GET.get("page"))
    rows = [row | {"label": SearchedPlace(row["place"]).label, **_now(row)} for row in page.object_list]
    context = {
        "page": page, "rows": rows, "from_asks": searches.SHOWN_FROM, "days": searches.KEPT.days,
        "may_import": Role.OPERATOR in roles,
    }  # fmt: skip
    return render(request, "marketplace/search_list.html", context)


def _now(row):
    """What the search finds today and, if nothing, which spelling it would offer. One call of the engine."""
    query = {"q": row["words"]}
    where = {"kind": (KINDS[row["place"]],)}
    if row["place"] == SearchedPlace.PAGES:
        where["language"] = (row["language"],)
    try:
        found = search.search(Query(row["words"], where=where, limit=0)).total
    except SearchUnavailable:
        found = None
    spelling = "" if found else corrections.respell(row["words"])
    return {"found": found, "spelling": spelling, "query": urlencode(query)}
