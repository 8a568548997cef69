from internships.forms.events import EarlyEndForm, IncidentForm, LeaveForm
from internships.forms.gates import FilingForm, GuardianForm, InsuranceForm, PlanChoiceForm, SafetyForm, SignForm
from internships.forms.grading import DecisionForm, ScoreForm
from internships.forms.logs import ConfirmationForm, LogForm, entry_formset
from internships.forms.plans import PlanForm, criterion_formset

__all__ = [
    "ConfirmationForm",
    "DecisionForm",
    "EarlyEndForm",
    "FilingForm",
    "GuardianForm",
    "IncidentForm",
    "InsuranceForm",
    "LeaveForm",
    "LogForm",
    "PlanChoiceForm",
    "PlanForm",
    "SafetyForm",
    "ScoreForm",
    "SignForm",
    "criterion_formset",
    "entry_formset",
]
