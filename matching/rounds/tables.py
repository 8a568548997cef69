"""What the pages of a round show."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.models import TransitionLog
from matching.models import Recommendation, RoundPosition, Score
from matching.rounds import services
from matching.rounds.previews import NOT_ELIGIBLE
from matching.states import Method, RecommendationState, WishState
from recruitment.models import Position

LEFT = {
    "no_choice": _("gave no wishes"),
    NOT_ELIGIBLE: _("eligible for none of the wishes"),
    "taken": _("every wish is full"),
    "capped": _("a quota or the law stops it"),
}
ROWS = [
    ("placed", pgettext_lazy("placement round", "Placed")),
    ("first_choice", _("Got the first wish")),
    ("first_three", _("Got one of the first three wishes")),
    ("mean_score", _("Mean score of the placed")),
    ("welfare", _("Welfare")),
    ("blocking_pairs", _("Blocking pairs")),
    ("must_left", _("Had to be placed and are not")),
]


def counts(placement_round):
    """How many take part, and how many places there are."""
    found = placement_round.participants.aggregate(
        students=Count("pk"), given=Count("pk", filter=Q(state=WishState.GIVEN)),
        must=Count("pk", filter=Q(must_place=True)),
    )  # fmt: skip
    room = placement_round.positions.aggregate(
        positions=Count("pk", filter=Q(capacity__gt=0)), places=Sum("capacity", default=0)
    )
    return {**found, **room}


def comparison(placement_round):
    """Both previews side by side: {previews, figures: [{code, label, values}], left: the same}; None without."""
    previews = list(placement_round.previews.all())
    if len(previews) < len(Method):
        return None
    return {
        "previews": previews,
        "figures": [
            {"code": code, "label": label, "values": [_figure(each.figures, code) for each in previews]}
            for code, label in ROWS
        ],
        "left": [
            {"code": code, "label": label, "values": [(each.method, each.figures["left"][code]) for each in previews]}
            for code, label in LEFT.items()
        ],
    }


def _figure(figures, code):
    value = figures[code]
    if code == "welfare":
        return f"{value:.0f}"
    if code == "mean_score":
        return f"{100 * value:.1f}"
    share = code in ("placed", "first_choice", "first_three") and figures["students"]
    return f"{value} · {value / figures['students']:.0%}" if share else str(value)


def answers(placement_round):
    """How many recommendations there are in each state."""
    found = dict(placement_round.recommendations.order_by().values_list("state").annotate(Count("pk")))
    return [
        {"code": state.value, "label": state.label, "count": found.get(state.value, 0)} for state in RecommendationState
    ]


def participants(placement_round, show):
    """The participants that `show` asks for: all, must, silent, left-stable, left-welfare."""
    rows = placement_round.participants.select_related("student__user", "student__student_class")
    if show == "must":
        return rows.filter(must_place=True)
    if show == "silent":
        return rows.exclude(state=WishState.GIVEN)
    if show.startswith("left-"):
        left = placement_round.previews.filter(method=show.removeprefix("left-")).values_list("left", flat=True).first()
        return rows.filter(student__in=[int(student) for student in left or ()])
    return rows


def with_results(placement_round, page):
    """`[(participant, [cell per preview], recommendation or None)]`; a cell is {position, wish} or {left}."""
    previews = list(placement_round.previews.all())
    rows = list(page)
    wanted = {each.placed.get(str(row.student_id)) for row in rows for each in previews} - {None}
    titles = {each.pk: each for each in Position.objects.filter(pk__in=wanted).select_related("enterprise")}
    made = Recommendation.objects.filter(round=placement_round, student__in=[row.student_id for row in rows])
    answered = {each.student_id: each for each in _with_reasons(list(made))}
    return [(row, [_cell(row, each, titles) for each in previews], answered.get(row.student_id)) for row in rows]


def _with_reasons(recommendations):
    """With `why`: the words with which a student declined."""
    kind = ContentType.objects.get_for_model(Recommendation)
    rows = TransitionLog.objects.filter(
        content_type=kind, object_id__in=[each.pk for each in recommendations], action="decline"
    )
    words = dict(rows.values_list("object_id", "reason"))
    for each in recommendations:
        each.why = words.get(each.pk, "")
    return recommendations


def _cell(row, preview, titles):
    position = preview.placed.get(str(row.student_id))
    if position is None:
        return {"label": preview.get_method_display(), "left": LEFT.get(preview.left.get(str(row.student_id)), "")}
    wish = row.wishes.index(position) + 1 if position in row.wishes else None
    return {"label": preview.get_method_display(), "position": titles.get(position), "wish": wish}


def groups(placement_round, page):
    """`[(RoundEnterprise, [RoundPosition])]` of a page of enterprises."""
    rows = list(page)
    found = {}
    positions = RoundPosition.objects.filter(
        round=placement_round, position__enterprise__in=[row.enterprise_id for row in rows]
    )
    for each in positions.select_related("position").order_by("position__title", "pk"):
        found.setdefault(each.position.enterprise_id, []).append(each)
    return [(row, found.get(row.enterprise_id, [])) for row in rows]


def wished(participant):
    """The positions of the wishes, in their order."""
    rows = Position.objects.select_related("enterprise").in_bulk(participant.wishes)
    return [rows[pk] for pk in participant.wishes if pk in rows]


def to_choose(participant, words):
    """The positions that a student may still wish for, best fit first."""
    mine = Score.objects.filter(student=participant.student_id, position=OuterRef("pk")).values("score")[:1]
    rows = Position.objects.filter(pk__in=services.eligible(participant) - set(participant.wishes))
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(city__icontains=words) | Q(enterprise__name__icontains=words))
    best = F("fit").desc(nulls_last=True)
    return rows.annotate(fit=Subquery(mine)).select_related("enterprise").order_by(best, "title", "pk")
