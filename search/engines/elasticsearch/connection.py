"""The way to the server: from a URL, with timeouts, retries with jitter, and a breaker for a server that is away."""

import os
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch

from search.engine import IndexMissing, SearchUnavailable

Answer = TypeVar("Answer")

SEARCH_SECONDS = 2.0  # `?timeout=` of the URL; a page waits no longer
BUSY = (429, 502, 503, 504)


@dataclass(frozen=True)
class Address:
    """`elasticsearch://[user:password@]host:port[,host:port]/prefix?tls=1&ca=/file&timeout=2`.

    `elasticsearchs://` means tls=1. All indices and aliases begin with the prefix. Raises ImproperlyConfigured.
    """

    hosts: tuple[str, ...]
    prefix: str
    account: tuple[str, str] | None = None
    ca: str = ""
    timeout: float = SEARCH_SECONDS

    @classmethod
    def of(cls, url: str) -> "Address":
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        account, _, hosts = parts.netloc.rpartition("@")
        prefix = parts.path.strip("/") or "chanjiao"
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", prefix) or not hosts:
            raise ImproperlyConfigured("SEARCH_URL is elasticsearch://host:port/prefix, the prefix in small letters")
        scheme = "https" if parts.scheme == "elasticsearchs" or options.get("tls") == "1" else "http"
        user, _, password = account.partition(":")
        try:
            timeout = float(options.get("timeout", SEARCH_SECONDS))
        except ValueError as error:
            raise ImproperlyConfigured("the timeout in SEARCH_URL is a number of seconds") from error
        return cls(
            tuple(f"{scheme}://{host if ':' in host else host + ':9200'}" for host in hosts.split(",")),
            prefix,
            (unquote(user), unquote(password)) if account else None,
            options.get("ca", ""),
            timeout,
        )


@dataclass
class Breaker:
    """After some failures in a row every call fails at once, but for one trial after each pause."""

    failures_allowed: int = 3
    first_pause: float = 2.0  # seconds; doubles with each failed trial
    longest_pause: float = 30.0
    _failures: int = 0
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self) -> None:
        """Raise SearchUnavailable while the circuit is open."""
        with self._lock:
            if self._failures < self.failures_allowed:
                return
            now = time.monotonic()
            if now < self._until:
                raise SearchUnavailable("the search server did not answer before and is left alone for a while")
            self._until = now + self._pause()  # this call is the trial; others go on failing

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._until = time.monotonic() + self._pause()

    def _pause(self) -> float:
        doublings = min(max(0, self._failures - self.failures_allowed), 10)
        return min(self.longest_pause, self.first_pause * 2**doublings)


@dataclass(frozen=True)
class Patience:
    """How long a request may take, and how often it is sent when it fails for what may pass."""

    seconds: float
    tries: int
    pause: float  # seconds before the second try, about
    after_timeouts: bool = True

    def tries_again(self, attempt: int, error: Exception) -> bool:
        is_passing = isinstance(error, TransportError) or error.status_code in BUSY
        is_allowed = self.after_timeouts or not isinstance(error, ConnectionTimeout)
        return attempt < self.tries and is_passing and is_allowed


WRITING = Patience(seconds=30, tries=5, pause=0.2)


class Connection:
    def __init__(self, address: Address):
        self.address, self.breaker = address, Breaker()
        self._client: tuple[int, Elasticsearch] | None = None

    @property
    def client(self) -> Elasticsearch:
        """The client of this process: sockets must not be shared with a forked one."""
        if self._client is None or self._client[0] != os.getpid():
            client = Elasticsearch(
                list(self.address.hosts),
                basic_auth=self.address.account,
                max_retries=0,
                connections_per_node=25,
                **({"ca_certs": self.address.ca} if self.address.ca else {}),
            )
            self._client = (os.getpid(), client)
        return self._client[1]

    def read(self, call: Callable[[Elasticsearch], Answer], seconds: float = 0) -> Answer:
        """Return `call(client)` or raise SearchUnavailable soon; IndexMissing when there is no such index."""
        return self._call(call, Patience(seconds or self.address.timeout, tries=2, pause=0.05, after_timeouts=False))

    def write(self, call: Callable[[Elasticsearch], Answer]) -> Answer:
        """The same with patience. The call may reach the server twice, so it has to be idempotent."""
        return self._call(call, WRITING)

    def _call(self, call: Callable[[Elasticsearch], Answer], patience: Patience) -> Answer:
        self.breaker.check()
        client, attempt = self.client.options(request_timeout=patience.seconds), 1
        while True:
            try:
                answer = call(client)
            except (TransportError, ApiError) as error:
                if not patience.tries_again(attempt, error):
                    raise self._translated(error) from error
                time.sleep(jittered(attempt, patience.pause))
                attempt += 1
            else:
                self.breaker.succeeded()
                return answer

    def _translated(self, error: Exception) -> Exception:
        """Return what the contract says about an error; a request that is wrong or conflicts stays what it is."""
        if isinstance(error, TransportError):
            self.breaker.failed()
            return SearchUnavailable(f"the search server does not answer: {type(error).__name__}")
        self.breaker.succeeded()
        if error.error == "index_not_found_exception":
            return IndexMissing("no search index on the server, or it has an older shape")
        if error.status_code in (400, 409):
            return error
        return SearchUnavailable(f"the search server refuses: {error.status_code} {str(error.error)[:100]}")


def jittered(attempt: int, base: float, longest: float = 5.0) -> float:
    """Return seconds to wait before the next attempt: random up to a limit that doubles, so that nobody marches."""
    return random.uniform(0.1, 1) * min(longest, base * 2 ** (attempt - 1))  # noqa: S311
