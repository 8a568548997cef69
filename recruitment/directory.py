"""The directory of published positions: found by the search engine, or by the database when the index is away."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recruitment import names
from recruitment.documents import PAY_BANDS, pay_band
from recruitment.models import Position, SkillRequirement
from recruitment.position_cards import Card, cards
from recruitment.states import PositionKind
from search import services as search
from search.engine import Freshness, Query, SearchUnavailable

PER_PAGE = 20
LAST_PAGE = 500
SHOWN, FOLDED = 8, 40  # values of a facet: at once, and in all
FACETS = ("major", "city", "pay", "skill", "form")
HALF_LIFE, FRESHNESS = 60, 0.15  # days; an old post that fits keeps 85 % of its score
SORTS = {"new": ("-opened",), "pay": ("-pay",), "closing": ("closes",)}
ORDERS = {"new": ("-opened_at", "-pk"), "pay": ("-pay_cny_per_month", "-pk"), "closing": ("closes_on", "-pk")}
SORT_LABELS = {
    "best": _("best match"), "new": pgettext_lazy("sort", "newest"), "pay": _("highest pay"),
    "closing": _("closing soon"),
}  # fmt: skip
PAY_LABELS = {
    "lt2000": _("under ¥2,000"), "2000": _("¥2,000–3,000"), "3000": _("¥3,000–4,000"), "4000": _("¥4,000–6,000"),
    "ge6000": _("¥6,000 and more"),
}  # fmt: skip
BANDS = [band[0] for band in PAY_BANDS]
COLUMNS = {
    "major": "majors__code", "city": "city", "skill": "skill_standard__skill__code", "form": "kind",
    "enterprise": "enterprise_id",
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What a person asks the directory for."""

    words: str = ""
    chosen: dict = field(default_factory=dict)  # {facet: (values)}
    sort: str = "new"
    page: int = 1

    @classmethod
    def of(cls, params):
        """Read a query string; what makes no sense is left out."""
        words = params.get("q", "").replace("\0", "").strip()[:100]
        chosen = {name: _values(params.getlist(name)) for name in FACETS}
        numbers = _values(params.getlist("enterprise"))
        chosen["enterprise"] = tuple(n for n in numbers if n.isascii() and n.isdigit() and len(n) < 19)
        sort = params.get("sort", "")
        if sort not in SORT_LABELS or (sort == "best" and not words):
            sort = "best" if words else "new"
        page = params.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        chosen = {name: values for name, values in chosen.items() if values}
        return cls(words, chosen, sort, min(max(number, 1), LAST_PAGE))


@dataclass(frozen=True)
class Found:
    """`positions` of one page; `facets` are `[(name, ((value, label, count, is chosen), …))]`."""

    positions: list[Card]
    page: object
    facets: list
    is_indexed: bool


def find(wish):
    """Answer a `Wish` for anybody: published positions only."""
    try:
        ids, total, counts = _from_index(wish)
        is_indexed = True
    except SearchUnavailable:
        ids, total, counts = _from_database(wish)
        is_indexed = False
    page = Paginator(range(total), PER_PAGE).get_page(wish.page)
    return Found(cards(ids, wish.words), page, _labelled(counts, wish), is_indexed)


def _values(given):
    return tuple(value[:60].replace("\0", "") for value in given[:20] if value)


def _from_index(wish):
    query = Query(
        words=wish.words,
        where={"kind": ("position",), **wish.chosen},
        facets=FACETS,
        sort=SORTS.get(wish.sort, ()),
        freshness=Freshness("opened", timezone.now(), HALF_LIFE, FRESHNESS),
        offset=(wish.page - 1) * PER_PAGE,
        limit=PER_PAGE,
    )
    results = search.search(query)
    return [int(id) for id in results.ids], results.total, results.facets


def _from_database(wish):
    rows = _filtered(wish)
    order = ORDERS.get(wish.sort, ORDERS["new"])
    start = (wish.page - 1) * PER_PAGE
    ids = list(rows.order_by(*order).values_list("pk", flat=True)[start : start + PER_PAGE])
    counts = {name: _counts(_filtered(wish, but=name), name) for name in FACETS}
    return ids, rows.count(), counts


def _filtered(wish, but=None):
    rows = Position.objects.published()
    for word in wish.words.split()[:8]:
        named = Q(skill__zh__icontains=word) | Q(skill__en__icontains=word) | Q(skill__aliases__text__icontains=word)
        standard = SkillRequirement.objects.filter(named, position=OuterRef("pk"))
        rows = rows.filter(
            Q(title__icontains=word) | Q(description__icontains=word) | Q(enterprise__name__icontains=word)
            | Q(city__icontains=word) | Exists(standard)
        )  # fmt: skip
    for name, values in wish.chosen.items():
        if name == "pay" and but != "pay":
            rows = rows.filter(_any_band(values))
        elif name != but:
            rows = rows.filter(pk__in=Position.objects.filter(**{f"{COLUMNS[name]}__in": values}).values("pk"))
    return rows


def _any_band(codes):
    found = Q(pk__in=())
    for code, low, high in PAY_BANDS:
        if code in codes:
            band = Q(pay_cny_per_month__gte=low)
            found |= band if high is None else band & Q(pay_cny_per_month__lt=high)
    return found


def _counts(rows, name):
    column = COLUMNS.get(name, "pay_cny_per_month")
    pairs = rows.order_by().values_list(column).annotate(n=Count("pk", distinct=True))
    counts = {}
    for value, n in ((pay_band(value) if name == "pay" else value, n) for value, n in pairs):
        if value is not None:
            counts[value] = counts.get(value, 0) + n
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _labelled(counts, wish):
    shown = {name: list(counts.get(name, {}).items())[:FOLDED] for name in FACETS}
    labels = {
        "major": names.majors(dict(shown["major"])),
        "skill": names.skills(dict(shown["skill"])),
        "pay": PAY_LABELS,
        "form": dict(PositionKind.choices),
    }
    facets = []
    for name, pairs in shown.items():
        known, chosen = labels.get(name), wish.chosen.get(name, ())
        rows = [(value, str(known.get(value, "")) if known else value, n, value in chosen) for value, n in pairs]
        rows = [row for row in rows if row[1]]
        facets.append((name, tuple(sorted(rows, key=lambda row: BANDS.index(row[0])) if name == "pay" else rows)))
    return facets
