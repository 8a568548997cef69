"""Many writes in few requests, at the pace the server can take."""

import json
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.engine import IndexMissing, SearchUnavailable
from search.engines.elasticsearch.connection import BUSY, Connection, jittered

logger = logging.getLogger(__name__)

MOST = 500  # operations a request
MOST_BYTES = 4_000_000
BLOCKED = ("cluster_block_exception", "unavailable_shards_exception")  # read-only, or no copy to write to
TOO_MUCH = (413, 429)  # of a whole request: send it again in smaller pieces
TRIES = 10  # of a request that gets nowhere: about half a minute


@dataclass(frozen=True)
class Operation:
    """One line or two of a bulk request. A target that is optional may be gone by now."""

    key: str
    body: bytes
    is_optional: bool = False

    @classmethod
    def index(cls, index: str, key: str, row: dict, **header) -> "Operation":
        return cls(key, _line({"index": {"_index": index, "_id": key, **header}}) + b"\n" + _line(row))

    @classmethod
    def to_alias(cls, alias: str, key: str, row: dict | None, is_optional: bool) -> "Operation":
        """Index a row, or delete it (None), only if the alias exists: a write must not make an index by itself."""
        header = {"_index": alias, "_id": key, "require_alias": True}
        body = _line({"delete": header}) if row is None else _line({"index": header}) + b"\n" + _line(row)
        return cls(key, body, is_optional)


class Bulk:
    """Sends operations; after a refusal for load it waits and goes on with half as many at a time."""

    def __init__(self, connection: Connection, refresh: bool):
        self.connection, self.refresh, self.size = connection, refresh, MOST

    def send(self, operations: Iterable[Operation]) -> dict[str, str]:
        """Return {key: why} of documents the server refused for what they are.

        An older version of what is there already is no error. Raises SearchUnavailable, IndexMissing.
        """
        refused = {}
        for chunk in _chunks(operations):
            waiting, tries = chunk, 0
            while waiting:
                sent, rest = waiting[: self.size], waiting[self.size :]
                again, why = self._post(sent)
                refused |= why
                waiting = again + rest
                tries = tries + 1 if len(again) == len(sent) else 0
                if again:
                    self._slow_down(tries)
            self.size = min(MOST, self.size * 2)
        return refused

    def _slow_down(self, tries: int) -> None:
        if tries >= TRIES:
            raise SearchUnavailable("the search server has too much to do")
        self.size = max(1, self.size // 2)
        time.sleep(jittered(tries + 1, 0.1))

    def _post(self, chunk: list[Operation]) -> tuple[list[Operation], dict[str, str]]:
        """Send one request; return what to send again, and what was refused."""
        body = b"\n".join(operation.body for operation in chunk) + b"\n"
        answer = self.connection.write(
            lambda client: client.options(ignore_status=TOO_MUCH).perform_request(
                "POST",
                f"/_bulk?timeout=2s&refresh={str(self.refresh).lower()}&filter_path=errors,items.*.status,items.*.error",
                headers={"content-type": "application/x-ndjson", "accept": "application/json"},
                body=body,
            )
        )
        if answer.meta.status in TOO_MUCH:
            return chunk, {}
        if not answer.get("errors"):
            return [], {}
        items = (next(iter(item.values())) for item in answer["items"])
        return _sorted_out(zip(chunk, items, strict=True))


def _sorted_out(results: Iterable[tuple[Operation, dict]]) -> tuple[list[Operation], dict[str, str]]:
    again, refused = [], {}
    for operation, item in results:
        error = item.get("error")
        if not error or item["status"] == 409:
            continue
        if error["type"] == "index_not_found_exception":
            if not operation.is_optional:
                raise IndexMissing("the search index is gone")
        elif error["type"] in BLOCKED:
            raise SearchUnavailable(f"the search index takes no writes: {error['reason']}")
        elif item["status"] in BUSY:
            again.append(operation)
        else:
            refused[operation.key] = f"{error['type']}: {error['reason']}"
            logger.error("search server refuses %s: %s", operation.key, error["type"])
    return again, refused


def _chunks(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    chunk, size = [], 0
    for operation in operations:
        if chunk and (len(chunk) == MOST or size + len(operation.body) > MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(operation)
        size += len(operation.body)
    if chunk:
        yield chunk


def _line(value: dict) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
