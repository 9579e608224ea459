"""The page of moods and of the model: for supervisors and administrators; it says what is at work and why not more."""

from __future__ import annotations

import pytest

from server.models.state import State
from tests.server.live.staffed import ADA, LIN, MARTA, SAM
from tests.server.web.opened import OpenDesk


def test_supervisors_and_administrators_see_it(web: OpenDesk) -> None:
    assert [web.get("/settings/mood", who).status_code for who in (MARTA, ADA, LIN, SAM)] == [
        200,
        200,
        403,
        403,
    ]


@pytest.mark.parametrize("days", ["7", "90", "rubbish"])
def test_a_period_is_chosen_by_the_address(web: OpenDesk, days: str) -> None:
    told = web.get(f"/settings/mood?days={days}", MARTA).text
    chosen = days if days != "rubbish" else "30"
    assert f'<a href="?days={chosen}" aria-current="true">' in told


def test_it_says_how_far_a_conversion_is(web: OpenDesk) -> None:
    web.context.models._state = State(stage="converting", share=0.4)
    assert '<progress max="100" value="40"' in web.get("/settings/mood", ADA).text


def test_it_says_why_there_is_no_model_and_what_judges_instead(web: OpenDesk) -> None:
    detail = {"missing": "onnxruntime"}
    web.context.models._state = State(stage="absent", code="models.not_installed", detail=detail)
    told = web.get("/settings/mood", ADA).text
    assert "onnxruntime is missing" in told
    assert "words alone" in told
