"""Search quality: sixty judged queries over the demo's own positions and courses."""

import json
import os

import pytest

from search import evaluation
from search.engines.tantivy.engine import TantivyEngine
from tests.search.judged import world

ENOUGH = 0.85  # nDCG at ten


@pytest.fixture(scope="module")
def judged():
    return evaluation.load()


def test_the_judged_corpus_is_what_the_product_makes_of_the_demo(db):
    corpus = world.build()
    if os.environ.get("RENEW_JUDGED"):
        world.write(corpus)

    assert json.loads(world.CORPUS.read_text(encoding="utf-8")) == corpus


def test_tantivy_ranks_the_judged_queries_well(judged, tmp_path):
    corpus, queries = judged

    outcomes = evaluation.evaluate(TantivyEngine(tmp_path, corpus.values), corpus, queries)

    assert len(outcomes) == 60
    assert evaluation.mean(outcomes) >= ENOUGH
