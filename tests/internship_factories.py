"""Factories of internships: they call `policy.sync` and `transitions.begin` as the services do."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from internships import models, services
from internships.states import PartnerState, PlacementState, PlanState
from internships.work_states import LogState
from marketplace import policy, transitions
from marketplace.states import Role
from recruitment.states import ApplicationState
from tests import factories


class PlanFactory(DjangoModelFactory):
    """A confirmed plan for the default class, from a year ago to a year ahead, with a rubric of two criteria."""

    class Meta:
        model = models.InternshipPlan
        skip_postgeneration_save = True

    school = factory.SubFactory(factories.SchoolFactory)
    name = "2026届机电一体化岗位实习方案"
    cohort = factory.LazyFunction(lambda: factories.entry_year(3))
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=365))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))
    academic_year = "2026-2027"
    course_name = "岗位实习"
    course_code = "SX001"
    credits = 24
    state = PlanState.CONFIRMED

    @factory.post_generation
    def majors(plan, create, extracted):
        plan.majors.set(extracted if extracted is not None else [factories.MajorFactory()])

    @factory.post_generation
    def ground(plan, create, extracted):
        policy.sync(plan)
        transitions.begin(plan, by=None)

    @factory.post_generation
    def rubric(plan, create, extracted):
        rubric = models.Rubric.objects.create(plan=plan)
        skill = factories.SkillFactory()
        models.Criterion.objects.create(rubric=rubric, zh="岗位技能", en="Skills of the post", weight=60, skill=skill)
        models.Criterion.objects.create(rubric=rubric, zh="工作质量与安全", en="Quality and safety", weight=40)


class PlacementFactory(DjangoModelFactory):
    """A placement at work since ten weeks, confirmed plan on both sides; nothing of its paperwork."""

    class Meta:
        model = models.Placement
        skip_postgeneration_save = True

    application = factory.SubFactory(factories.ApplicationFactory, state=ApplicationState.ACCEPTED)
    plan = factory.LazyFunction(lambda: models.InternshipPlan.objects.first() or PlanFactory())
    student = factory.SelfAttribute("application.student")
    position = factory.SelfAttribute("application.position")
    enterprise = factory.SelfAttribute("application.position.enterprise")
    supervisor = factory.SelfAttribute("student.supervisor")
    mentor = factory.LazyAttribute(lambda placement: factories.member(Role.MENTOR, placement.enterprise))
    starts_on = factory.LazyFunction(lambda: services.monday(timezone.localdate()) - timedelta(weeks=10))
    ends_on = factory.LazyFunction(lambda: services.monday(timezone.localdate()) + timedelta(weeks=10))
    started_on = factory.SelfAttribute("starts_on")
    pay_cny_per_month = 4000
    region = "320500"
    city = "苏州"
    address = "星湖街1号"
    state = PlacementState.ACTIVE

    @factory.post_generation
    def ground(placement, create, extracted):
        policy.sync(placement)
        transitions.begin(placement, by=None)
        if placement.plan:
            partner, made = models.PlanPartner.objects.get_or_create(
                plan=placement.plan, enterprise=placement.enterprise, defaults={"state": PartnerState.CONFIRMED}
            )
            if made:
                policy.sync(partner)
                transitions.begin(partner, by=None)


class WeeklyLogFactory(DjangoModelFactory):
    """A draft of this week with one entry; `weeks_ago` moves it back."""

    class Meta:
        model = models.WeeklyLog
        skip_postgeneration_save = True

    class Params:
        weeks_ago = 1

    placement = factory.SubFactory(PlacementFactory)
    week_on = factory.LazyAttribute(lambda log: services.monday(timezone.localdate()) - timedelta(weeks=log.weeks_ago))
    state = LogState.DRAFT

    @factory.post_generation
    def ground(log, create, extracted):
        transitions.begin(log, by=log.placement.student.user)

    @factory.post_generation
    def entries(log, create, extracted):
        texts = extracted if extracted is not None else ["按点检表巡检六台设备,补充润滑油并记录异响"]
        for position, task in enumerate(texts):
            models.LogEntry.objects.create(
                log=log, position=position, on=log.week_on, task=task, skill=factories.SkillFactory()
            )


def submitted(log, **kwargs):
    """The same log, submitted by its student, with what the task that compares it has found."""
    services.submit_log(log, by=log.placement.student.user, **kwargs)
    log.refresh_from_db(fields=["questions", "risk"])
    return log


def graded(placement):
    """The open grade sheet of `placement`."""
    return services.open_grading(placement)


def marks(sheet, mark, level=None):
    """The same mark for every criterion, as `submit_score` takes it."""
    criteria = sheet.placement.plan.rubric.criteria.all()
    return {criterion.pk: (mark, level if criterion.skill_id else None) for criterion in criteria}


class SafetyQuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.SafetyQuestion

    text = factory.Sequence("第{}题:设备运行中发现异响,应当怎样处理?".format)
    options = ["伸手检查", "按下停止按钮并报告", "继续工作"]
    answer = 1


def guardian_of(student):
    """A guardian without a password, known to the school; made before the placement."""
    user = factories.UserFactory(name="监护人")
    user.set_unusable_password()
    user.save()
    student.guardian = user
    student.save()
    return user
