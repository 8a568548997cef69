"""Times within sentences."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from matching.models import MatchRun
from matching.states import RunPhase

FORMATS = ("TIME_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT", "DATE_FORMAT", "SHORT_DATE_FORMAT")
MORNING = datetime(2026, 11, 28, 23, 15, tzinfo=UTC)  # in Shanghai a quarter past seven


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_no_date_or_time_ends_with_a_stop(language):
    with translation.override(language):
        months = [MORNING + timedelta(days=30 * number) for number in range(12)]
        written = {date_format(month, form) for month in months for form in FORMATS}

    assert {text for text in written if text.endswith(".")} == set()


def test_a_sentence_that_ends_with_a_time_has_one_stop():
    run = MatchRun(phase=RunPhase.DONE, finished_at=MORNING)

    text = render_to_string("matching/_run.html", {"run": run})

    assert "Scores of Nov. 29, 2026, 07:15. A person decides" in text
