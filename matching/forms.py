"""Forms of the matcher."""

from django import forms

WEIGHTS = [(weight, str(weight)) for weight in range(1, 6)]


class WeightsForm(forms.Form):
    """The weights of the skills of a standard; `standard` are its rows with their skills."""

    def __init__(self, data=None, *, standard):
        super().__init__(data)
        self.rows = standard
        for row in standard:
            choice = forms.TypedChoiceField(coerce=int, choices=WEIGHTS, label=str(row.skill), initial=row.weight)
            self.fields[f"weight-{row.skill_id}"] = choice

    @property
    def weights(self):
        """`{skill id: weight}` as chosen; as they are where nothing valid was chosen."""
        chosen = getattr(self, "cleaned_data", {})
        return {row.skill_id: chosen.get(f"weight-{row.skill_id}", row.weight) for row in self.rows}

    @property
    def standard(self):
        """The whole standard with the chosen weights, as `change_position` takes it."""
        weights = self.weights
        return [
            {"skill": row.skill, "level": row.level, "must": row.must, "weight": weights[row.skill_id]}
            for row in self.rows
        ]

    @property
    def pairs(self):
        """`[(bound field, row of the standard)]`."""
        return [(self[f"weight-{row.skill_id}"], row) for row in self.rows]

    @property
    def changes(self):
        """`[(row, new weight)]` of what would be saved."""
        weights = self.weights
        return [(row, weights[row.skill_id]) for row in self.rows if weights[row.skill_id] != row.weight]
