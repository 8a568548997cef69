from tests.access.table import ACTORS, Row

ROWS = [Row("cms:search", dict.fromkeys(ACTORS, 200), query="?q=实习")]
