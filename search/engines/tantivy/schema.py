"""The fields of the Tantivy index, and a document as a row of them."""

import hashlib
from collections.abc import Iterable

import tantivy

from search import words
from search.engine import BOOSTS, Document, check_declared, ordinal, place

# Raise it when rows are made differently, so that an old index is rebuilt.
VERSION = 2


def build(values: Iterable[str]) -> tantivy.Schema:
    """Return the schema for documents with these declared values.

    Text comes segmented, so the whitespace tokenizer is enough. A value takes two columns, the number and
    whether there is one, because documents without it must sort last in both directions.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("digest", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("levels", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("label", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("grams", tokenizer_name="whitespace", index_option="basic")
    for field in BOOSTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    builder.add_json_field("keywords", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("place", fast=True)
    for value in values:
        builder.add_float_field(f"v_{value}", fast=True)
        builder.add_unsigned_field(f"h_{value}", fast=True)
    return builder.build()


def fingerprint(values: Iterable[str]) -> str:
    """Return eight characters that change with the shape of the index."""
    return hashlib.sha256(repr((VERSION, sorted(values), BOOSTS)).encode()).hexdigest()[:8]


def row(document: Document, values: frozenset[str]) -> dict:
    """Return the fields of a document, as JSON can hold them. Raises ValueError for a value not declared."""
    check_declared(document.values, values)
    text = {field: document.lines(field) for field in document.text}
    fields = {
        "key": document.key,
        "kind": document.kind,
        "digest": document.digest,
        "levels": [level_term(code, level) for code, level in document.levels.items()],
        "label": " ".join(text.get("title", ())),
        "name": list(text.get("names", ())),
        "grams": " ".join(words.grams("\n".join(line for lines in text.values() for line in lines))),
        "keywords": {name: list(found) for name, found in document.keywords.items() if found},
        "place": place(document.kind, document.id),
        **{field: " ".join(words.split("\n".join(lines))) for field, lines in text.items()},
    }
    for name in values:
        fields[f"h_{name}"] = int(name in document.values)
    for name, value in document.values.items():
        fields[f"v_{name}"] = ordinal(value)
    return fields


def level_term(code: str, level: int) -> str:
    return f"{code}={level}"


def tantivy_document(row: dict, schema: tantivy.Schema) -> tantivy.Document:
    # An empty dictionary is no JSON value to from_dict, a dictionary must stand in a list.
    fields = {name: [value] if isinstance(value, dict) else value for name, value in row.items() if value != []}
    return tantivy.Document.from_dict(fields, schema)
