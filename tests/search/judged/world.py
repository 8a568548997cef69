"""The judged corpus: every position and course of the demo's texts, as the product makes documents of them.

Each position template stands with at most two of the enterprises that the demo would choose for it, the same ones on
every day and for every seed. To renew `corpus.json` after a change of the demo's texts or of the documents:
`RENEW_JUDGED=1 pytest tests/search/test_quality.py`, then judge what is new.
"""

import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from config.demo import organisations, programmes
from config.demo.data import table, tree
from curricula.models import Course
from marketplace.models import Enterprise, Skill
from recruitment import directory
from recruitment.models import Position, SkillRequirement
from search import registry
from search.evaluation import FOLDER
from tests import curricula_factories, factories

CORPUS = FOLDER / "corpus.json"
HOSTS = 2  # enterprises of one position template
SEASON = 30  # days over which the positions were opened


def build():
    """Write positions and plans into the database; return the corpus as `corpus.json` has it."""
    world = SimpleNamespace(courses={})
    organisations.build_skills(world)
    world.majors = {row["code"]: factories.MajorFactory(
        code=row["code"], name=row["zh"], name_en=row["en"], level=row["level"]) for row in table("majors")
    }  # fmt: skip
    keys = _positions(world, _enterprises()) | _courses(world)
    documents = registry.documents("position", _ids(Position)) + registry.documents("course", _ids(Course))
    return {
        "names": {name: list(others) for name, others in registry.names().items()},
        "skills": {skill.code: [skill.zh, skill.en, *_aliases(skill)] for skill in _skills()},
        "freshness": {"name": "opened", "half_life": directory.HALF_LIFE, "weight": directory.FRESHNESS},
        "documents": [_plain(document, keys) for document in documents],
    }


def _skills():
    return Skill.objects.order_by("code").prefetch_related("aliases")


def _aliases(skill):
    return [alias.text for alias in skill.aliases.all()]


def _enterprises():
    wanted = ("name", "name_en", "industry_code", "region", "city", "about")
    rows = [row for row in table("enterprises") if row["state"] == "verified"]
    for row in rows:
        factories.EnterpriseFactory(**{name: row[name] for name in wanted})
    return {row["name"]: row for row in rows}


def _positions(world, rows):
    enterprises = {found.name: found for found in Enterprise.objects.all()}
    by, keys = factories.UserFactory(), {}
    for number, template in enumerate(tree("positions")):
        names = [name for name, row in rows.items() if row["industry_code"] == template["industry"]
                 and template["majors"][0] in row["majors"].split("|")]  # fmt: skip
        for name in dict.fromkeys(names[(number + more) % len(names)] for more in range(HOSTS)):
            position = _position(world, template, enterprises[name], by, number)
            keys["position", str(position.pk)] = f"{template['title']} @ {name}"
    return keys


def _position(world, template, enterprise, by, number):
    position = factories.PositionFactory(
        enterprise=enterprise, title=template["title"], description=template["description"], city=enterprise.city,
        tasks="\n".join(template["tasks"]), pay_cny_per_month=template["pay_cny_per_month"][0], created_by=by,
        majors=[world.majors[code] for code in template["majors"]],
        opened_at=timezone.now() - timedelta(days=number * 7 % SEASON),
    )  # fmt: skip
    SkillRequirement.objects.bulk_create(
        SkillRequirement(position=position, **need | {"skill": world.skills[need["skill"]]})
        for need in template["skills"]
    )
    return position


def _courses(world):
    keys = {}
    for code in dict.fromkeys(row["major"] for row in table("courses")):
        version = curricula_factories.VersionFactory(programme__major=world.majors[code])
        programmes.write_courses(version=version, world=world)
        keys |= {("course", str(row.pk)): f"{row.zh} # {code}" for row in version.courses.all()}
    return keys


def _ids(model):
    return [str(pk) for pk in model.objects.order_by("pk").values_list("pk", flat=True)]


def _plain(document, keys):
    """A document without what changes from day to day: its number, and its dates as days before today."""
    texts = {name: document.text[name] for name in document.text}
    plain = {
        "key": keys[document.kind, document.id],
        "kind": document.kind,
        "text": {name: text if isinstance(text, str) else list(text) for name, text in texts.items()},
        "keywords": {name: list(found) for name, found in document.keywords.items() if name != "enterprise"},
        "levels": dict(document.levels),
        "values": {name: _days_ago(value) for name, value in document.values.items()},
    }
    return json.loads(json.dumps(plain))


def _days_ago(value):
    if isinstance(value, datetime):
        return {"days_ago": (timezone.now() - value).days}
    if isinstance(value, date):
        return {"days_ago": (timezone.localdate() - value).days}
    return value


def write(corpus):
    """Store a corpus, one document a line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in corpus["documents"])
    head = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(corpus[name], ensure_ascii=False, sort_keys=True)}"
        for name in ("names", "skills", "freshness")
    )
    CORPUS.write_text(f'{{{head},\n"documents": [\n{lines}\n]}}\n', encoding="utf-8")
