"""What the words themselves tell a head, beside the encoder's vector: ten numbers of a message, each about 0 to 1."""

import re

from sentiment.reading import Reading

NAMES = (
    "praise",
    "blame",
    "score",
    "negated_praise",
    "negated_blame",
    "contrast",
    "question",
    "exclamation",
    "digits",
    "length",
)
"""The order of the values; a head names those it was trained on."""

FULL_LENGTH = 160
HAN = 3
"""A Chinese character says about as much as three Latin letters, so a length means the same in both languages."""
_EXCLAIMED = re.compile(r"[!！]|(?:\b[A-Z]{3,}\b.*){2}")


def surface(text: str, reading: Reading) -> tuple[float, ...]:
    """The values named in NAMES, for a message and its reading by the lexicon."""
    praise = sum(word.weight for word in reading.words if word.weight > 0)
    blame = -sum(word.weight for word in reading.words if word.weight < 0)
    turned = [word for word in reading.words if word.negated]
    return (
        praise / (praise + 2),
        blame / (blame + 2),
        reading.score,
        float(any(word.weight < 0 for word in turned)),
        float(any(word.weight > 0 for word in turned)),
        float(reading.contrasts > 0),
        float(reading.asked > 0),
        float(bool(_EXCLAIMED.search(text))),
        min(1.0, sum(map(str.isdigit, text)) / 6),
        min(1.0, _length(text) / FULL_LENGTH),
    )


def _length(text: str) -> int:
    return sum(HAN if "\u4e00" <= character <= "\u9fff" else 1 for character in text)
