"""What is drawn once and kept: never older than the value it shows, never in the wrong language."""

from django.utils import translation

from recruitment.models import Position
from search import indexing
from tests.face.test_components import render
from tests.factories import PositionFactory

FACET = ("city", (("苏州", "苏州", 3, False),))


def draw(facet):
    return render('{% drawn "recruitment/_facet.html" facet %}', facet=facet)


def test_an_equal_value_looks_the_same_and_another_one_is_drawn_anew():
    first = draw(FACET)

    assert draw(FACET) == first
    assert '<span class="chip__count">4</span>' in draw(("city", (("苏州", "苏州", 4, False),)))


def test_every_language_has_its_own_drawing():
    with translation.override("en"):
        english = draw(FACET)
    with translation.override("zh-hans"):
        chinese = draw(FACET)

    assert ">City<" in english
    assert ">城市<" in chinese


def test_a_changed_position_is_shown_as_it_is_now(client, db):
    PositionFactory(title="电工", state="open")
    indexing.rebuild()
    before = client.get("/positions/").text

    Position.objects.update(title="钳工")
    page = client.get("/positions/").text

    assert ("电工" in before, "钳工" in page, "电工" in page) == (True, True, False)
