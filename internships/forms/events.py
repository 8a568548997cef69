from django import forms

from internships.forms.fields import DayField
from internships.models import EarlyEnd, Incident, Leave


class IncidentForm(forms.ModelForm):
    happened_on = DayField(label=Incident._meta.get_field("happened_on").verbose_name)

    class Meta:
        model = Incident
        fields = ["kind", "happened_on", "words", "is_urgent"]
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}


class LeaveForm(forms.ModelForm):
    from_on = DayField(label=Leave._meta.get_field("from_on").verbose_name)
    to_on = DayField(label=Leave._meta.get_field("to_on").verbose_name)

    class Meta:
        model = Leave
        fields = ["kind", "from_on", "to_on", "words"]


class EarlyEndForm(forms.ModelForm):
    last_on = DayField(label=EarlyEnd._meta.get_field("last_on").verbose_name)

    class Meta:
        model = EarlyEnd
        fields = ["kind", "last_on", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}
