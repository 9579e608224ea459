"""Every refusal speaks both languages with the same parameters."""

import re
from pathlib import Path

import surveys
from surveys import MESSAGES, SurveyError


def test_every_code_used_has_words_and_every_word_is_used() -> None:
    folder = Path(surveys.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "messages.py"]
    used = set(re.findall(r'SurveyError\(\s*"(surveys\.\w+)"', "\n".join(texts)))
    assert used == set(MESSAGES)


def test_both_languages_fill_the_same_places() -> None:
    for code, words in MESSAGES.items():
        places = [set(re.findall(r"\{(\w+)\}", words[language])) for language in ("en", "zh")]
        assert places[0] == places[1], code


def test_a_refusal_reads_in_the_language_asked_for() -> None:
    told = SurveyError("surveys.zone_unknown", got="Mars")
    assert str(told).startswith("Mars is no time zone")
    assert told.text("zh-Hant").startswith("Mars 不是时区")
    assert told.text("fr") == told.text("en")
