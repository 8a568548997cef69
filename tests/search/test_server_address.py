"""Where the server is, as SEARCH_URL says it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from search.engine import SearchUnavailable
from search.engines.elasticsearch.connection import Address, Breaker


def test_a_plain_address():
    assert Address.of("elasticsearch://10.0.0.5/province") == Address(("http://10.0.0.5:9200",), "province")


def test_an_address_of_several_hosts_with_an_account_and_tls():
    url = "elasticsearch://bridge:p%40ss%2Fword@a:9200,b:9201/bridge?tls=1&ca=/etc/ca.pem&timeout=1.5"

    assert Address.of(url) == Address(
        ("https://a:9200", "https://b:9201"), "bridge", ("bridge", "p@ss/word"), "/etc/ca.pem", 1.5
    )


def test_tls_by_the_scheme():
    assert Address.of("elasticsearchs://search/").hosts == ("https://search:9200",)


@pytest.mark.parametrize(
    "url", ["elasticsearch:///x", "elasticsearch://h/Upper", "elasticsearch://h/a/b", "elasticsearch://h/-x"]
)
def test_an_address_that_cannot_be_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="SEARCH_URL"):
        Address.of(url)


def test_a_wrong_timeout_is_a_configuration_error():
    with pytest.raises(ImproperlyConfigured, match="timeout"):
        Address.of("elasticsearch://h/x?timeout=soon")


def test_an_open_breaker_lets_one_trial_through_after_each_pause():
    breaker = Breaker(failures_allowed=2, first_pause=0)
    breaker.failed()
    breaker.check()
    breaker.first_pause = 60
    breaker.failed()
    with pytest.raises(SearchUnavailable):
        breaker.check()
    breaker._until = 0

    breaker.check()

    with pytest.raises(SearchUnavailable):
        breaker.check()
    breaker.succeeded()
    breaker.check()
