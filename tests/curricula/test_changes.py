import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula import changes

FIELDS = {"zh": "可编程控制器", "term": 3, "credits": "4.0"}
PLAN = {
    "parts": {"aims": "旧"},
    "courses": {"C1": FIELDS},
    "coverage": {"C1": {"plc": {"kind": "R", "level": 2}}},
}

cells = st.dictionaries(
    st.sampled_from(["plc", "cad", "cnc"]),
    st.fixed_dictionaries({"kind": st.sampled_from("IRM"), "level": st.integers(1, 5)}),
    min_size=1,
)
courses = st.dictionaries(
    st.sampled_from(["C1", "C2", "C3"]),
    st.fixed_dictionaries({"term": st.integers(1, 6), "credits": st.sampled_from(["2.0", "4.0"])}),
)


@st.composite
def plans(draw):
    taught = draw(courses)
    coverage = {code: draw(cells) for code in taught if draw(st.booleans())}
    return {"parts": {"aims": draw(st.text(max_size=3))}, "courses": taught, "coverage": coverage}


@given(plans(), plans())
def test_a_difference_applied_gives_the_other_plan_and_again_changes_nothing(one, other):
    change = changes.diff(one, other)

    assert changes.apply(one, change) == other
    assert changes.apply(other, change) == other
    assert changes.is_empty(change) is (one == other)


def test_a_difference_says_only_the_fields_that_changed():
    other = changes.with_cell(PLAN, "C1", "plc", {"kind": "M", "level": 2})

    assert changes.diff(PLAN, other) == {
        "parts": [],
        "courses": [],
        "coverage": [{"op": "change", "course": "C1", "skill": "plc", "before": {"kind": "R"}, "after": {"kind": "M"}}],
    }


def test_a_course_goes_with_its_coverage():
    change = changes.diff(PLAN, changes.with_course(PLAN, "C1", None))

    assert [(step["op"], step["before"]) for step in change["courses"] + change["coverage"]] == [
        ("remove", FIELDS),
        ("remove", {"kind": "R", "level": 2}),
    ]


@pytest.mark.parametrize(
    "meanwhile",
    [
        changes.with_cell(PLAN, "C1", "plc", {"kind": "I", "level": 1}),
        changes.with_cell(PLAN, "C1", "plc", None),
        changes.with_course(PLAN, "C1", None),
    ],
)
def test_a_change_of_what_has_changed_meanwhile_is_a_conflict(meanwhile):
    change = changes.diff(PLAN, changes.with_cell(PLAN, "C1", "plc", {"kind": "M", "level": 2}))

    with pytest.raises(changes.ChangeConflict):
        changes.apply(meanwhile, change)


def test_coverage_of_a_course_that_is_gone_is_a_conflict():
    change = changes.diff(PLAN, changes.with_cell(PLAN, "C1", "cad", {"kind": "I", "level": 1}))

    with pytest.raises(changes.ChangeConflict):
        changes.apply(changes.with_course(PLAN, "C1", None), change)
