"""The words of notices: kinds registered by every app, turned into text when somebody reads."""

from dataclasses import dataclass

from django.utils.functional import Promise

_kinds = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """`text` is a lazy message with named %(…)s of the parameters; `group` is what a preference covers."""

    group: str
    text: str | Promise


def register(name, *, group, text):
    _kinds[name] = Kind(group, text)


def groups():
    return sorted({kind.group for kind in _kinds.values()})


def kinds_of(group):
    return sorted(name for name, kind in _kinds.items() if kind.group == group)


def group_of(kind):
    return _kinds[kind].group


def text_of(notice):
    """The words of a notice in the active language; its bare kind if the kind is no longer known."""
    kind = _kinds.get(notice.kind)
    try:
        return str(kind.text) % notice.params if kind else notice.kind
    except (KeyError, ValueError):
        return str(kind.text)
