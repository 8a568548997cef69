"""Skills that a text mentions. Names are compared folded (NFKC, lower case)."""

import re
from collections import defaultdict

from marketplace.models import Skill, SkillAlias
from marketplace.vocabulary import fold

LATIN = re.compile(r"[a-z0-9+#]")
SHORTEST = 2  # characters; "C" and "R" are found by their longer aliases only


class Finder:
    """Finds skills in texts: at each place the longest name wins, a Latin name only as a whole word."""

    def __init__(self, names):
        """`names` are pairs of a name and the id of its skill; of a name given twice the first counts."""
        self._ids = {}
        sizes = defaultdict(set)
        for name, pk in ((fold(name), pk) for name, pk in names):
            if len(name) >= SHORTEST and name not in self._ids:
                self._ids[name] = pk
                sizes[name[0]].add(len(name))
        self._sizes = {first: sorted(found, reverse=True) for first, found in sizes.items()}

    def find(self, text):
        """`{skill id: name as found}` in the order of first mention."""
        found = {}
        for pk, name in self.mentions(text):
            found.setdefault(pk, name)
        return found

    def mentions(self, text):
        """`(skill id, name as found)` of every mention, in their order."""
        text, at = fold(text), 0
        while at < len(text):
            name = self._name_at(text, at)
            if name:
                yield self._ids[name], name
            at += len(name) if name else 1

    def _name_at(self, text, at):
        for size in self._sizes.get(text[at], ()):
            name = text[at : at + size]
            if name in self._ids and _stands_alone(text, at, at + size):
                return name
        return ""


def finder():
    """A `Finder` of all skills in use. Two queries."""
    rows = list(Skill.objects.filter(is_active=True).values_list("pk", "zh", "en"))
    names = [(zh, pk) for pk, zh, _ in rows] + [(en, pk) for pk, _, en in rows]
    aliases = SkillAlias.objects.filter(skill__is_active=True).values_list("text", "skill_id")
    return Finder([*names, *aliases])


def _stands_alone(text, start, end):
    """Whether a Latin beginning and end of `text[start:end]` are the ends of a word."""
    before = start and LATIN.match(text[start - 1]) and LATIN.match(text[start])
    after = end < len(text) and LATIN.match(text[end]) and LATIN.match(text[end - 1])
    return not before and not after
