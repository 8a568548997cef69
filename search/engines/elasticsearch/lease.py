"""One rebuild at a time on all machines: a document that its holder renews, and that expires if the holder died."""

import contextlib
import time
import uuid

from elasticsearch import ConflictError

from search.engine import IndexBusy
from search.engines.elasticsearch.connection import Connection

SECONDS = 120


class Lease:
    """`with Lease(…) as lease:` holds it; call `renew` more often than every SECONDS. Clocks may differ by a minute."""

    def __init__(self, connection: Connection, index: str, name: str):
        self.connection, self.index, self.name = connection, index, name
        self.holder = uuid.uuid4().hex
        self._until = 0.0
        self._version: dict = {}

    def __enter__(self) -> "Lease":
        self._make_index()
        found = self.read()
        if found and found["_source"]["until"] > time.time() and found["_source"]["holder"] != self.holder:
            raise IndexBusy("another process rebuilds the search index")
        old = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]} if found else {}
        self._take(old or {"op_type": "create"})
        return self

    def __exit__(self, *error) -> None:
        with contextlib.suppress(Exception):  # it expires by itself
            self.connection.write(lambda client: client.delete(index=self.index, id=self.name, **self._version))

    def renew(self, now: bool = False) -> None:
        """Hold it for longer when half of the time is over. Raises IndexBusy when it was lost."""
        if now or self._until - time.time() < SECONDS / 2:
            self._take(self._version)

    def is_held(self) -> bool:
        """Whether anybody holds it."""
        found = self.read()
        return bool(found) and found["_source"]["until"] > time.time()

    def read(self) -> dict | None:
        answer = self.connection.write(
            lambda client: client.options(ignore_status=404).get(index=self.index, id=self.name)
        )
        return answer.body if answer.get("found") else None

    def _make_index(self) -> None:
        """Make the index of the leases, once: some servers do not make any by themselves, or with copies nobody has."""
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        if not self.connection.write(lambda client: client.indices.exists(index=self.index)):
            self.connection.write(
                lambda client: client.options(ignore_status=400).indices.create(index=self.index, settings=settings)
            )

    def _take(self, condition: dict) -> None:
        until = time.time() + SECONDS
        document = {"holder": self.holder, "until": until}
        try:
            answer = self.connection.write(
                lambda client: client.index(index=self.index, id=self.name, document=document, **condition)
            )
        except ConflictError as error:
            # A request that was sent twice conflicts with itself.
            found = self.read()
            if not found or found["_source"]["holder"] != self.holder:
                raise IndexBusy("another process rebuilds the search index") from error
            answer = found
        self._until = until
        self._version = {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}
