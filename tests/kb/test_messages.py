"""Every refusal speaks both languages with the same parameters."""

import re
from pathlib import Path

import kb
from kb.messages import MESSAGES


def test_every_code_used_has_words_and_every_word_is_used() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for path in Path(kb.__file__).parent.glob("*.py")
        if path.name != "messages.py"
    ]
    assert set(re.findall(r'KnowledgeError\(\s*"(kb\.\w+)"', "\n".join(texts))) == set(MESSAGES)


def test_both_languages_fill_the_same_places() -> None:
    for code, words in MESSAGES.items():
        places = [set(re.findall(r"\{(\w+)\}", words[language])) for language in ("en", "zh")]
        assert places[0] == places[1], code
