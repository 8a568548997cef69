"""Forms of placement rounds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.forms.fields import DayField
from internships.models import InternshipPlan
from matching.models import Round
from recruitment.services import CONSENT_VERSION


class RoundForm(forms.ModelForm):
    wishes_until = DayField(label=Round._meta.get_field("wishes_until").verbose_name)

    class Meta:
        model = Round
        fields = ["plan", "name", "wishes_until", "quota", "basis"]
        widgets = {"basis": forms.RadioSelect}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = InternshipPlan.objects.visible_to(user)

    def _post_clean(self):
        """The service checks the whole round; here only the fields matter."""

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name != "plan"}


class SettingsForm(forms.Form):
    """Places and quotas of the enterprises of one page; `groups` is `[(RoundEnterprise, [RoundPosition])]`."""

    def __init__(self, data=None, *, groups):
        super().__init__(data)
        self.groups = groups
        for enterprise, positions in groups:
            self.fields[f"quota-{enterprise.enterprise_id}"] = forms.IntegerField(
                label=_("Quota"), min_value=0, max_value=9999, required=False, initial=enterprise.quota
            )
            for row in positions:
                named = {"aria-label": _("Places at %(title)s") % {"title": row.position.title}}
                self.fields[f"places-{row.position_id}"] = forms.IntegerField(
                    label=_("Places"), min_value=0, max_value=row.openings, initial=row.capacity,
                    widget=forms.NumberInput(attrs=named),
                )  # fmt: skip

    @property
    def rows(self):
        """`[(RoundEnterprise, its field, [(RoundPosition, its field)])]`."""
        return [
            (
                enterprise,
                self[f"quota-{enterprise.enterprise_id}"],
                [(row, self[f"places-{row.position_id}"]) for row in positions],
            )
            for enterprise, positions in self.groups
        ]

    @property
    def values(self):
        named = [(name.split("-"), value) for name, value in self.cleaned_data.items()]
        return {
            "capacities": {int(pk): value for (kind, pk), value in named if kind == "places"},
            "quotas": {int(pk): value for (kind, pk), value in named if kind == "quota"},
        }


class RankingForm(forms.Form):
    """A place for each of `applications`, from 1; empty: not wanted."""

    def __init__(self, data=None, *, applications, ranked):
        super().__init__(data)
        self.applications = list(applications)
        place_of = {student: place for place, student in enumerate(ranked, start=1)}
        for each in self.applications:
            named = {"aria-label": _("Place of %(name)s") % {"name": each.student.user}}
            self.fields[f"place-{each.student_id}"] = forms.IntegerField(
                min_value=1, max_value=len(self.applications), required=False, initial=place_of.get(each.student_id),
                widget=forms.NumberInput(attrs=named),
            )  # fmt: skip

    @property
    def rows(self):
        return [(each, self[f"place-{each.student_id}"]) for each in self.applications]

    def clean(self):
        given = [place for place in self.cleaned_data.values() if place]
        if len(set(given)) < len(given):
            raise forms.ValidationError(_("Two people cannot share a place."), code="shared")
        return self.cleaned_data

    @property
    def ranked(self):
        """The ids of the students, best first."""
        given = [(place, int(name.removeprefix("place-"))) for name, place in self.cleaned_data.items() if place]
        return [student for _place, student in sorted(given)]


class AcceptForm(forms.Form):
    message = forms.CharField(
        label=_("message to the enterprise"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    consent = forms.BooleanField(label=_("I agree that this enterprise may see my résumé."))

    @property
    def values(self):
        return {"message": self.cleaned_data["message"], "consent_version": CONSENT_VERSION}


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you decline"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only your internship office reads this."),
    )  # fmt: skip
