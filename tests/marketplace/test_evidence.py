from datetime import date

import pytest
from django.core.exceptions import ValidationError

from marketplace import evidence
from marketplace.models import SkillEvidence
from marketplace.states import EvidenceClass as C
from tests.factories import SkillFactory


@pytest.fixture
def plc(db):
    return SkillFactory(code="plc", zh="PLC编程", en="PLC programming")


def record(student, skill, level, evidence_class, on=date(2026, 1, 1), **kwargs):
    return evidence.record(student, skill, level, evidence_class, on=on, **kwargs)


def test_no_evidence_is_no_level(student, plc):
    assert evidence.level_of(student, plc) is None


def test_the_best_class_speaks_alone(student, plc):
    record(student, plc, 5, C.CLAIMED)
    record(student, plc, 2, C.ASSESSED)
    record(student, plc, 3, C.CONFIRMED)

    assert evidence.level_of(student, plc) == evidence.Attained(3, C.CONFIRMED, 1, 0.75, date(2026, 1, 1))


def test_pieces_of_one_class_are_averaged_and_make_us_surer(student, plc):
    record(student, plc, 2, C.ASSESSED)
    record(student, plc, 3, C.ASSESSED, on=date(2026, 2, 1))

    assert evidence.level_of(student, plc) == evidence.Attained(2.5, C.ASSESSED, 2, 0.75, date(2026, 2, 1))


def test_a_source_speaks_once(student, plc, application):
    first = record(student, plc, 3, C.CONFIRMED, source=application)
    second = record(student, plc, 4, C.CONFIRMED, source=application)

    assert (first, SkillEvidence.objects.get()) == (second, first)


@pytest.mark.parametrize("level", [0, 6])
def test_levels_are_one_to_five(student, plc, level):
    with pytest.raises(ValidationError):
        record(student, plc, level, C.CLAIMED)


def test_evidence_is_never_changed(student, plc):
    record(student, plc, 3, C.CLAIMED)

    with pytest.raises(TypeError):
        SkillEvidence.objects.update(level=5)
    with pytest.raises(TypeError):
        SkillEvidence.objects.all().delete()


@pytest.mark.parametrize("count", [1, 20])
def test_levels_of_many_cost_one_query(student, count, django_assert_num_queries):
    for _ in range(count):
        record(student, SkillFactory(), 3, C.CLAIMED)

    with django_assert_num_queries(1):
        levels = evidence.levels_of([student.pk])

    assert len(levels[student.pk]) == count
