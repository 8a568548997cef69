from tests.access.table import ACTORS, Row

NOBODY = dict.fromkeys(ACTORS, 404) | {"visitor": 302}
EVERYBODY = dict.fromkeys(ACTORS, 200)


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
    Row("matching:why", EVERYBODY),
    Row("matching:opt_out", NOBODY | {"student": 302}, method="post", data={"out": "0"}),
]
