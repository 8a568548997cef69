"""Compile catalogues without gettext: `msgfmt.py FILE.po …` writes FILE.mo beside each that is newer."""

import sys
from pathlib import Path

import polib

for name in map(Path, sys.argv[1:]):
    compiled = name.with_suffix(".mo")
    if name.exists() and (not compiled.exists() or compiled.stat().st_mtime < name.stat().st_mtime):
        polib.pofile(str(name)).save_as_mofile(str(compiled))
