"""Files of JSON lines in, ranked lines out."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from django.core.management.base import CommandError

DECIMALS = 9
"""Scores are rounded before they are ordered: what is written as equal is ordered by lot."""


def read(source: Path, kinds: Mapping[str, Sequence[str]]) -> dict[str, list[dict]]:
    """`{kind: rows}` of `source`, JSON lines, packed with gzip or not; `kinds` says which fields a row of a kind must
    have. Other kinds are left out. Raises CommandError, with the number of the line."""
    found = {kind: [] for kind in kinds}
    seen = set()
    for where, row in _objects(source):
        if not isinstance(row, dict) or not isinstance(row.get("kind"), str):
            raise CommandError(f'{where}: not an object with a "kind"')
        kind = row["kind"]
        if missing := [field for field in kinds.get(kind, ()) if not isinstance(row.get(field), str | int)]:
            raise CommandError(f"{where}: a {kind} without {', '.join(missing)}")
        if kind in kinds and "id" in row:
            if (kind, row["id"]) in seen:
                raise CommandError(f"{where}: a second {kind} with the id {row['id']}")
            seen.add((kind, row["id"]))
        if kind in kinds:
            found[kind].append(row)
    return found


def rows(source: Path) -> list[dict]:
    """All rows of `source`, JSON lines of one kind. Raises CommandError, with the number of the line."""
    return [row for _where, row in _objects(source)]


def best_first(scores: np.ndarray, asked, ids: Sequence, seed: int) -> np.ndarray:
    """The indices of `ids`, the highest score first; equal ones by a lot that changes with `asked` and `seed`, not with
    the order of the file."""
    lots = [hashlib.blake2b(f"{seed} {asked} {each}".encode(), digest_size=8).digest() for each in ids]
    return np.lexsort((np.array(lots, "S8"), -scores))


def write(out: Path, rows: Iterable[Mapping]) -> None:
    """One JSON object a line. Raises CommandError when `out` cannot be written."""
    try:
        with out.open("w", encoding="utf-8", newline="\n") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise CommandError(f"{out}: {error.strerror}") from None


def ranked(asked: Sequence[Mapping], ids: Sequence, scores: np.ndarray, seed: int, names: tuple[str, str]):
    """A row to write for each of `asked`: `{names[0]: its id, names[1]: ids, best first, "scores": [...]}`."""
    for one, row in zip(asked, np.round(scores, DECIMALS), strict=True):
        order = best_first(row, one["id"], ids, seed)
        yield {names[0]: one["id"], names[1]: [ids[index] for index in order], "scores": row[order].tolist()}


def _objects(source):
    """`(where, what)` of each line."""
    for number, line in _numbered(source):
        where = f"{source}, line {number}"
        try:
            yield where, json.loads(line)
        except ValueError:
            raise CommandError(f"{where}: not JSON") from None


def _numbered(source) -> Iterator[tuple[int, str]]:
    try:
        with source.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(source, "rt", encoding="utf-8") if packed else source.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except UnicodeDecodeError:
        raise CommandError(f"{source}: not UTF-8") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise CommandError(f"{source}: the packed file is damaged") from None
    except OSError as error:
        raise CommandError(f"{source}: {error.strerror}") from None
