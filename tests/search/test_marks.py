import pytest

from search import words
from search.marks import excerpt, mark
from search.vocabulary import Vocabulary


@pytest.fixture(autouse=True)
def _only_our_aliases(monkeypatch):
    """Not those that other tests have taught this process."""
    monkeypatch.setattr(words._vocabulary, "aliases", Vocabulary().aliases)
    monkeypatch.setattr(words._vocabulary, "version", -1)


def test_the_words_of_a_query_are_marked():
    assert mark("Python 后端开发实习生", "后端 python") == "<mark>Python</mark> <mark>后端</mark>开发实习生"


@pytest.mark.parametrize("query", ["", "  ", "***", "护理"])
def test_a_text_without_the_words_is_left_alone(query):
    assert mark("后端开发", query) == "后端开发"


def test_html_is_escaped_inside_and_outside_of_marks():
    assert (
        mark('<script>alert("后端")</script> & R&D', 'script "')
        == "&lt;<mark>script</mark>&gt;alert(&quot;后端&quot;)&lt;/<mark>script</mark>&gt; &amp; R&amp;D"
    )
    assert mark("<b>", "<b>") == "&lt;<mark>b</mark>&gt;"


def test_html_in_the_query_is_not_shown():
    assert mark("后端", "<img src=x onerror=alert(1)>") == "后端"


def test_a_text_that_looks_like_an_entity_is_escaped_whole():
    assert mark("&amp; &lt;", "amp") == "&amp;<mark>amp</mark>; &amp;lt;"


def test_words_that_overlap_get_one_mark():
    assert mark("软件测试工程师", "软件测试工程师") == "<mark>软件测试工程师</mark>"


def test_parts_of_a_word_are_marked_when_they_stand_apart():
    assert mark("软件的自动化测试", "软件测试") == "<mark>软件</mark>的自动化<mark>测试</mark>"


def test_an_alias_is_marked():
    assert mark("岗位实习管理", "顶岗") == "<mark>岗位实习</mark>管理"


def test_a_latin_word_is_not_marked_inside_another():
    assert (
        mark("Java and JavaScript, C and C++", "java c++") == "<mark>Java</mark> and JavaScript, C and <mark>C++</mark>"
    )


def test_marks_stand_right_in_text_that_normalises_to_another_length():
    assert mark("㍿ İ ﬁ Ｐｙｔｈｏｎ 后端", "python") == "㍿ İ ﬁ <mark>Ｐｙｔｈｏｎ</mark> 后端"


def test_an_excerpt_surrounds_the_first_word_found():
    text = "甲" * 200 + "后端开发" + "乙" * 200

    assert excerpt(text, "后端", length=20) == "…甲甲甲甲甲<mark>后端</mark>开发乙乙乙乙乙乙乙乙乙乙乙…"


def test_an_excerpt_of_a_short_text_is_the_text():
    assert excerpt("  后端\n开发 ", "护理") == "后端 开发"


def test_an_excerpt_escapes_html():
    assert excerpt("<b>后端</b>", "后端") == "&lt;b&gt;<mark>后端</mark>&lt;/b&gt;"


def test_marks_are_safe_in_templates():
    assert mark("后端", "后端").__html__() == "<mark>后端</mark>"
