"""What is refused is said in both languages with the same facts."""

import re
from pathlib import Path

import pytest

import sla
from sla.errors import SlaError
from sla.messages import MESSAGES


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_both_languages_say_the_same_parameters(code: str) -> None:
    words = MESSAGES[code]
    fields = {language: set(re.findall(r"\{(\w+)\}", text)) for language, text in words.items()}
    assert set(words) == {"en", "zh"}
    assert fields["en"] == fields["zh"]


def test_every_refusal_in_the_package_has_words_and_every_word_a_refusal() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(sla.__file__).parent.glob("*.py"))
    raised = set(re.findall(r'SlaError\(\s*"([a-z_.]+)"', sources))
    assert raised == set(MESSAGES)


def test_a_refusal_speaks_the_language_asked_for_and_english_in_the_log() -> None:
    error = SlaError("sla.duration_not_whole", got="0.5")
    assert error.text("zh-CN") == "时长必须是整秒，收到的是 0.5。请取整到秒。"
    assert str(error) == error.text("en") == error.text("fr")
    assert (error.code, error.params) == ("sla.duration_not_whole", {"got": "0.5"})
