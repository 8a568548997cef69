"""Placement rounds. `services` has the verbs, `jobs` the work in the background, `inputs` what a result rests on."""
