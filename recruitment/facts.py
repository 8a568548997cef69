"""What the law looks at, read from positions and students."""

from django.utils import timezone

from marketplace.law.facts import PlacementFacts, PositionFacts, jurisdiction_of
from recruitment import interns
from recruitment.states import PositionKind

# Fields of a position that carry the same name and meaning in the facts.
SAME = (
    "starts_on", "ends_on", "openings", "hours_per_day", "hours_per_week", "night_shift", "overtime", "rest_day_work",
    "labour_grade", "minor_taboo", "female_taboo", "pay_cny_per_month", "same_post_wage_cny_per_month",
    "pay_cycle_days", "pay_in_kind", "pay_through_third_party", "staff_on_post", "same_post_staff",
    "interns_elsewhere", "same_post_interns_elsewhere",
)  # fmt: skip


def of_position(position, *, major_codes=None, on=None):
    """The `PositionFacts` of a position, saved or not; an unsaved one needs its `major_codes` given."""
    on = on or position.starts_on or timezone.localdate()
    if major_codes is None:
        major_codes = position.majors.values_list("code", flat=True)
    interns_now, same_post_interns_now = interns.count(position, on)
    enterprise = position.enterprise
    return PositionFacts(
        **{name: getattr(position, name) for name in SAME},
        jurisdiction=jurisdiction_of(position.region),
        hazards=None if position.hazards is None else frozenset(position.hazards),
        is_independent=position.kind == PositionKind.POST_INTERNSHIP,
        lowest_grade_wage_cny_per_month=position.lowest_wage_cny_per_month,
        fees_charged=None if position.fees_cny is None else position.fees_cny > 0,
        deposit_or_documents_kept=position.holds_documents,
        enterprise_industry_code=enterprise.industry_code,
        text="\n".join([position.title, position.description, position.tasks, enterprise.name]),
        is_agency=position.agency,
        signatory_is_host=position.signs_itself,
        inspected=enterprise.inspected_on is not None,
        interns_now=interns_now,
        same_post_interns_now=same_post_interns_now,
        major_codes=frozenset(major_codes),
    )


def of_application(position, student, *, on=None):
    """The `PlacementFacts` that matter when `student` applies for `position`."""
    student_class = student.student_class
    starts_on = position.starts_on or on or timezone.localdate()
    return PlacementFacts(
        jurisdiction=jurisdiction_of(student_class.department.school.region),
        is_post_internship=position.kind == PositionKind.POST_INTERNSHIP,
        birth_date=student.birth_date,
        student_sex=student.sex or None,
        year_of_study=student_class.year_of_study(starts_on),
        starts_on=starts_on,
        ends_on=position.ends_on,
        student_major_code=student_class.major.code,
        position_major_codes=frozenset(major.code for major in position.majors.all()),
        minor_taboo=position.minor_taboo,
        female_taboo=position.female_taboo,
        openings=1,
    )
