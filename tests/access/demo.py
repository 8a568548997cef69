from tests.access.table import ACTORS, Row

ROWS = [
    Row("demo:persona_list", dict.fromkeys(ACTORS, 200)),
    Row("demo:persona_sign_in", dict.fromkeys(ACTORS, 404), method="post", data={"username": "nobody"}),
]
