"""Two placement rounds: one whose students are just saying what they wish for, one that waits for the office."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from internships.models import InternshipPlan
from internships.states import PlanState
from marketplace.models import User
from matching.rounds import jobs, market, services

COLLECTING, CLOSED = "秋季岗位双选（第一轮）", "春季岗位双选（第一轮）"
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
    for plan, name, by_all in [(mine[:1], COLLECTING, False), (others[:1], CLOSED, True)]:
        if plan:
            _round(plan[0], name, office, applicant, by_all)


def _round(plan, name, office, applicant, is_closed):
    until = timezone.localdate() + timedelta(days=DAYS)
    made = services.create_round(plan, by=office, name=name, wishes_until=until)
    jobs.prepare(made.pk)
    if is_closed:
        few = dict.fromkeys(made.positions.values_list("position", flat=True), FEW)
        services.change_settings(made, by=office, capacities=few)
    services.open_round(made, by=office)
    jobs.ask(made.pk)
    dice = Random(plan.pk)
    for part in made.participants.select_related("round", "student__user").exclude(student=applicant):
        _wish(part, dice)
    if is_closed:
        services.close_round(made, by=office)
        jobs.freeze(made.pk)


def _wish(part, dice):
    """Some positions are wished for by many."""
    choices = sorted(services.eligible(part))
    if dice.random() > SILENT and choices:
        ranked = sorted(choices, key=lambda position: dice.random() * (1 + choices.index(position)))
        services.give_wishes(part, ranked[:MOST], by=part.student.user)
