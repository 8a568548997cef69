"""The closed vocabularies of the law: outcomes, severities, subjects, stages, hazards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(TextChoices):
    PASS = "pass", pgettext_lazy("law", "Met")
    FAIL = "fail", pgettext_lazy("law", "Not met")
    UNKNOWN = "unknown", pgettext_lazy("law", "Not known yet")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("law", "Does not apply")


class Severity(TextChoices):
    BLOCK = "block", _("Must be met")
    WARN = "warn", _("Needs a reason otherwise")


class Effect(TextChoices):
    """What an open finding means for the move: nobody, somebody else, or a reason lets it pass."""

    BLOCKING = "blocking", pgettext_lazy("law", "No exception")
    RELEASABLE = "releasable", pgettext_lazy("law", "Only with a release")
    SOFT = "soft", pgettext_lazy("law", "Only with a reason")


class Subject(TextChoices):
    POSITION = "position", pgettext_lazy("law", "Post")
    PLACEMENT = "placement", pgettext_lazy("law", "Placement")


class Stage(TextChoices):
    """The moment from which a rule about a placement has to be met."""

    APPLY = "apply", _("From the application on")
    START = "start", _("Before the start")


class Evidence(TextChoices):
    """How well the content of a rule is supported by a source."""

    CONFIRMED = "confirmed", _("Confirmed in a source")
    INDIRECT = "indirect", _("Supported indirectly")
    FROM_MEMORY = "from_memory", _("From memory, to be checked")


class Hazard(TextChoices):
    HEIGHT = "height", _("work at height")
    UNDERGROUND = "underground", _("work underground")
    RADIOACTIVE = "radioactive", _("radioactive work")
    TOXIC = "toxic", _("toxic work")
    FLAMMABLE_EXPLOSIVE = "flammable_explosive", _("flammable or explosive work")
    OTHER_HIGH_RISK = "other_high_risk", _("other high-risk work")
