"""Three placement rounds: in one the students are just wishing, one waits for the office, one is being answered."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from internships.models import InternshipPlan
from internships.states import PlanState
from marketplace.models import User
from matching.rounds import jobs, market, services
from matching.states import Method, RoundState
from recruitment.services import CONSENT_VERSION

NAMES = ("秋季岗位双选（第一轮）", "春季岗位双选（第一轮）", "春季岗位双选（试点）")
STATES = (RoundState.COLLECTING, RoundState.CLOSED, RoundState.PUBLISHED)
DAYS = 10
MOST, SILENT = 8, 0.1
FEW = 1
"""Places of each position in the closed round: scarce, so that the two ways of placing differ."""


def build():
    """Work that the worker would do by and by is done at once."""
    office = User.objects.get(username="office")
    plans = [plan for plan in InternshipPlan.objects.filter(state=PlanState.CONFIRMED) if market.positions_for(plan)]
    applicant = User.objects.get(username="applicant").student
    mine = [plan for plan in plans if market.students_of(plan).filter(pk=applicant.pk).exists()]
    others = sorted(set(plans) - set(mine), key=lambda plan: (-market.students_of(plan).count(), plan.pk))
    for plan, name, state in zip(mine[:1] + others[:2], NAMES, STATES, strict=False):
        _round(plan, name, office, applicant, state)


def _round(plan, name, office, applicant, state):
    until = timezone.localdate() + timedelta(days=DAYS)
    made = services.create_round(plan, by=office, name=name, wishes_until=until)
    jobs.prepare(made.pk)
    if state != RoundState.COLLECTING:
        few = dict.fromkeys(made.positions.values_list("position", flat=True), FEW)
        services.change_settings(made, by=office, capacities=few)
    services.open_round(made, by=office)
    jobs.ask(made.pk)
    dice = Random(plan.pk)
    for part in made.participants.select_related("round", "student__user").exclude(student=applicant):
        _wish(part, dice)
    if state != RoundState.COLLECTING:
        services.close_round(made, by=office)
        jobs.freeze(made.pk)
    if state == RoundState.PUBLISHED:
        _publish(made, office)


def _publish(made, office):
    """One student applies, one says no; the others have not answered yet."""
    made.refresh_from_db()
    services.publish_round(made, by=office, method=Method.STABLE)
    jobs.recommend(made.pk)
    rows = list(made.recommendations.select_related("student__user", "position__enterprise")[:2])
    for each in rows[:1]:
        services.accept(each, by=each.student.user, consent_version=CONSENT_VERSION)
    for each in rows[1:]:
        services.decline(each, by=each.student.user, reason="离家太远，想留在本市。")


def _wish(part, dice):
    """Some positions are wished for by many."""
    choices = sorted(services.eligible(part))
    if dice.random() > SILENT and choices:
        ranked = sorted(choices, key=lambda position: dice.random() * (1 + choices.index(position)))
        services.give_wishes(part, ranked[:MOST], by=part.student.user)
