from matching import others, services
from tests import factories
from tests.access.table import ACTORS, Row

NOBODY = dict.fromkeys(ACTORS, 404) | {"visitor": 302}
EVERYBODY = dict.fromkeys(ACTORS, 200)


def a_candidate(fixture):
    """The pseudonym of somebody in the list of `position` who has not applied."""
    position, student_class = fixture("position"), factories.StudentClassFactory()
    for _ in range(others.FEWEST):
        factories.StudentFactory(student_class=student_class, supervisor=fixture("supervisor"))
    services.rescore_position(position.pk)
    return others.of(position)[:1][0].pseudonym


def an_invitation(fixture):
    return services.invite(fixture("position"), fixture("student"), by=fixture("hr")).pk


ROWS = [
    Row("matching:for_student", NOBODY | {"student": 200}),
    Row("matching:for_position", NOBODY | {"hr": 200}, obj="position"),
    Row("matching:position_rescore", NOBODY | {"hr": 302}, obj="position", method="post"),
    Row(
        "matching:explanation",
        NOBODY | {"student": 200, "hr": 200},
        kwargs={
            "position": lambda fixture: fixture("application").position_id,
            "student": lambda fixture: fixture("application").student_id,
        },
    ),
    Row("matching:compare", NOBODY | {"hr": 200}, obj="position"),
    Row("matching:candidate", NOBODY | {"hr": 200}, obj="position", kwargs={"pseudonym": a_candidate}),
    Row("matching:weights", NOBODY | {"hr": 200}, obj="position"),
    Row("matching:weights", NOBODY | {"hr": 200}, obj="position", method="post", data={"action": "try"}),
    Row("matching:invite", NOBODY, obj="position", method="post", data={"candidate": "AAAAA"}),
    Row("matching:invitation_decline", NOBODY | {"student": 302}, kwargs={"pk": an_invitation}, method="post"),
    Row("matching:why_not", NOBODY | {"student": 302}, obj="position"),
    Row("matching:why", EVERYBODY),
    Row("matching:opt_out", NOBODY | {"student": 302}, method="post", data={"out": "0"}),
]
