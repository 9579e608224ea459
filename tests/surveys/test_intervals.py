"""Intervals against published figures, against their own definition, and by how often they hold the truth."""

from itertools import product
from math import comb, factorial, isclose, sqrt

import pytest

from surveys.intervals import Z95, mean_interval, net_share, student_t, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_examples(hits: int, n: int, low: float, high: float) -> None:
    """R.G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3."""
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.00005)


def test_the_ends_of_wilson_solve_the_score_equation() -> None:
    """The interval is where |share - π| = z·√(π(1-π)/n): put the ends back in."""
    for n in (1, 5, 12, 100, 4000):
        for hits in {0, 1, n // 3, n - 1, n}:
            for end in wilson(hits, n):
                assert isclose(abs(hits / n - end), Z95 * sqrt(end * (1 - end) / n), abs_tol=1e-7)


def test_the_net_share_of_a_hand_worked_case() -> None:
    """Ten answers, five promoters, two detractors: p' = 5.75/13, d' = 2.75/13, net 3/13 = .23077, variance
    (.44231 + .21154 - .05325) / 13 = .046200, root .214941, times 1.959964 = .421277: from -.19051 to .65205."""
    assert net_share(5, 2, 10) == pytest.approx((-0.19051, 0.65205), abs=0.00002)


def test_the_net_share_holds_the_score_and_has_a_width_even_when_all_agree() -> None:
    for n in (1, 2, 5, 50):
        low, high = net_share(n, 0, n)
        assert low < 1.0 == high
        assert net_share(0, n, n) == pytest.approx((-high, -low))
    low, high = net_share(1000, 0, 1000)
    assert 0.98 < low < high == 1.0


def test_the_net_share_covers_the_truth_about_95_times_of_100_where_the_plain_one_does_not() -> None:
    """Every possible outcome of 12 answers, weighted by its multinomial probability."""
    p, d, n = 0.6, 0.1, 12
    held = plain = 0.0
    for promoters, detractors in product(range(n + 1), repeat=2):
        if promoters + detractors > n:
            continue
        passives = n - promoters - detractors
        ways = factorial(n) // (factorial(promoters) * factorial(detractors) * factorial(passives))
        chance = ways * p**promoters * d**detractors * (1 - p - d) ** passives
        low, high = net_share(promoters, detractors, n)
        held += chance * (low <= p - d <= high)
        net = (promoters - detractors) / n
        half = Z95 * sqrt(((promoters + detractors) / n - net * net) / n)
        plain += chance * (abs(net - (p - d)) <= half)
    assert held > 0.94
    assert plain < held


def test_wilson_covers_the_truth_near_95_times_of_100() -> None:
    for share in (0.1, 0.3, 0.5, 0.85, 0.9):
        n = 30
        held = sum(
            comb(n, hits) * share**hits * (1 - share) ** (n - hits)
            for hits in range(n + 1)
            if wilson(hits, n)[0] <= share <= wilson(hits, n)[1]
        )
        assert 0.92 < held < 0.99


@pytest.mark.parametrize(
    ("freedom", "printed"),
    [(1, 12.706), (2, 4.303), (4, 2.776), (5, 2.571), (9, 2.262), (14, 2.145), (29, 2.045), (120, 1.980)],
)
def test_student_gives_the_printed_table(freedom: int, printed: float) -> None:
    """The usual table of the 97.5 % points, three decimals."""
    assert student_t(freedom) == pytest.approx(printed, abs=0.002)


def test_the_mean_of_a_hand_worked_case() -> None:
    """7, 6, 5, 7, 5: mean 6, squares 184, variance (184 - 180) / 4 = 1, 2.776 · 1 / √5 = 1.2415."""
    assert mean_interval(5, 30, 184, 1, 7) == pytest.approx((4.7585, 7.0), abs=0.001)
    assert mean_interval(5, 20, 84, 1, 7) == pytest.approx((2.7585, 5.2415), abs=0.001)


def test_one_answer_says_nothing_about_a_mean() -> None:
    assert mean_interval(1, 7, 49, 1, 7) == (1.0, 7.0)
