"""Tokens fit one invitation, ticket and cycle only."""

from dataclasses import replace

import pytest

from surveys import SurveyError, invitation_of, refuse_foreign, token
from tests.surveys.cast import invitation

KEY = b"k" * 32


def test_a_token_names_its_invitation_and_is_the_same_in_every_mail() -> None:
    text = token(KEY, invitation())
    assert text == token(KEY, replace(invitation(), sent_at=1, reminded_at=2))
    assert invitation_of(text) == "i1"
    refuse_foreign(KEY, text, invitation())


@pytest.mark.parametrize("change", [{"ticket": "t2"}, {"cycle": 2}, {"id": "i2"}, {"person": "sam"}])
def test_a_token_of_another_ticket_cycle_or_person_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(SurveyError, match="does not belong"):
        refuse_foreign(KEY, token(KEY, replace(invitation(), **change)), invitation())  # type: ignore[arg-type]


def test_another_key_and_every_changed_character_are_refused() -> None:
    text = token(KEY, invitation())
    for forged in (
        token(b"x" * 32, invitation()),
        *(text[:at] + "!" + text[at + 1 :] for at in range(len(text))),
        "é" + text,
    ):
        with pytest.raises(SurveyError):
            refuse_foreign(KEY, forged, invitation())


@pytest.mark.parametrize("text", ["", "i1", "i1.", ".abc", "i1.short", "i1." + "a" * 25, "é." + "a" * 24])
def test_what_has_not_the_shape_of_a_token_is_refused_before_any_look_up(text: str) -> None:
    with pytest.raises(SurveyError) as told:
        invitation_of(text)
    assert told.value.code == "surveys.link_invalid"
