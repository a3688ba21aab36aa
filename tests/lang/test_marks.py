import pytest

from auditor.lang.marks import final_mark, folded, is_question, sentence_starts


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("He left.", "."),
        ("他走了。", "。"),
        ("وصل؟", "؟"),
        ("वह गया।", "।"),
        ("“No!”", "!"),
        ("A headline", ""),
        ("", ""),
        ("He said (in May.)", "."),
    ],
)
def test_final_marks_of_many_scripts(text: str, mark: str) -> None:
    assert final_mark(text) == mark


def test_questions_in_greek_and_arabic() -> None:
    assert is_question("Πού είναι;")
    assert is_question("أين هو؟")


def test_words_that_begin_something() -> None:
    text = "Mr. Smith left. “Never,” she said: They came."
    assert {text[s : s + 4] for s in sentence_starts(text)} >= {"Mr. ", "Neve", "They"}
    assert not any(text[s:].startswith("Smith") for s in sentence_starts(text))


def test_folded_words_hold_parts() -> None:
    assert {"half-time", "half", "time", "anna", "anna's"} <= folded("Anna’s half-Time")
