"""The shape of the index, and a document as a row of it."""

import hashlib
from collections.abc import Iterable

from elasticsearch.dsl import Mapping

from search import words
from search.engine import BOOSTS, Document, check_declared, ordinal, place

# Raise it when rows are made differently, so that an old index is left alone and a new one is built.
VERSION = 1

# Longer ones are not counted or suggested: Lucene takes 32,766 bytes.
LONGEST_KEYWORD = 8_000

SETTINGS = {"number_of_shards": 1, "max_result_window": 10_000, "auto_expand_replicas": "0-1"}

# While it is filled: nobody reads it, and a delete that comes before the document it deletes is remembered.
BUILDING = {"refresh_interval": "-1", "auto_expand_replicas": "false", "number_of_replicas": 0, "gc_deletes": "12h"}
BUILT = {"refresh_interval": None, "gc_deletes": None, "auto_expand_replicas": SETTINGS["auto_expand_replicas"]}


def mappings(values: Iterable[str]) -> dict:
    """Return the mappings for documents with these declared values.

    Text comes segmented, so the built-in whitespace analyzer is enough. The names of keywords are not known in
    advance, hence one flattened field. `place` needs 64 bits without a sign: hexadecimal digits of equal length sort
    alike. One shard, for scores of two shards cannot be compared.
    """
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    # Segmented text is long and nobody reads it.
    mapping.meta("_source", excludes=[*BOOSTS, "grams"])
    for name in ("kind", "place"):
        mapping.field(name, "keyword")
    mapping.field("digest", "keyword", index=False)
    mapping.field("label", "keyword", index=False, ignore_above=LONGEST_KEYWORD)
    mapping.field("name", "keyword", ignore_above=LONGEST_KEYWORD)
    mapping.field("grams", "text", analyzer="whitespace", index_options="docs", norms=False)
    for field in BOOSTS:
        mapping.field(field, "text", analyzer="whitespace")
    mapping.field("keywords", "flattened", ignore_above=LONGEST_KEYWORD)
    properties = {value: {"type": "double"} for value in values}
    mapping.field("values", "object", dynamic="strict", properties=properties)
    levels = {"code": {"type": "keyword"}, "level": {"type": "byte"}}
    mapping.field("levels", "nested", dynamic="strict", properties=levels)
    return mapping.to_dict()


def fingerprint(values: Iterable[str]) -> str:
    """Return eight characters that change with the shape of the index."""
    return hashlib.sha256(repr((VERSION, mappings(sorted(values)))).encode()).hexdigest()[:8]


def row(document: Document, values: frozenset[str]) -> dict:
    """Return the fields of a document. Raises ValueError for a value not declared."""
    check_declared(document.values, values)
    text = {field: document.lines(field) for field in document.text}
    return {
        "kind": document.kind,
        "digest": document.digest,
        "label": clean(" ".join(text.get("title", ()))),
        "name": [clean(name) for name in text.get("names", ())],
        "grams": " ".join(words.grams("\n".join(line for lines in text.values() for line in lines))),
        "keywords": {name: [clean(value) for value in found] for name, found in document.keywords.items() if found},
        "values": {name: ordinal(value) for name, value in document.values.items()},
        "levels": [{"code": clean(code), "level": level} for code, level in document.levels.items()],
        "place": f"{place(document.kind, document.id):016x}",
        **{field: " ".join(words.split("\n".join(lines))) for field, lines in text.items()},
    }


def clean(text: str) -> str:
    """Replace lone surrogates, which are no text to the server."""
    return text.encode(errors="replace").decode()
