import gzip
import json

import numpy as np
import pytest
from django.core.management.base import CommandError

from matching.evaluation import texts
from matching.text import Names, TextModel, feed_back, similarity, tokens

MODEL = TextModel.fit(
    ["PLC编程与调试，熟悉传感器", "Java后端开发", "PLC与Java"], ["我会PLC编程", "王小明喜欢篮球", "Java项目"]
)
NAMED = TextModel.fit(["PLC编程与调试", "Java后端开发"], ["篮球"], names={"PLC编程": ["可编程控制"], "Java": []})


def similar(position, *profiles):
    return similarity(MODEL.vectors([position]), MODEL.vectors(profiles))


def test_a_text_is_most_similar_to_itself():
    found = similar("PLC编程与调试", "PLC编程与调试", "PLC编程", "Java后端", "")

    assert round(found[0], 6) == 1
    assert found[0] > found[1] > found[2] == found[3] == 0


def test_words_that_no_position_uses_change_nothing():
    assert np.array_equal(similar("PLC编程", "PLC调试"), similar("PLC编程", "王小明，湖南人，PLC调试，篮球"))


def test_sex_and_origin_are_not_words():
    assert tokens("性别：女，籍贯湖南，汉族，25岁，PLC") == ["湖南", "plc"]


def test_rare_shared_words_come_first():
    one, other = MODEL.vectors(["PLC 传感器"]), MODEL.vectors(["传感器 PLC 篮球"])

    assert MODEL.shared(one, other) == ["传感器", "plc"]


def test_a_model_of_no_texts_finds_nothing_similar():
    empty = TextModel.fit([], ["Java"])

    assert similarity(empty.vectors(["Java"]), empty.vectors(["Java"])).tolist() == [0.0]


def test_a_model_is_the_same_after_a_trip_through_its_state():
    again = TextModel.restored(NAMED.state())

    assert (again.vectors(["会PLC编程"]) != NAMED.vectors(["会PLC编程"])).nnz == 0
    assert again.names.names == NAMED.names.names
    assert np.array_equal(again.projection, NAMED.projection)


def test_a_model_of_no_texts_makes_the_trip_too():
    assert TextModel.restored(TextModel().state()).terms == []


def test_names_are_found_however_they_are_written():
    names = Names(
        {"PLC编程": ["PLC programming", "可编程控制"], "C语言": ["C"], "Java": [], "数据": [], "数据清洗": []}
    )

    assert names.find("熟悉ＰＬＣ编程、plc Programming与可编程控制") == ["PLC编程"] * 3
    assert names.find("JavaScript, java8, Java；数据清洗与数据") == ["Java", "数据清洗", "数据"]


def test_a_way_to_write_that_two_names_claim_belongs_to_the_first():
    assert Names({"装配钳工": ["FGZ"], "机修钳工": ["fgz"]}).find("FGZ") == ["装配钳工"]


def test_no_name_says_sex_or_age():
    assert Names({"性别": ["gender"], "生日": ["birthday"]}).find("性别 gender 生日 birthday") == []


def test_two_ways_to_write_a_name_are_similar():
    found = NAMED.vectors(["可编程控制器", "篮球"])

    assert similarity(NAMED.vectors(["PLC编程"]), found)[0] > 0.5
    assert NAMED.shared(NAMED.vectors(["PLC编程"]), found[0]) == ["PLC编程"]


def test_dense_vectors_have_unit_length_or_are_zero():
    dense = MODEL.dense(MODEL.vectors(["PLC编程", "Java后端", "篮球"]))

    assert dense.dtype == np.float32
    assert np.round(np.linalg.norm(dense, axis=1), 6).tolist() == [1, 1, 0]


def test_words_of_the_same_texts_are_near_each_other_in_dense_vectors():
    model = TextModel.fit(["焊接 钢板", "焊接 图纸", "护理 病人", "护理 药品"], [], dimensions=2)
    steel, drawing, patient = model.dense(model.vectors(["钢板", "图纸", "病人"]))

    assert np.round([steel @ drawing, steel @ patient], 3).tolist() == [1, 0]


def test_the_same_texts_give_the_same_bits():
    texts = ["PLC编程与调试", "Java后端开发", "PLC与Java"]

    assert TextModel.fit(texts, texts).state() == TextModel.fit(texts, texts).state()


def test_feedback_asks_also_for_what_the_nearest_profiles_have():
    asked = np.array([[1, 0]], np.float32)
    profiles = np.array([[0.8, 0.6], [-1, 0]], np.float32)

    assert np.round(feed_back(asked, profiles) * np.sqrt(2.05), 4).tolist() == [[1.4, 0.3]]
    assert feed_back(asked, profiles[1:]).tolist() == [[1, 0]]
    assert feed_back(asked, profiles[:0]).tolist() == [[1, 0]]


def test_an_evaluation_ranks_all_candidates_of_every_position(tmp_path):
    found = evaluated(
        tmp_path,
        {"kind": "position", "id": "p", "text": "Java developer, Spring"},
        {"kind": "position", "id": 2, "text": "焊接 图纸"},
        {"kind": "candidate", "id": 1, "text": "焊接 钢板"},
        {"kind": "candidate", "id": "b", "text": "I write Java"},
    )

    assert [(row["position"], row["candidates"]) for row in found] == [("p", ["b", 1]), (2, [1, "b"])]
    assert all(row["scores"] == sorted(row["scores"], reverse=True) for row in found)


def test_an_evaluation_gives_the_same_file_whatever_the_order_of_the_lines(tmp_path):
    rows = [{"kind": "candidate", "id": number, "text": text} for number, text in enumerate(["Java"] * 5 + ["焊接"])]
    asked = {"kind": "position", "id": 1, "text": "Java 焊接"}

    assert evaluated(tmp_path, asked, *rows) == evaluated(tmp_path, *rows[::-1], asked)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON"),
        ('["position"]', 'line 2: not an object with a "kind"'),
        ('{"kind": "candidate", "id": 1}', "line 2: a candidate without text"),
        ('{"kind": "position", "id": 1, "text": ""}', "line 2: a second position with the id 1"),
    ],
)
def test_an_evaluation_names_the_line_it_cannot_read(tmp_path, line, message):
    source = tmp_path / "texts.jsonl"
    source.write_text('{"kind": "position", "id": 1, "text": "Java"}\n' + line)

    with pytest.raises(CommandError, match=message):
        texts.run(source, tmp_path / "out", seed=0, report=print)


def test_an_evaluation_of_a_missing_or_damaged_file_says_so(tmp_path):
    damaged = tmp_path / "texts.jsonl.gz"
    damaged.write_bytes(gzip.compress(b"{}" * 99)[:-12])

    for source, message in ((tmp_path / "none", "none: No such file"), (damaged, "packed file is damaged")):
        with pytest.raises(CommandError, match=message):
            texts.run(source, tmp_path / "out", seed=0, report=print)


def evaluated(folder, *rows):
    source, out = folder / "texts.jsonl.gz", folder / "out.jsonl"
    source.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    texts.run(source, out, seed=0, report=str)
    return [json.loads(line) for line in out.read_text().splitlines()]
