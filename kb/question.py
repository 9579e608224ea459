"""What of a question is looked up: its tokens with weights, without words every question has. Knows no index."""

import re
from dataclasses import dataclass
from typing import Literal

from kb.han import fold
from kb.words import WORD_CHARS, code_forms, pairs, parts, stemmed

QUESTION_TOKENS = 32
"""More make a search slow and no better; the first ones are kept."""

# Words of asking, not of what is asked. Chinese ones are cut out before pairing, so no pair straddles them.
_ASKING_ZH = re.compile(
    "为什么|怎么办|怎么样|怎么|怎样|如何|什么|请问|可以|可不可以|能不能|能否|是不是|是否|有没有|我想|我要|我的|我们|你们|您的|一下|应该|需要|[吗呢吧啊呀]$"
)
_ASKING_EN = re.compile(
    "a|an|and|any|are|as|at|be|been|but|by|can|could|did|do|does|for|from|had|has|have|hi|hello|how|i|if|"
    "im|in|is|it|its|ive|me|my|of|on|or|our|please|should|so|that|the|their|them|then|there|they|this|to|"
    "too|was|we|were|what|when|where|which|who|why|will|with|would|you|your"
)
CODE_WEIGHT, SINGLE_WEIGHT = 2.5, 0.6


@dataclass(frozen=True, slots=True)
class Asked:
    """One token to look up and its weight. `written` is the English word as it was typed, where the token is its stem."""

    token: str
    weight: float
    kind: Literal["pair", "single", "word", "code"]
    written: str = ""


def language_of(text: str) -> Literal["en", "zh"]:
    """The language a question is most likely in: Chinese as soon as it holds words of an unspaced script that are not just a name."""
    folded = fold(text)
    runs = sum(len(part) for kind, part in parts(folded) if kind == "run")
    words = sum(kind == "word" for kind, _ in parts(folded))
    return "zh" if runs > words else "en"


def asked(text: str) -> list[Asked]:
    """The tokens of a question, each once, at most QUESTION_TOKENS. A question of asking words only keeps them."""
    folded = fold(text)
    found = {one.token: one for one in _tokens(folded, plain=False)}
    if not found:
        found = {one.token: one for one in _tokens(folded, plain=True)}
    return list(found.values())[:QUESTION_TOKENS]


def _tokens(folded: str, *, plain: bool) -> list[Asked]:
    found: list[Asked] = []
    for kind, part in parts(folded):
        if kind == "run":
            runs = [part] if plain else _ASKING_ZH.split(part)
            found += [_of_run(token) for run in runs if run for token in pairs(run)]
        elif kind == "code":
            whole, *pieces = code_forms(part)
            found.append(Asked(whole, CODE_WEIGHT, "code"))
            found += [Asked(piece, 1.0, "word") for piece in pieces]
        elif plain or not _ASKING_EN.fullmatch(part):
            cut = part[:WORD_CHARS]
            found.append(Asked(stemmed(cut), 1.0, "word", cut) if cut.isascii() else Asked(cut, 1.0, "word"))
    return found


def _of_run(token: str) -> Asked:
    return Asked(token, 1.0, "pair") if len(token) > 1 else Asked(token, SINGLE_WEIGHT, "single")
