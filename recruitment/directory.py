"""The directory of published positions: found by the search engine, or by the database when the index is away."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace import vocabulary
from recruitment import names, unindexed
from recruitment.documents import PAY_BANDS
from recruitment.position_cards import Card, cards
from recruitment.states import PositionKind
from search import levels
from search import services as search
from search.engine import Freshness, Query, SearchUnavailable

PER_PAGE = 20
LAST_PAGE = 500
SHOWN, FOLDED = 8, 40  # values of a facet: at once, and in all
FACETS = ("major", "city", "pay", "skill", "form")
HALF_LIFE, FRESHNESS = 60, 0.15  # days; an old post that fits keeps 85 % of its score
SORTS = {"new": ("-opened",), "pay": ("-pay",), "closing": ("closes",)}
SORT_LABELS = {
    "best": _("best match"), "new": pgettext_lazy("sort", "newest"), "pay": _("highest pay"),
    "closing": _("closing soon"),
}  # fmt: skip
FILTER_LABELS = {
    "major": _("Major"), "city": _("City"), "pay": _("Pay a month"), "skill": _("Skill"), "form": _("Kind"),
    "enterprise": pgettext_lazy("party", "enterprise"), "levels": _("Level"),
}  # fmt: skip
PAY_LABELS = {
    "lt2000": _("under ¥2,000"), "2000": _("¥2,000–3,000"), "3000": _("¥3,000–4,000"), "4000": _("¥4,000–6,000"),
    "ge6000": _("¥6,000 and more"),
}  # fmt: skip
BANDS = [band[0] for band in PAY_BANDS]


@dataclass(frozen=True)
class Wish:
    """What a person asks the directory for."""

    words: str = ""
    chosen: dict = field(default_factory=dict)  # {facet: (values)}
    sort: str = "new"
    page: int = 1
    is_literal: bool = False  # a level in the words is not understood

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
        return cls(words, chosen, sort, min(max(number, 1), LAST_PAGE), bool(params.get("literal")))

    def url(self, words=None, *, without=(), is_literal=None):
        """The query string of the same wish with other words, without some filters, from its first page."""
        is_literal = self.is_literal if is_literal is None else is_literal
        pairs = [("q", self.words if words is None else words)]
        pairs += [(name, value) for name, values in self.chosen.items() if name not in without for value in values]
        pairs += [("sort", self.sort)] if self.sort not in ("new", "best") else []
        return "?" + urlencode([*pairs, *([("literal", "1")] if is_literal else [])])

    @property
    def is_plain(self):
        """Whether it is words alone, just typed: what is counted as a search."""
        return bool(self.words) and not self.chosen and self.sort == "best" and self.page == 1 and not self.is_literal

    @property
    def as_typed(self):
        return self.url(is_literal=True)

    @property
    def as_understood(self):
        return self.url(is_literal=False)


@dataclass(frozen=True)
class Found:
    """`positions` of one page; `facets` are `[(name, ((value, label, count, is chosen), …))]`.

    `understood` are pairs of a skill's name and the level asked for; `instead` is for a wish that found nothing.
    """

    positions: list[Card]
    page: object
    facets: list
    is_indexed: bool
    understood: list
    instead: object = None


def find(wish):
    """Answer a `Wish` for anybody: published positions only."""
    understood = levels.Understood(wish.words) if wish.is_literal else vocabulary.understand(wish.words)
    query = _query(wish, understood)
    try:
        results = search.search(query)
        is_indexed = True
    except SearchUnavailable:
        results = unindexed.search(query)
        is_indexed = False
    page = Paginator(range(results.total), PER_PAGE).get_page(wish.page)
    return Found(
        cards([int(id) for id in results.ids], understood.words),
        page,
        _labelled(results.facets, wish),
        is_indexed,
        [(one.name, one.low) for one in understood.asked],
        None if results.total else _instead(wish, understood, query, is_indexed),
    )


def _values(given):
    return tuple(value[:60].replace("\0", "") for value in given[:20] if value)


def _query(wish, understood):
    return Query(
        words=understood.words,
        where={"kind": ("position",), **wish.chosen},
        levels=understood.levels,
        facets=FACETS,
        sort=SORTS.get(wish.sort, ()),
        freshness=Freshness("opened", timezone.now(), HALF_LIFE, FRESHNESS),
        offset=(wish.page - 1) * PER_PAGE,
        limit=PER_PAGE,
    )


def _instead(wish, understood, query, is_indexed):
    """Links to what would find something: `[(kind, what it looks for or leaves out, address, count)]`."""
    droppable = ("levels", *wish.chosen)
    found = search.correct(query, droppable) if is_indexed else unindexed.correct(query, droppable)
    links = []
    for kind, one in (("spelling", found.spelling), ("shorter", found.shorter), *(("fewer", o) for o in found.fewer)):
        if one:
            words = one.words if "levels" in one.without else levels.restore(one.words, understood.asked)
            left_out = [FILTER_LABELS[name] for name in one.without]
            links.append((kind, left_out or words, wish.url(words, without=one.without), one.count))
    return links


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
