"""C5: the same sheet or week in two tabs: the second gets 409 with both texts; nothing is overwritten in silence."""

from django.urls import reverse

from tests.faults.test_forms_twice import marks
from tests.internships.test_pages import this_monday, week_data


def test_two_graders_of_one_sheet(as_, supervisor, school_score):
    client, page = as_(supervisor), reverse("internships:score_give", args=[school_score.pk])
    first = marks(school_score) | {"comment": "Knows the lathe"}
    second = dict.fromkeys([name for name in first if name.startswith("mark")], "95") | {
        "version": 0, "comment": "Leads the team", "submit": "1",
    }  # fmt: skip

    kept, refused = client.post(page, first), client.post(page, second)

    assert (kept.status_code, refused.status_code) == (302, 409)
    assert all(text in refused.text for text in ("Knows the lathe", "Leads the team", "95", "80"))
    school_score.refresh_from_db()
    assert school_score.comment == "Knows the lathe"


def test_one_week_in_two_tabs(as_, placement):
    client, page = as_(placement.student.user), reverse("internships:log_week", args=[placement.pk])
    first, second = (week_data(this_monday(), save="1", note=note) for note in ("From the phone", "From the desk"))

    kept, refused = client.post(page, first), client.post(page, second)

    assert (kept.status_code, refused.status_code) == (302, 409)
    assert all(text in refused.text for text in ("From the phone", "From the desk"))
    assert placement.logs.get().note == "From the phone"
