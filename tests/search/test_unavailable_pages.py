"""A page says that the index is away, in the reader's language, and answers from the database."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from tests.search.test_checking import AWAY

NOTICES = {
    "/positions/?q={}": "The search index is not available at the moment. These results come from the database and are"
    " less exact.",
    "/search/?q={}": "The search index is not available at the moment: only titles were searched.",
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("url", NOTICES)
def test_a_search_without_its_server_says_so(client, settings, position, url, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with translation.override(language):
        notice = gettext(NOTICES[url])
    assert notice not in client.get(url.format(position.title)).text
    settings.SEARCH_URL = AWAY

    page = client.get(url.format(position.title))

    assert (page.status_code, notice in page.text) == (200, True)
    assert (position.title in page.text.partition('id="results"')[2]) == url.startswith("/positions")
