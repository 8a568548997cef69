"""Search quality: sixty judged queries over the demo's own positions and courses."""

import json
import os

import pytest

from search import evaluation
from search.management.commands.evaluate_search import temporary
from tests.search.conftest import SERVER, server
from tests.search.judged import world

ENOUGH = 0.85  # nDCG at ten
EQUAL = 0.02  # how far the engines may be apart

EMPTY = {"names": {}, "skills": {}, "freshness": {"name": "opened", "half_life": 1, "weight": 0}, "documents": []}


@pytest.fixture(scope="module")
def judged():
    return evaluation.load()


@pytest.fixture(scope="module")
def on_tantivy(judged):
    corpus, queries = judged
    with temporary("tantivy://", corpus.values) as engine:
        return evaluation.evaluate(engine, corpus, queries)


def test_the_judged_corpus_is_what_the_product_makes_of_the_demo(db):
    corpus = world.build()
    if os.environ.get("RENEW_JUDGED"):
        world.write(corpus)

    assert json.loads(world.CORPUS.read_text(encoding="utf-8")) == corpus


def test_sixty_queries_are_ranked_well(on_tantivy):
    assert len(on_tantivy) == 60
    assert evaluation.mean(on_tantivy) >= ENOUGH


@pytest.mark.elasticsearch
@pytest.mark.skipif(not SERVER, reason="no Elasticsearch runs")
def test_elasticsearch_ranks_as_well_as_tantivy(judged, on_tantivy):
    corpus, queries = judged
    with temporary(server("-judged"), corpus.values) as engine:
        score = evaluation.mean(evaluation.evaluate(engine, corpus, queries))

    assert score >= ENOUGH
    assert abs(score - evaluation.mean(on_tantivy)) <= EQUAL


@pytest.mark.parametrize(
    ("found", "score"),
    [([3, 0, 0], 1.0), ([0, 3], 0.63), ([0] * 10 + [3], 0.0), ([], 0.0)],
)
def test_the_measure_pays_for_what_stands_high(found, score):
    assert round(evaluation.ndcg(found, [3]), 2) == score


def test_a_judgement_of_nothing_is_refused(tmp_path):
    (tmp_path / "corpus.json").write_text(json.dumps(EMPTY))
    (tmp_path / "queries.toml").write_text('query = [{words = "x", class = "zh", grades = {"没有" = 3}}]')

    with pytest.raises(ValueError, match="没有"):
        evaluation.load(tmp_path)
