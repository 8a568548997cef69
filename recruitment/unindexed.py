"""The directory of positions as the database alone can answer it, when the index is away: plainer, and newest first."""

from django.db.models import Count, Exists, OuterRef, Q

from recruitment.documents import PAY_BANDS, pay_band
from recruitment.models import Position, SkillRequirement
from search import corrections
from search.engine import Hit, Results

ORDERS = {
    ("-opened",): ("-opened_at", "-pk"), ("-pay",): ("-pay_cny_per_month", "-pk"), ("closes",): ("closes_on", "-pk"),
}  # fmt: skip
COLUMNS = {
    "major": "majors__code", "city": "city", "skill": "skill_standard__skill__code", "form": "kind",
    "enterprise": "enterprise_id",
}  # fmt: skip


def search(query):
    """Answer a `Query` for positions as an engine does; a word is found as it stands in title, names or description."""
    rows = _filtered(query)
    order = ORDERS.get(query.sort, ORDERS["-opened",])
    ids = rows.order_by(*order).values_list("pk", flat=True)[query.offset : query.offset + query.limit]
    counts = {name: _counts(_filtered(query, but=name), name) for name in query.facets}
    return Results([Hit("position", str(pk)) for pk in ids], rows.count(), counts)


def correct(query, droppable):
    """What would find something instead, as `search.services.correct`; spellings are those of the vocabulary."""
    return corrections.correct(query, droppable, search=search, suggest=lambda *args, **kwargs: [])


def _filtered(query, but=None):
    """The published positions that fit; `but` names a filter that is left out."""
    rows = Position.objects.published()
    for code, (low, high) in query.levels.items():
        asked = SkillRequirement.objects.filter(position=OuterRef("pk"), skill__code=code, level__range=(low, high))
        rows = rows.filter(Exists(asked))
    for word in query.words.split()[:8]:
        named = Q(skill__zh__icontains=word) | Q(skill__en__icontains=word) | Q(skill__aliases__text__icontains=word)
        standard = SkillRequirement.objects.filter(named, position=OuterRef("pk"))
        rows = rows.filter(
            Q(title__icontains=word) | Q(description__icontains=word) | Q(enterprise__name__icontains=word)
            | Q(city__icontains=word) | Exists(standard)
        )  # fmt: skip
    for name, values in query.where.items():
        if name == "pay" and but != "pay":
            rows = rows.filter(_any_band(values))
        elif name not in (but, "kind"):
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
