"""CSAT, NPS and CES from counted answers."""

import pytest

from surveys import MINIMUM_ANSWERS, Score, SurveyError, Tally, score, tally, together


def counted(kind: str, answers: list[int], silent: int = 0) -> Tally:
    return tally(kind, [*(("chat", each) for each in answers), *[("mail", None)] * silent])


def shown(found: Score) -> tuple[float, float, float]:
    assert found.figure is not None
    return found.figure.value, found.figure.low, found.figure.high


def test_csat_is_the_share_of_fours_and_fives() -> None:
    """Eight of ten: Wilson by hand (10·.8 + 1.92073) / 13.84146 = .71674, ± .22657: 49.0 to 94.3 %."""
    found = score(counted("csat", [5, 5, 5, 5, 4, 4, 4, 4, 3, 1], silent=10))
    assert shown(found) == pytest.approx((80.0, 49.016, 94.331), abs=0.01)
    assert (found.answered, found.asked) == (10, 20)
    assert found.response_rate is not None
    assert found.response_rate.value == 50.0
    assert found.good_share == found.figure


def test_nps_is_promoters_minus_detractors() -> None:
    found = score(counted("nps", [10, 9, 9, 10, 9, 8, 7, 7, 6, 0]))
    assert shown(found) == pytest.approx((30.0, -19.051, 65.205), abs=0.002)
    assert found.good_share is not None
    assert found.good_share.value == 50.0


def test_ces_is_a_mean_with_its_top_three_beside_it() -> None:
    found = score(counted("ces", [7, 6, 5, 7, 5, 1, 2, 4]))
    assert shown(found)[0] == 4.625
    assert found.good_share is not None
    assert found.good_share.value == 62.5
    assert found.good_share.low < 62.5 < found.good_share.high


def test_too_few_answers_show_no_figure_but_their_number() -> None:
    few = score(counted("csat", [5] * (MINIMUM_ANSWERS - 1), silent=3))
    assert (few.figure, few.good_share, few.answered, few.asked, few.suppressed) == (None, None, 4, 7, True)
    assert not score(counted("csat", [5] * MINIMUM_ANSWERS)).suppressed
    nobody = score(counted("csat", []), minimum=0)
    assert (nobody.figure, nobody.suppressed, nobody.response_rate) == (None, False, None)


def test_a_team_is_scored_from_its_answers_and_not_from_its_agents_scores() -> None:
    """Lin 9 of 10 (90 %), Kofi 30 of 60 (50 %): together 39 of 70, 55.7 %; the mean of both scores would be 70 %."""
    lin, kofi = counted("csat", [5] * 9 + [1]), counted("csat", [4] * 30 + [2] * 30)
    assert shown(score(lin + kofi))[0] == pytest.approx(100 * 39 / 70)
    assert together([lin, kofi], "csat") == lin + kofi == together([kofi, lin], "csat")
    assert (lin + kofi).channels == {"chat": (70, 70)}


def test_kinds_are_not_counted_together() -> None:
    with pytest.raises(SurveyError, match="csat and to nps"):
        counted("csat", [5]) + counted("nps", [5])


@pytest.mark.parametrize(("counts", "asked"), [({6: 1}, 1), ({5: 2}, 1), ({5: -1}, 3)])
def test_impossible_counts_are_refused(counts: dict[int, int], asked: int) -> None:
    with pytest.raises(SurveyError, match="whole numbers"):
        Tally("csat", counts, asked)
