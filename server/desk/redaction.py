"""Takes payment card numbers out of free text on arrival, before anything is sealed. Not a finder of other secrets."""

from __future__ import annotations

import re

SHORTEST, LONGEST = 13, 19
SHOWN_DIGITS = 4
MASK = "•"


def redact(text: str) -> str:
    """Return `text` with every payment card number masked except its last four digits; separators and the rest stay.

    A card number is 13 to 19 digits in groups apart by one space or hyphen, whose check digit is right
    (ISO/IEC 7812-1, annex B). Groups beside it (expiry date, security code) do not hide it; a longer unbroken number
    is something else.
    """
    return _RUN.sub(_masked, text)


def is_card_number(digits: str) -> bool:
    """Return whether 13 to 19 decimal digits end in the right check digit (the Luhn formula) and are not all alike."""
    if not SHORTEST <= len(digits) <= LONGEST or len(set(digits)) == 1:
        return False
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def _masked(run: re.Match[str]) -> str:
    """Mask the card numbers of one run of groups, the longest from the left first."""
    groups = [(group.start(), group.end()) for group in _GROUP.finditer(run[0])]
    text = run[0]
    first = 0
    while first < len(groups):
        last = _card_from(text, groups, first)
        if last is None:
            first += 1
            continue
        start, end = groups[first][0], groups[last][1]
        text = text[:start] + _hide(text[start:end]) + text[end:]
        first = last + 1
    return text


def _card_from(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """Return the last group of the longest card number that begins with group `first`."""
    found, digits = None, ""
    for number in range(first, len(groups)):
        start, end = groups[number]
        digits += _plain(text[start:end])
        if len(digits) > LONGEST:
            break
        if is_card_number(digits):
            found = number
    return found


def _hide(card: str) -> str:
    hidden = sum(character.isdigit() for character in card) - SHOWN_DIGITS
    shown = []
    for character in card:
        masked = character.isdigit() and hidden > 0
        hidden -= character.isdigit()
        shown.append(MASK if masked else character)
    return "".join(shown)


def _plain(text: str) -> str:
    """Return the digits as ASCII: full-width digits, as Chinese keyboards write them, count too."""
    return "".join(str(int(character)) for character in text)


_DIGIT = "[0-9\uff10-\uff19]"
_RUN = re.compile(rf"{_DIGIT}+(?:[ -]{_DIGIT}+)*")
_GROUP = re.compile(f"{_DIGIT}+")
