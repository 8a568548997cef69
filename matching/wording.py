"""The explanation in words: message codes and numbers become sentences in the language of whoever reads."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from marketplace.states import EvidenceClass

SENTENCES = {
    "no_standard": gettext_lazy("This position has no skill standard; major and text decide."),
    "nothing_known": ngettext_lazy(
        "Nothing is known yet about the skill asked for.",
        "Nothing is known yet about the %(of)d skills asked for.",
        "of",
    ),
    "all_musts": ngettext_lazy(
        "The must-skill is there; strongest: %(skill)s, level %(level)s (%(kind)s).",
        "All %(of)d must-skills are there; strongest: %(skill)s, level %(level)s (%(kind)s).",
        "of",
    ),
    "some_musts": gettext_lazy(
        "%(met)d of %(of)d must-skills are at the level asked for; strongest: %(skill)s, level %(level)s (%(kind)s)."
    ),
    "all_skills": ngettext_lazy(
        "The skill asked for is there; strongest: %(skill)s, level %(level)s (%(kind)s).",
        "All %(of)d skills asked for are there; strongest: %(skill)s, level %(level)s (%(kind)s).",
        "of",
    ),
    "some_skills": gettext_lazy(
        "%(met)d of %(of)d skills are at the level asked for; strongest: %(skill)s, level %(level)s (%(kind)s)."
    ),
    "unknown_skill": gettext_lazy("Costs most: nothing is known about %(skill)s; level %(required)s is asked for."),
    "missing_levels": gettext_lazy(
        "Costs most: %(skill)s is at level %(level)s (%(kind)s); level %(required)s is asked for."
    ),
    "only_claimed": gettext_lazy("Costs most: %(skill)s rests on the student's own word only."),
    "major_1": gettext_lazy("The major is not the one asked for, but of the same class."),
    "major_2": gettext_lazy("The major is of the same category as the one asked for, but of another class."),
    "major_3": gettext_lazy("The major is of another category than the one asked for."),
    "all_good": gettext_lazy("Nothing that is asked for is missing."),
}
RAISES = {
    EvidenceClass.ASSESSED: gettext_lazy("%(skill)s at level %(level)s, with an exam or a certificate"),
    EvidenceClass.CONFIRMED: gettext_lazy("%(skill)s at level %(level)s, confirmed by an enterprise mentor"),
}
PARTS = {
    "must_skills": gettext_lazy("Must-skills"),
    "nice_skills": gettext_lazy("Nice-to-have skills"),
    "major": gettext_lazy("Major"),
    "text": gettext_lazy("Words in common"),
    "city": gettext_lazy("City"),
}
DISTANCES = [
    pgettext_lazy("major", "matches"),
    pgettext_lazy("major", "same class"),
    pgettext_lazy("major", "same category"),
    pgettext_lazy("major", "other category"),
]
MY_CONSTRAINTS = {
    "opted_out": (
        gettext_lazy("You have switched ranking off."),
        gettext_lazy("You can apply all the same: your application is read like every other."),
    ),
    "age": (
        gettext_lazy("On the first day you are not yet 16: the law does not allow the internship."),
        gettext_lazy("A position that begins later is possible."),
    ),
    "minor": (
        gettext_lazy("The work is forbidden to minors, and on the first day you are not yet 18."),
        gettext_lazy("The same work is open to you from your 18th birthday on."),
    ),
    "first_year": (
        gettext_lazy("In the first year of study the law allows no post internship."),
        gettext_lazy("You can take it from the second year on; orientation visits are possible now."),
    ),
    "major": (
        gettext_lazy("The position names majors, and yours is of another category."),
        gettext_lazy("No skill changes that: the enterprise would have to name a major of your category."),
    ),
    "dates": (
        gettext_lazy("You are not free on its days: you have another internship then, or have named a later day."),
        gettext_lazy("If the day in your résumé from which you are free is wrong, change it there."),
    ),
}
"""Code → why not, and what can be done about it."""
INVITED = {
    "sent": ("sent", pgettext_lazy("invitation", "invited")),
    "applied": ("applied", pgettext_lazy("invitation", "applied")),
    "declined": ("ended", gettext_lazy("declined or no answer")),
    "lapsed": ("ended", gettext_lazy("declined or no answer")),
}
"""What the enterprise hears of an invitation, as code and words: a no and no answer are one."""
CONSTRAINTS = {
    "opted_out": gettext_lazy("Ranking is switched off."),
    "age": gettext_lazy("On the first day the student is not yet 16: the law does not allow the internship."),
    "minor": gettext_lazy("The work is forbidden to minors, and on the first day the student is not yet 18."),
    "first_year": gettext_lazy("First-year students may not go on a post internship."),
    "major": gettext_lazy("The major is of another category than the majors of the position."),
    "dates": gettext_lazy("The student is not free on the days of the position."),
}


def sentence(code, params, names):
    """One sentence of an explanation; `names` are `{skill id: name}`."""
    filled = dict(params)
    if "skill" in params:
        filled |= {"skill": names.get(params["skill"], "?"), "kind": kind_name(params.get("kind"))}
    filled |= {name: level(params[name]) for name in ("level", "required") if name in params}
    return SENTENCES[code] % filled


def raised(step, names):
    """What a `Raise` asks for."""
    return RAISES[step.kind] % {"skill": names.get(step.skill, "?"), "level": level(step.level)}


def part(name):
    """What a part of the score is called; a part that a newer matcher has brought, by its code."""
    return PARTS.get(name) or name.replace("_", " ")


def level(number):
    """3.0 → 3, 3.4 → 3.4."""
    return f"{number:g}"


def kind_name(kind):
    return EvidenceClass(kind).label if kind else _("no evidence")
