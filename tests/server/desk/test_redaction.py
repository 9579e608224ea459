"""Card numbers are taken out of what customers write; other numbers stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.desk.redaction import is_card_number, redact


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("my card is 4111 1111 1111 1111, thanks", "my card is •••• •••• •••• 1111, thanks"),
        ("5500-0000-0000-0004", "••••-••••-••••-0004"),
        ("378282246310005", "•••••••••••0005"),
        ("卡号4111111111111111。", "卡号••••••••••••1111。"),
        ("\uff14\uff11111111 11111111", "•••••••• ••••1111"),
        ("4111 1111 1111 1111 12/27 123", "•••• •••• •••• 1111 12/27 123"),
        ("4111111111111111 5500000000000004", "••••••••••••1111 ••••••••••••0004"),
    ],
)
def test_a_card_number_keeps_only_its_last_four_digits(said: str, kept: str) -> None:
    assert redact(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "order 4111111111111112",
        "call me on +44 20 7946 0321",
        "0000000000000000",
        "tracking 41111111111111111111111",
        "E4 after 12 months, serial 1234567890123",
        "",
    ],
)
def test_other_numbers_stay(said: str) -> None:
    assert redact(said) == said


@given(st.text(max_size=200))
def test_redacting_twice_changes_nothing_more_and_never_the_length(text: str) -> None:
    once = redact(text)
    assert len(once) == len(text)
    assert redact(once) == once


@given(st.text("0123456789", min_size=12, max_size=18))
def test_exactly_one_check_digit_makes_a_card_number(digits: str) -> None:
    right = [last for last in "0123456789" if is_card_number(digits + last)]
    assert len(right) == 1 or (right == [] and set(digits) <= {"0"}) or len(set(digits)) == 1
