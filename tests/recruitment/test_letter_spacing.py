from recruitment.reading.pdf import close_up


def test_letters_that_stand_alone_are_closed_up():
    spaced = "P L C   p r o g r a m m i n g   i n   t w o   y e a r s"

    assert close_up(spaced) == "PLC programming in two years"


def test_ordinary_text_stays_as_it_is():
    text = "A B testing of one and two or more single letters in a text that is otherwise made of ordinary longer words"

    assert close_up(text) == text
