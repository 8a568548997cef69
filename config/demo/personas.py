"""The people as whom a visitor of the demo may sign in, in the order of the loop, and what to try as each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Persona:
    username: str
    title: Promise
    tries: Promise


PERSONAS = [
    Persona("hr", _("Enterprise HR"), _("Post a position beside the law, read the ranked candidates, make an offer.")),
    Persona("applicant", _("Student looking for a place"), _("Read why a position fits, apply, answer an offer.")),
    Persona("student", _("Student at work"), _("Write this week's log on a phone, see your skills and your progress.")),
    Persona("mentor", _("Enterprise mentor"), _("Confirm a week of work and rate skills in one minute.")),
    Persona("supervisor", _("School supervisor"), _("See first who needs you, accept the quiet rest, score.")),
    Persona("coordinator", _("Department coordinator"), _("See which gate of which placement waits for whom.")),
    Persona("office", _("Internship office"), _("Sign agreements, record insurance, decide exceptions of the law.")),
    Persona("leader", _("Programme leader"), _("Open the gap table, turn a gap into a proposal.")),
    Persona("affairs", _("Academic affairs office"), _("Review what the committee has decided.")),
    Persona("president", _("College leadership"), _("Approve a change of the plan; open the list behind a number.")),
    Persona("guardian", _("Guardian"), _("Consent to the internship of a minor.")),
    Persona("operator", _("Platform operator"), _("Verify enterprises, keep the vocabulary clean.")),
]
