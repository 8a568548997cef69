from tests.access.marketplace import everyone
from tests.access.table import Row

ROWS = [Row("marketplace:search_list", everyone(404, visitor=302, operator=200, office=200))]
