"""The form of a row of the access table; `tests/test_access.py` walks all of them."""

from dataclasses import dataclass, field

ACTORS = ("visitor", "stranger", "student", "mentor", "hr", "supervisor", "coordinator", "faculty")


@dataclass(frozen=True)
class Row:
    """`url` with the pk of fixture `obj` (or `kwargs`, whose callables get the fixture) answers each actor so.

    A visitor who must sign in gets 302. `link`: also open with an action link, `mentor` may then be 404 here.
    """

    url: str
    statuses: dict
    obj: str = ""
    kwargs: dict = field(default_factory=dict)
    method: str = "get"
    data: dict = field(default_factory=dict)
    query: str = ""
