from datetime import timedelta

from django.utils import timezone

from matching.rounds import services
from tests import factories
from tests.access.table import ACTORS, Row

NOBODY = dict.fromkeys(ACTORS, 404) | {"visitor": 302}
OFFICE = NOBODY | {"office": 200}
BY_OFFICE = NOBODY | {"office": 302}
STUDENT = NOBODY | {"student": 200, "office": 404}


def collecting(fixture, basis="scores"):
    """A round in which `student` may wish for `position`."""
    fixture("position")
    until = timezone.localdate() + timedelta(days=1)
    office = fixture("internship_office")
    made = services.create_round(fixture("plan"), by=office, name="秋季", wishes_until=until, quota=3, basis=basis)
    services.open_round(made, by=office)
    return made


def ranking(fixture):
    """Where `hr` ranks `student`, who was invited to an interview."""
    factories.ApplicationFactory(position=fixture("position"), student=fixture("student"), state="interviewing")
    return collecting(fixture, basis="interviews").positions.get().pk


def wishes(fixture):
    return collecting(fixture).participants.get(student=fixture("student")).pk


def closed(fixture):
    made = collecting(fixture)
    part = made.participants.get(student=fixture("student"))
    services.give_wishes(part, [fixture("position").pk], by=fixture("student").user)
    services.close_round(made, by=fixture("internship_office"))
    made.refresh_from_db()
    return made


def recommendation(fixture):
    made = closed(fixture)
    services.publish_round(made, by=fixture("internship_office"), method="stable")
    return made.recommendations.get().pk


def _pk(make):
    return {"pk": lambda fixture: make(fixture).pk}


ROWS = [
    Row("matching:round_list", OFFICE | {"student": 200}),
    Row("matching:round_new", dict.fromkeys(ACTORS, 403) | {"visitor": 302, "office": 200}),
    Row("matching:round_detail", OFFICE, kwargs=_pk(collecting)),
    Row("matching:round_detail", OFFICE, kwargs=_pk(closed)),
    Row("matching:round_settings", OFFICE, kwargs=_pk(closed)),
    Row("matching:round_students", OFFICE, kwargs=_pk(closed)),
    Row("matching:round_must", NOBODY | {"office": 404}, kwargs=_pk(closed) | {"participant": 0}, method="post"),
    Row("matching:round_again", BY_OFFICE, kwargs=_pk(closed), method="post"),
    Row("matching:round_move", BY_OFFICE, kwargs=_pk(collecting) | {"action": "close"}, method="post"),
    Row("matching:round_wishes", STUDENT, kwargs={"pk": wishes}),
    Row("matching:ranking_list", NOBODY | {"hr": 200, "stranger": 200}),
    Row("matching:ranking_give", NOBODY | {"hr": 200}, kwargs={"pk": ranking}),
    Row("matching:recommendation_detail", STUDENT, kwargs={"pk": recommendation}),
]
