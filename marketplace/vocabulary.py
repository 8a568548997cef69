"""The one skill vocabulary: finding skills by any of their names, and bringing lists of them in."""

import csv
import io
import unicodedata
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketplace.models import Skill, SkillAlias
from search import levels

COLUMNS = ("code", "zh", "en", "cluster", "aliases")


def fold(text):
    """One spelling for comparison: NFKC, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def find(words, limit=10):
    """Skills in use whose name or alias contains `words`, names that begin with them first. One query."""
    words = fold(words)
    if not words:
        return Skill.objects.none()
    begins = Q(zh__istartswith=words) | Q(en__istartswith=words)
    matching = Q(zh__icontains=words) | Q(en__icontains=words) | Q(pk__in=_aliased(words))
    found = Skill.objects.filter(matching, is_active=True)
    return found.annotate(begins=begins).order_by("-begins", "zh")[:limit]


def named(text):
    """The skill that `text` names exactly (name or alias, any case or width), or None."""
    folded = fold(text)
    alias = SkillAlias.objects.filter(text=folded, skill__is_active=True).select_related("skill").first()
    return alias.skill if alias else Skill.objects.filter(Q(zh__iexact=folded) | Q(en__iexact=folded)).first()


def understand(words):
    """Skills with a level in the words of a search, as `levels.Understood`. No query unless a level is mentioned."""
    if not levels.mentions(words):
        return levels.Understood(words)
    skills = list(Skill.objects.filter(is_active=True).values_list("code", "zh", "en"))
    aliases = SkillAlias.objects.filter(skill__is_active=True).values_list("skill__code", "text")
    codes = {fold(name): code for code, zh, en in skills for name in (zh, en)} | {text: code for code, text in aliases}
    return levels.understand(words, lambda name: codes.get(fold(name)))


def _aliased(words):
    return SkillAlias.objects.filter(text__contains=words).values("skill_id")


@dataclass
class Import:
    """The outcome of an import or its dry run: codes added and changed, unchanged count, errors by row number."""

    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    unchanged: int = 0
    errors: list = field(default_factory=list)


def import_skills(content, *, dry_run=True):
    """Bring in skills from CSV bytes with the columns `COLUMNS` (aliases split by `|`). Returns an `Import`.

    A row with an error changes nothing; with any error in the file, nothing at all is written. Running the same
    file twice changes nothing the second time. Raises `ValidationError` for a file that is no such CSV.
    """
    rows = _rows(content)
    outcome = Import()
    with transaction.atomic():
        owners = dict(SkillAlias.objects.values_list("text", "skill__code"))
        known = {skill.code: skill for skill in Skill.objects.prefetch_related("aliases")}
        for number, row in enumerate(rows, start=2):
            _import_row(number, row, known, owners, outcome)
        if dry_run or outcome.errors:
            transaction.set_rollback(True)
    return outcome


def _rows(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise ValidationError(_("This file is not text. Save it as CSV (UTF-8)."), code="not_text") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in ("zh", "en", "cluster") if name not in (reader.fieldnames or [])]
    if missing:
        raise ValidationError(
            _("These columns are missing: %(columns)s") % {"columns": ", ".join(missing)}, code="columns"
        )
    return list(reader)


def _import_row(number, row, known, owners, outcome):
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    code = values["code"] or slugify(values["en"])
    aliases = {fold(alias) for alias in (*values["aliases"].split("|"), values["zh"], values["en"]) if fold(alias)}
    taken = sorted(alias for alias in aliases if owners.get(alias, code) != code)
    skill = known.get(code) or Skill(code=code)
    before = (skill.zh, skill.en, skill.cluster, {alias.text for alias in skill.aliases.all()} if skill.pk else set())
    skill.zh, skill.en, skill.cluster = values["zh"], values["en"], values["cluster"]
    try:
        if taken:
            raise ValidationError(_("%(alias)s already names %(code)s") % {"alias": taken[0], "code": owners[taken[0]]})
        skill.full_clean()
    except ValidationError as error:
        outcome.errors.append((number, " ".join(error.messages)))
        return
    if before == (skill.zh, skill.en, skill.cluster, aliases):
        outcome.unchanged += 1
        return
    (outcome.changed if skill.pk else outcome.added).append(code)
    skill.save()
    skill.aliases.exclude(text__in=aliases).delete()
    SkillAlias.objects.bulk_create(
        [SkillAlias(skill=skill, text=alias) for alias in sorted(aliases - before[3])], ignore_conflicts=False
    )
    known[code] = skill
    owners.update(dict.fromkeys(aliases, code))
