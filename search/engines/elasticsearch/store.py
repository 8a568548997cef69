"""The indices behind two aliases: the one that is read, and the one that is being built."""

import contextlib
import re
import time
from collections.abc import Iterable, Iterator

from elasticsearch import BadRequestError

from search.engine import DocumentsRefused, IndexMissing, SearchUnavailable
from search.engines.elasticsearch import shape
from search.engines.elasticsearch.bulk import Bulk, Operation
from search.engines.elasticsearch.connection import Connection
from search.engines.elasticsearch.lease import Lease

# Indices of other shapes are removed after so many seconds: older code may still run on other machines.
OTHER_SHAPE_SECONDS = 7 * 86_400


class Store:
    """Index `<prefix>-<fingerprint>-<time>`, read as `<prefix>-<fingerprint>`, built as `<prefix>-<fingerprint>-next`.

    Writers write to both aliases. What a rebuild writes has version 1 and gives way to anything that a writer wrote
    or deleted before it. Code of another shape has other aliases, so that old and new code run side by side.
    """

    def __init__(self, connection: Connection, values: frozenset[str]):
        self.connection, self.values = connection, values
        self.prefix = connection.address.prefix
        self.alias = f"{self.prefix}-{shape.fingerprint(values)}"
        self.building = f"{self.alias}-next"

    def write(self, rows: dict[str, dict | None]) -> None:
        """Index {key: row} and delete {key: None}. Raises IndexMissing, DocumentsRefused."""
        targets = self._targets()
        operations = [
            Operation.to_alias(alias, key, row, is_optional=alias == self.building)
            for alias in targets
            for key, row in rows.items()
        ]
        refused = Bulk(self.connection, refresh=True).send(operations)
        if targets == [self.building] and self.alias in self._targets():
            self.write(rows)  # the first index was finished meanwhile
        if refused:
            raise DocumentsRefused(refused)

    def rebuild(self, rows: Iterable[tuple[str, dict]]) -> int:
        """Fill a new index and make it the one that is read; return how many rows.

        Raises IndexBusy when another rebuild runs anywhere, DocumentsRefused after the change of indices.
        """
        with self._lease() as lease:
            self._remove_leftovers()
            name = f"{self.alias}-{time.time_ns():x}"
            try:
                self._create(name)
                count, refused = self._fill(name, rows, lease)
                lease.renew(now=True)
                self._publish(name)
            except BaseException:
                with contextlib.suppress(Exception):  # the next rebuild removes it
                    self._discard(name)
                raise
        if refused:
            raise DocumentsRefused(refused)
        return count

    def names(self, pattern: str = "") -> dict[str, set[str]]:
        """Return {index: its aliases} of all indices of this prefix."""
        answer = self.connection.write(
            lambda client: client.options(ignore_status=404).indices.get_alias(index=pattern or f"{self.prefix}-*")
        )
        own = re.compile(rf"{re.escape(self.prefix)}-[0-9a-f]{{8}}-[0-9a-f]+")
        return {name: set(found["aliases"]) for name, found in answer.body.items() if own.fullmatch(name)}

    def remove(self) -> None:
        """Delete everything of this prefix from the server."""
        self._delete([*self.names(), f"{self.prefix}-locks"])

    def _targets(self) -> list[str]:
        """Return the aliases to write to. Raises IndexMissing when there is no index and none is being built."""
        answer = self.connection.write(
            lambda client: client.options(ignore_status=404).indices.get_alias(name=[self.alias, self.building])
        )
        aliases = {alias for found in answer.body.values() if isinstance(found, dict) for alias in found["aliases"]}
        if self.alias not in aliases and not (self.building in aliases and self._lease().is_held()):
            raise IndexMissing("no search index on the server, or it has an older shape")
        return [alias for alias in (self.alias, self.building) if alias in aliases]

    def _lease(self) -> Lease:
        return Lease(self.connection, f"{self.prefix}-locks", self.alias)

    def _create(self, name: str) -> None:
        settings = {**shape.SETTINGS, **shape.BUILDING}
        mappings = shape.mappings(sorted(self.values))

        def create(client):
            try:
                return client.indices.create(
                    index=name, settings=settings, mappings=mappings, aliases={self.building: {}}, timeout="10s"
                )
            except BadRequestError as error:
                if error.error != "resource_already_exists_exception":  # a request that was sent twice
                    raise
                return {"shards_acknowledged": True}

        if not self.connection.write(create)["shards_acknowledged"]:
            raise SearchUnavailable("the search server cannot place a new index on any of its nodes")

    def _fill(self, name: str, rows: Iterable[tuple[str, dict]], lease: Lease) -> tuple[int, dict[str, str]]:
        count = 0

        def operations() -> Iterator[Operation]:
            nonlocal count
            for key, row in rows:
                lease.renew()
                count += 1
                yield Operation.index(name, key, row, version=1, version_type="external")

        refused = Bulk(self.connection, refresh=False).send(operations())
        return count, refused

    def _publish(self, name: str) -> None:
        self.connection.write(lambda client: client.indices.put_settings(index=name, settings=shape.BUILT))
        self.connection.write(lambda client: client.indices.refresh(index=name))
        old = [other for other, aliases in self.names().items() if self.alias in aliases]
        actions = [
            *({"remove": {"index": other, "alias": self.alias, "must_exist": False}} for other in old),
            {"add": {"index": name, "alias": self.alias}},
            {"remove": {"index": name, "alias": self.building, "must_exist": False}},
        ]
        self.connection.write(lambda client: client.indices.update_aliases(actions=actions))
        with contextlib.suppress(Exception):  # the next rebuild removes them
            self._delete(old)

    def _discard(self, name: str) -> None:
        """Delete an index that failed, unless it is read already: the answer to the change of aliases may be lost."""
        if self.alias not in self.names(name).get(name, {self.alias}):
            self._delete([name])

    def _remove_leftovers(self) -> None:
        """Delete what killed rebuilds left, and shapes that nobody has built for long."""
        oldest = time.time_ns() - OTHER_SHAPE_SECONDS * 10**9
        found = self.names()
        leftovers = [name for name, aliases in found.items() if self._is_own(name) and self.alias not in aliases]
        strange = [name for name in found if not self._is_own(name) and int(name.rpartition("-")[2], 16) < oldest]
        self._delete(leftovers + strange)

    def _is_own(self, name: str) -> bool:
        return name.rpartition("-")[0] == self.alias

    def _delete(self, names: list[str]) -> None:
        if names:
            self.connection.write(lambda client: client.indices.delete(index=names, ignore_unavailable=True))
