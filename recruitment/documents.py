"""What the search engine is told about positions and enterprises, and which names it should know."""

from marketplace.models import Enterprise, Skill
from marketplace.states import EnterpriseState
from recruitment.models import Position
from recruitment.states import PositionKind
from search import registry
from search.engine import Document

# Bands of pay in CNY a month: code, from, to (excluded).
PAY_BANDS = (
    ("lt2000", 0, 2000), ("2000", 2000, 3000), ("3000", 3000, 4000), ("4000", 4000, 6000), ("ge6000", 6000, None),
)  # fmt: skip

# What a kind of position is called, in both languages of the product, whatever language the index is built in.
KIND_WORDS = {
    PositionKind.POST_INTERNSHIP: ("岗位实习", "post internship"),
    PositionKind.ORIENTATION: ("认识实习", "orientation visit"),
}


def pay_band(pay):
    """The code of the band that `pay` (CNY a month) falls into, or None if the pay is not known."""
    if pay is None:
        return None
    return next(code for code, low, high in PAY_BANDS if low <= pay and (high is None or pay < high))


def build_positions(ids):
    rows = Position.objects.published().filter(pk__in=ids).select_related("enterprise")
    for position in rows.prefetch_related("majors", "skill_standard__skill__aliases"):
        yield _position(position)


def _position(position):
    standard = list(position.skill_standard.all())
    skills = [row.skill for row in standard]
    majors = list(position.majors.all())
    enterprise = position.enterprise
    return Document(
        kind="position",
        id=position.pk,
        text={
            "title": position.title,
            "names": tuple(filter(None, [
                *(name for skill in skills for name in (skill.zh, skill.en)),
                *(name for major in majors for name in (major.name, major.name_en)),
                enterprise.name, enterprise.name_en, position.city,
            ])),
            "body": (position.description, position.tasks, *KIND_WORDS[position.kind], *(m.code for m in majors)),
        },
        keywords={
            "form": (position.kind,),
            "enterprise": (str(enterprise.pk),),
            "city": (position.city,),
            "major": tuple(major.code for major in majors),
            "skill": tuple(skill.code for skill in skills),
            "pay": tuple(filter(None, [pay_band(position.pay_cny_per_month)])),
        },
        values={
            name: value
            for name, value in {
                "opened": position.opened_at, "pay": position.pay_cny_per_month, "closes": position.closes_on
            }.items()
            if value is not None
        },
        levels={row.skill.code: row.level for row in standard},
    )  # fmt: skip


def build_enterprises(ids):
    for enterprise in Enterprise.objects.filter(pk__in=ids, state=EnterpriseState.VERIFIED):
        yield Document(
            kind="enterprise",
            id=enterprise.pk,
            text={
                "title": enterprise.name,
                "names": tuple(filter(None, [enterprise.name_en, enterprise.city])),
                "body": enterprise.about,
            },
            keywords={"city": (enterprise.city,)},
        )


def vocabulary():
    """Skill names with what else they are called."""
    skills = Skill.objects.filter(is_active=True).prefetch_related("aliases")
    return {skill.zh: [skill.en, *(alias.text for alias in skill.aliases.all())] for skill in skills}


registry.register(
    "position",
    build=build_positions,
    all_ids=lambda: Position.objects.published().values_list("pk", flat=True).iterator(),
    values=("opened", "pay", "closes"),
)
registry.register(
    "enterprise",
    build=build_enterprises,
    all_ids=lambda: Enterprise.objects.filter(state=EnterpriseState.VERIFIED).values_list("pk", flat=True).iterator(),
)
registry.register_vocabulary(vocabulary)
