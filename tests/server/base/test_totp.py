"""One-time codes: the vectors of RFC 6238, one step of drift, each code once."""

from __future__ import annotations

import pytest

from server.base import totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
     (2_000_000_000, "279037"), (20_000_000_000, "353130")],
)  # fmt: skip
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert totp.code_at(SECRET, totp.step_of(second * 1_000)) == code


def test_a_code_is_good_one_step_early_or_late_and_never_twice() -> None:
    at, step = 590_000, totp.step_of(590_000)
    for drift in (-1, 0, 1):
        assert totp.matching_step(SECRET, totp.code_at(SECRET, step + drift), at, after=0) == step + drift
    for drift in (-2, 2):
        assert totp.matching_step(SECRET, totp.code_at(SECRET, step + drift), at, after=0) is None
    assert totp.matching_step(SECRET, totp.code_at(SECRET, step), at, after=step) is None
    assert totp.matching_step(SECRET, totp.code_at(SECRET, step - 1), at, after=step) is None


def test_what_people_type_and_what_apps_open_carry_the_same_secret() -> None:
    written = totp.written(SECRET)
    assert written == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    address = totp.address(SECRET, "Spruce Home", "lin@example.com")
    assert (
        address.startswith("otpauth://totp/Spruce%20Home:lin@example.com?secret=GEZD") and " " not in address
    )
