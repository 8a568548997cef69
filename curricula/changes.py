"""Training plans as plain data, the difference of two, and a difference applied.

A plan is JSON: `{"parts": {name: value}, "courses": {code: {field: value}}, "coverage": {code: {skill: cell}}}`, a cell
`{"kind": "I|R|M", "level": 1–5}`. A change is JSON, too: `{"parts": […], "courses": […], "coverage": […]}` of steps
`{"op": "add|change|remove", …, "before": …, "after": …}`. `apply(one, diff(one, other)) == other` for all plans.
"""

from copy import deepcopy

EMPTY = {"parts": {}, "courses": {}, "coverage": {}}


class ChangeConflict(ValueError):
    """A step does not fit the plan: something else has changed the same thing. `step` is the first such step."""

    def __init__(self, step):
        super().__init__(f"does not fit: {step}")
        self.step = step


def diff(before, after):
    """The steps that lead from one plan to another, in a fixed order."""
    cells_before, cells_after = _cells(before), _cells(after)
    return {
        "parts": [
            {"part": name, "before": old, "after": new} for name, old, new in _pairs(before["parts"], after["parts"])
        ],
        "courses": [_step(old, new, code=code) for code, old, new in _pairs(before["courses"], after["courses"])],
        "coverage": [
            _step(old, new, course=code, skill=skill) for (code, skill), old, new in _pairs(cells_before, cells_after)
        ],
    }


def apply(plan, change):
    """A new plan with the steps taken; steps already true are passed over. Raises `ChangeConflict`."""
    plan = deepcopy(plan)
    cells = _cells(plan)
    for step in change.get("parts", []):
        _take(plan["parts"], step["part"], step)
    for step in change.get("courses", []):
        _take(plan["courses"], step["code"], step)
    for step in change.get("coverage", []):
        _take(cells, (step["course"], step["skill"]), step)
    plan["coverage"] = {}
    for (code, skill), cell in sorted(cells.items()):
        if code not in plan["courses"]:
            raise ChangeConflict({"op": "orphan", "course": code, "skill": skill})
        plan["coverage"].setdefault(code, {})[skill] = cell
    return plan


def fitting(plan, change):
    """The part of `change` that still fits `plan`, as a difference from it, and the steps that do not."""
    wished, left_over = plan, []
    for kind in EMPTY:
        for step in change.get(kind, []):
            try:
                wished = apply(wished, {kind: [step]})
            except ChangeConflict:
                left_over.append(step)
    return diff(plan, wished), left_over


def is_empty(change):
    return not any(change.get(kind) for kind in EMPTY)


def size(change):
    """How many steps a change has."""
    return sum(len(change.get(kind, [])) for kind in EMPTY)


def with_cell(plan, course, skill, cell):
    """A new plan in which the cell of `course` and `skill` is `cell`, or empty for None."""
    plan = deepcopy(plan)
    row = plan["coverage"].setdefault(course, {})
    row.pop(skill, None)
    if cell:
        row[skill] = cell
    if not row:
        del plan["coverage"][course]
    return plan


def with_course(plan, code, fields):
    """A new plan in which the course `code` has `fields`, or, for None, is gone with its coverage."""
    plan = deepcopy(plan)
    plan["courses"].pop(code, None)
    if fields:
        plan["courses"][code] = fields
    else:
        plan["coverage"].pop(code, None)
    return plan


def _cells(plan):
    return {(code, skill): cell for code, row in plan["coverage"].items() for skill, cell in row.items()}


def _pairs(before, after):
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield key, old, new


def _step(old, new, **key):
    if old is None:
        return {"op": "add", **key, "before": None, "after": new}
    if new is None:
        return {"op": "remove", **key, "before": old, "after": None}
    fields = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    return {
        "op": "change",
        **key,
        "before": {name: old.get(name) for name in fields},
        "after": {name: new.get(name) for name in fields},
    }


def _take(values, key, step):
    now = values.get(key)
    if step.get("op") == "change":
        if now is None or any(now.get(name) not in (step["before"][name], new) for name, new in step["after"].items()):
            raise ChangeConflict(step)
        values[key] = {**now, **step["after"]}
        return
    if now not in (step["before"], step["after"]):
        raise ChangeConflict(step)
    if step["after"] is None:
        values.pop(key, None)
    else:
        values[key] = step["after"]
