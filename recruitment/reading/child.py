"""The child: gives up its rights, reads one file from stdin, writes one JSON object to stdout."""

import ctypes
import json
import os
import resource
import socket
import sys

from recruitment.reading import kinds, limits

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def main():
    _give_up_rights()
    try:
        answer = _answer(sys.stdin.buffer.read(limits.MAX_BYTES + 1))
    except limits.Refused as refused:
        answer = {"error": str(refused)}
    except MemoryError:
        answer = {"error": "hostile"}
    except Exception:  # whatever else a parser may raise on a strange file
        answer = {"error": "broken"}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


def _answer(content):
    kind = kinds.kind_of(content)
    if kind == kinds.PDF:
        from recruitment.reading import pdf as reader
    elif kind == kinds.DOCX:
        from recruitment.reading import docx as reader
    else:
        raise limits.Refused(kind)
    text, pages = reader.read(content)
    text = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text[: limits.MAX_CHARACTERS])
    if len("".join(text.split())) < limits.LEAST_CHARACTERS:
        raise limits.Refused("no_text")
    return {"text": text.encode("utf-8", "replace").decode(), "pages": pages}


def _give_up_rights():
    """Processor, memory and files are limited; the network is cut off in its own namespace where the system lets us."""
    for what, limit in (
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(what, (limit, limit))
    ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)

    def refuse(*args, **kwargs):
        raise OSError("no network here")

    socket.socket = socket.create_connection = refuse
