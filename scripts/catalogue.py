"""Say what is missing in the catalogues: untranslated or fuzzy messages. `--check` fails if there are any."""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]


def gaps():
    for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po")):
        catalogue = polib.pofile(str(path))
        for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries():
            yield f"{path.relative_to(ROOT)}: {entry.msgid!r} ({', '.join(name for name, _ in entry.occurrences)})"


found = list(gaps())
print("\n".join(found) or "catalogues: complete")
sys.exit(bool(found) and "--check" in sys.argv)
