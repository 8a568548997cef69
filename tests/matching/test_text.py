import numpy as np

from matching.text import TextModel, similarity, tokens

MODEL = TextModel.fit(
    ["PLC编程与调试，熟悉传感器", "Java后端开发", "PLC与Java"], ["我会PLC编程", "王小明喜欢篮球", "Java项目"]
)


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
    again = TextModel(MODEL.terms, MODEL.idf.tolist())

    assert (again.vectors(["PLC编程"]) != MODEL.vectors(["PLC编程"])).nnz == 0
