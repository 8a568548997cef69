"""One request works at a time, and none waits long for another."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier, BrokenBarrierError, Event

import pytest

from config.concurrency import OneAtATime


@pytest.fixture
def requests():
    """`requests(application, *environs)`: what it answers to all at once."""
    with ThreadPoolExecutor(2) as threads:
        yield lambda application, *environs: [*threads.map(lambda environ: application(environ, None), environs)]


def test_a_request_works_alone(requests):
    both = Barrier(2)

    def meet(environ, start_response):
        try:
            return both.wait(timeout=0.1)
        except BrokenBarrierError:
            return "alone"

    assert requests(OneAtATime(meet, patience=30), {}, {}) == ["alone", "alone"]


def test_whoever_has_waited_long_enough_works_beside_the_other(requests):
    both = Barrier(2)

    def meet(environ, start_response):
        return both.wait(timeout=30) in (0, 1)

    assert requests(OneAtATime(meet, patience=0.01), {}, {}) == [True, True]


def test_what_a_client_sends_is_read_before_its_turn(requests):
    sent = Event()

    class Slow(BytesIO):
        def read(self, size=-1):
            sent.set()
            return super().read(size)

    def read(environ, start_response):
        return environ["wsgi.input"].read() if "CONTENT_LENGTH" in environ else sent.wait(timeout=30)

    application = OneAtATime(read, patience=30)

    assert requests(application, {}, {"CONTENT_LENGTH": "4", "wsgi.input": Slow(b"week")}) == [True, b"week"]


def test_the_turn_is_given_back_by_a_request_that_fails(requests):
    def fail(environ, start_response):
        raise ValueError

    application = OneAtATime(fail, patience=30)

    for _ in range(2):
        with pytest.raises(ValueError):
            application({}, None)
    assert not application.turn.locked()
