"""One spelling for each address, none for what is no address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.base.errors import Invalid
from server.desk import normal


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        ("020 7946 0123", "+442079460123"),
        ("+44 (0)20 7946 0123", "+442079460123"),
        ("tel:+44-20-7946-0123", "+442079460123"),
        ("sip:+442079460123@pbx.example.com", "+442079460123"),
        ("０２０７９４６０１２３", "+442079460123"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("1001", "1001"),
        ("anonymous", None),
        ("匿名", None),
        ("", None),
        ("sip:lin@pbx.example.com", None),
        ("1" * 40, None),
    ],
)
def test_a_number_has_one_form(raw: str, form: str | None) -> None:
    assert normal.form("phone", raw, "GB") == form


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        (" Mei@Example.COM ", "mei@example.com"),
        ("mei+shop@example.com", "mei+shop@example.com"),
        ("ｍｅｉ＠example.com", "mei@example.com"),
        ("mei@例子.example.com", "mei@xn--fsqu00a.example.com"),
        ("mei@example", None),
        ("mei", None),
        ("mei@@example.com", None),
        ("mei@" + "a" * 64 + ".example.com", None),
    ],
)
def test_a_mail_address_has_one_form(raw: str, form: str | None) -> None:
    assert normal.form("email", raw, "GB") == form


def test_the_same_digits_mean_another_number_in_another_country() -> None:
    assert normal.form("phone", "020 7946 0123", "GB") != normal.form("phone", "020 7946 0123", "CN")


@given(st.sampled_from(normal.KINDS), st.text(max_size=60))
def test_whatever_comes_a_form_is_found_again_from_itself(kind: str, raw: str) -> None:
    form = normal.form(kind, raw, "GB")
    if form is not None:
        assert normal.form(kind, form, "GB") == form


def test_a_kind_nobody_knows_is_refused() -> None:
    with pytest.raises(Invalid, match=r"identity\.kind"):
        normal.form("fax", "1", "GB")


def test_the_last_digits_are_four_to_eight_and_never_the_whole_number() -> None:
    assert normal.tails("+442079460123") == ["0123", "60123", "460123", "9460123", "79460123"]
    assert normal.tails("1001") == []


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "+442079460123", "+44••••0123"),
        ("phone", "1001", "••01"),
        ("email", "mei@example.com", "m•••@example.com"),
        ("wechat", "mei_lind", "me•••nd"),
        ("external", "A1", "•••"),
    ],
)
def test_a_masked_address_can_be_recognised_and_not_used(kind: str, value: str, shown: str) -> None:
    assert normal.masked(kind, value) == shown
