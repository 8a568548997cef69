import json

import numpy as np
import pytest
from django.core.management.base import CommandError

from matching import trades
from matching.evaluation import titles
from matching.titles import TitleModel
from search import words

TITLES = ["registered nurse", "nursing assistant", "ward assistant", "welder", "护士长", "病房护士", "电焊工"]


def best_first(query, given=TITLES):
    scores = TitleModel.fit(given).scores([query])[0]
    return [given[index] for index in np.argsort(-scores, kind="stable") if scores[index] > 0]


def test_a_title_is_nearest_to_itself():
    assert [best_first(title)[0] for title in TITLES] == TITLES


def test_a_title_is_near_through_another_one_without_a_word_in_common():
    given = ["zorb keeper", "zorb mend", "senior mend", "welder"]

    assert best_first("keeper", given) == ["zorb keeper", "zorb mend", "senior mend"]


def test_titles_of_one_trade_are_near_in_both_languages():
    assert set(best_first("电焊工")) == {"welder", "电焊工"}
    assert set(best_first("nurse")) == {*TITLES} - {"welder", "电焊工"}


def test_chinese_titles_are_compared_by_characters():
    assert set(best_first("甲乙丙", ["乙丁", "戊乙", "己庚"])) == {"乙丁", "戊乙"}


def test_words_of_titles_name_trades_whole_or_by_their_beginning():
    assert trades.find("Nurse") == trades.find("护士长") == trades.find("nursing")
    assert trades.find("wait") == trades.find("busy") == []
    assert trades.find("护士 nurse") == trades.find("护士")


def test_the_vocabulary_of_trades_has_words_of_both_languages_in_every_line_once():
    for line in trades.SOURCE.read_text().splitlines()[2:]:
        latin, chinese = (part.split() for part in line.split("|"))

        assert all((latin, chinese)), line
        assert len({*latin, *chinese}) == len(latin + chinese), line
        assert all(word.rstrip("*").isascii() and word == word.lower() for word in latin), line
        assert all(words.is_han(word) for word in chinese), line


def test_a_query_that_says_nothing_known_is_near_to_nothing():
    assert best_first("*** the ***") == best_first("") == []


def test_no_titles_give_no_scores():
    assert TitleModel.fit([]).scores(["nurse"]).shape == (1, 0)
    assert TitleModel.fit(TITLES).scores([]).shape == (0, len(TITLES))


def test_the_order_of_the_titles_changes_no_ranking():
    assert best_first("nurse", TITLES[::-1]) == best_first("nurse")


def test_an_evaluation_ranks_first_and_measures_then(tmp_path):
    said = []
    found = evaluated(tmp_path, *TINY, report=said.append)

    assert [(row["query"], row["titles"]) for row in found] == [(1, [1, "b", 3])]
    assert found[0]["scores"] == sorted(found[0]["scores"], reverse=True)
    assert said == ["MAP 0.5000 (95 % interval 0.5000 to 0.5000, 1 queries)"]


def test_judgements_change_no_ranking(tmp_path):
    said = []

    assert evaluated(tmp_path, *TINY[:-1], report=said.append) == evaluated(tmp_path, *TINY, report=str)
    assert said == []


def test_average_precision_counts_what_is_missing_as_nothing():
    assert titles.average_precision(["a", "b", "c"], {"a", "c", "z"}) == pytest.approx((1 + 2 / 3) / 3)


def test_equal_titles_are_ordered_by_a_lot_that_the_seed_changes(tmp_path):
    rows = [{"kind": "title", "id": number, "title": "nurse"} for number in range(9)]
    one, again, other = (evaluated(tmp_path, TINY[0], *rows, seed=seed)[0]["titles"] for seed in (0, 0, 1))

    assert one == again != other
    assert one != sorted(one)


def test_an_evaluation_names_the_line_without_a_title(tmp_path):
    with pytest.raises(CommandError, match="line 2: a title without title"):
        evaluated(tmp_path, TINY[0], {"kind": "title", "id": 1})


TINY = (
    {"kind": "query", "id": 1, "title": "nurse"},
    {"kind": "title", "id": 3, "title": "welder"},
    {"kind": "title", "id": "b", "title": "nursing assistant"},
    {"kind": "title", "id": 1, "title": "registered nurse"},
    {"kind": "qrel", "query": 1, "title": "b"},
)


def evaluated(folder, *rows, seed=0, report=str):
    source, out = folder / "titles.jsonl", folder / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)))
    titles.run(source, out, seed=seed, report=report)
    return [json.loads(line) for line in out.read_text().splitlines()]
