"""Takes personal data out of text that is to become an article or stand on a board: what has a form, and names that are known.

A person reads the result before anybody else does: names that nobody told are not found.
"""

import re
from collections.abc import Iterable
from typing import Literal

_WORDS = {
    "en": {"mail": "[e-mail]", "phone": "[number]", "order": "[order]", "name": "[name]"},
    "zh": {"mail": "[邮箱]", "phone": "[号码]", "order": "[订单号]", "name": "[姓名]"},
}
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ORDER = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,4}-\d{4,}(?!\d)")
_PHONE = re.compile(r"(?<![\dA-Za-z-])\+?\d(?:[ ()/.-]{0,2}\d){6,}(?!\d)")
SHORTEST_NAME = 2


def masked(text: str, language: Literal["en", "zh"] = "en", names: Iterable[str] = ()) -> str:
    """The text with mail addresses, telephone, card and order numbers and these names replaced by what they are.

    Parts of a name count too (a given name alone), whole words only where words have ends.
    """
    words = _WORDS[language]
    found = _MAIL.sub(words["mail"], text)
    found = _ORDER.sub(words["order"], found)
    found = _PHONE.sub(words["phone"], found)
    parts = {part for name in names for part in (name, *name.split()) if len(part) >= SHORTEST_NAME}
    for part in sorted(parts, key=lambda one: (-len(one), one)):
        edges = (r"\b", r"\b") if part.isascii() else ("", "")
        found = re.sub(edges[0] + re.escape(part) + edges[1], words["name"], found, flags=re.IGNORECASE)
    return found
