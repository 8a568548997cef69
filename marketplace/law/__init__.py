"""The law of internships as data (rules.json) and pure functions over facts."""
