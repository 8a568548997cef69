"""What is worth a question, and how near copies are found."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from internships import risk

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
SENTENCES = [
    "修改上料工位的PLC程序,增加了缺料报警和延时复位", "调整三个光电传感器的灵敏度和安装角度,误触发次数下降",
    "更换漏气的气管接头,重新调节节流阀使气缸动作平稳", "按图完成一面控制柜的配线,压接端子并套线号管",
    "跟师傅核对电气原理图与现场接线,标出两处图实不符", "按点检表巡检六台设备,补充润滑油并记录异响",
    "用千分尺和内径表测量二十件轴套,填写检验记录", "协助排查输送线停机,确认是急停回路端子松动",
    "安装直线导轨并用百分表调整平行度到零点零二毫米", "参加整线联动试运行,记录各工位节拍",
    "在触摸屏上增加产量统计画面并关联变量", "画了一套定位夹具的三维模型,出了两张工程图",
]  # fmt: skip


def week(**kwargs):
    given = {"ends_on": date(2026, 11, 22), "submitted_at": AT, "confirmation": "confirmed", "asked_at": None}
    return risk.Week(**{**given, "artifacts": 1, **kwargs})


def codes(**kwargs):
    return [part["code"] for part in risk.questions(week(**kwargs), at=AT)]


def test_a_confirmed_week_in_time_with_a_result_is_quiet():
    assert codes() == []


@pytest.mark.parametrize(("days", "expected"), [(2, []), (3, [("late", 2)]), (9, [("late", 2)]), (10, [("late", 3)])])
def test_a_week_is_late_after_two_days_of_grace(days, expected):
    parts = risk.questions(week(submitted_at=datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(days=days)), at=AT)

    assert [(part["code"], part["weight"]) for part in parts] == expected


@pytest.mark.parametrize(("days", "weight"), [(0, 1), (5, 1), (6, 2)])
def test_an_unconfirmed_week_weighs_more_when_the_mentor_is_late(days, weight):
    parts = risk.questions(week(confirmation="awaited", asked_at=AT - timedelta(days=days)), at=AT)

    assert [(part["code"], part["weight"]) for part in parts] == [("unconfirmed", weight)]


def test_the_heaviest_question_comes_first():
    near = risk.Near(7, 0.8, is_own=False)

    assert codes(confirmation="questioned", artifacts=0, near=near) == ["questioned", "near_duplicate", "no_artifact"]
    assert codes(near=risk.Near(7, 0.8, is_own=True)) == ["repeat"]


def test_every_question_says_itself_in_words():
    parts = risk.questions(
        week(confirmation="awaited", asked_at=AT, artifacts=0, near=risk.Near(7, 0.81, False)), at=AT
    )

    assert [risk.sentence(part) for part in parts] == [
        "Reads 81 % like a week of another student.",
        "The mentor has not answered yet.",
        "No photo or file: ask what came out of it.",
    ]


def planted(rng, share):
    """A week of 150 to 300 characters and its copy with `share` of the characters changed."""
    text = "。".join(rng.sample(SENTENCES, 8))
    copy = list(text)
    for place in rng.sample(range(len(copy)), int(len(copy) * share)):
        copy[place] = chr(rng.randrange(0x4E00, 0x9FA5))
    return text, "".join(copy)


def found(one, other):
    close = risk.candidates(risk.signature(one), {1: risk.signature(other)})
    return bool(close) and risk.nearest(one, {1: other}) is not None


@pytest.mark.parametrize(("share", "least"), [(0.0, 1.0), (0.05, 0.98), (0.1, 0.85)])
def test_planted_copies_are_found(share, least):
    rng = random.Random(7)

    hits = [found(*planted(rng, share)) for _ in range(60)]

    assert sum(hits) / len(hits) >= least


def test_shuffled_sentences_are_found():
    rng = random.Random(7)
    chosen = rng.sample(SENTENCES, 8)

    assert found("。".join(chosen), "。".join(reversed(chosen)))


def test_decoration_hides_nothing():
    text = "。".join(SENTENCES[:6])
    dressed = " \u200b😀".join(text).replace("PLC", "ＰＬＣ")

    assert risk.jaccard(risk.shingles(text), risk.shingles(dressed)) == 1.0


def test_different_weeks_are_not_near():
    assert not found("。".join(SENTENCES[:6]), "。".join(SENTENCES[6:]))


def test_a_short_text_is_not_compared():
    assert risk.signature("巡检设备") is None
