import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from marketplace import vocabulary
from marketplace.models import Skill

CSV = "code,zh,en,cluster,aliases\nplc,PLC编程,PLC programming,automation,可编程控制器|S7-1200\n"


def load(text, **kwargs):
    return vocabulary.import_skills(text.encode(), **kwargs)


def test_a_dry_run_writes_nothing(db):
    outcome = load(CSV)

    assert (outcome.added, Skill.objects.count()) == (["plc"], 0)


def test_the_second_import_changes_nothing(db):
    load(CSV, dry_run=False)

    outcome = load(CSV, dry_run=False)

    assert (outcome.added, outcome.changed, outcome.unchanged) == ([], [], 1)


@pytest.mark.parametrize("text", ["plc编程", "ＰＬＣ编程", "PLC Programming", "可编程控制器", "s7-1200"])
def test_any_name_in_any_spelling_means_the_skill(db, text):
    load(CSV, dry_run=False)

    assert vocabulary.named(text).code == "plc"


def test_an_alias_of_another_skill_is_refused_and_nothing_is_written(db):
    load(CSV, dry_run=False)

    outcome = load(CSV.replace("plc,PLC编程,PLC programming", "ladder,梯形图,Ladder logic"), dry_run=False)

    assert [number for number, _ in outcome.errors] == [2]
    assert Skill.objects.count() == 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name\nx\n"])
def test_a_file_that_is_no_vocabulary_is_refused(db, content):
    with pytest.raises(ValidationError):
        vocabulary.import_skills(content)


def test_the_page_shows_what_a_file_would_do(operator, as_):
    file = SimpleUploadedFile("skills.csv", CSV.encode("gb18030"))

    answer = as_(operator).post(reverse("marketplace:skill_import"), {"file": file})

    assert (answer.status_code, answer.context["outcome"].added, Skill.objects.count()) == (200, ["plc"], 0)


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_costs_the_same_for_one_and_many(guest, db, count, django_assert_num_queries):
    load(
        "code,zh,en,cluster,aliases\n" + "".join(f"s{n},技能{n},skill {n},c,a{n}|b{n}\n" for n in range(count)),
        dry_run=False,
    )

    with django_assert_num_queries(4):
        guest.get(reverse("marketplace:skill_list"))
