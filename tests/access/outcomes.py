"""The weights are for the internship office and leadership, the audit for leadership alone."""

from dataclasses import asdict

from marketplace import policy
from matching.models import Version
from matching.rule import RULE
from matching.states import VersionState
from tests.access.table import ACTORS, Row

NOBODY = dict.fromkeys(ACTORS, 404) | {"visitor": 302}
READERS = NOBODY | {"office": 200, "leadership": 200}
LEADERSHIP = NOBODY | {"office": 404, "leadership": 200}


def a_version(fixture):
    fixture("internship_office")
    version = Version.objects.create(state=VersionState.RETIRED, weights=asdict(RULE))
    policy.sync(version)
    return version.pk


MOVED = NOBODY | {"office": 302}
ROWS = [
    Row("matching:model", READERS),
    Row("matching:model_version", READERS, kwargs={"pk": a_version}),
    Row("matching:model_train", NOBODY | {"office": 409}, method="post"),
    Row("matching:model_serve", MOVED, kwargs={"pk": a_version}, method="post"),
    Row("matching:model_rule", MOVED | {"leadership": 302}, method="post"),
    Row("matching:audit", LEADERSHIP),
    Row("matching:audit_export", LEADERSHIP),
]
