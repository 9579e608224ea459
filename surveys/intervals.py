"""95 % intervals of shares, of NPS and of means, by published formulas. Knows numbers only, no surveys."""

from math import sqrt

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The interval of a share, 0 to 1: the score interval without continuity correction.

    E.B. Wilson, JASA 22 (1927) 209-212; recommended over p ± z·s by Brown, Cai, DasGupta, Statistical Science 16 (2001)
    101-133: it never leaves 0 to 1 and keeps its level where all or none were satisfied. `n` at least 1.
    """
    share, z2 = hits / n, Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return (0.0 if hits == 0 else low), (1.0 if hits == n else high)


def net_share(promoters: int, detractors: int, n: int) -> tuple[float, float]:
    """The interval of (promoters - detractors) / n, -1 to 1, with three answers added: 3/4, 3/2 and 3/4.

    Promoters, passives and detractors are one multinomial draw, so Var = (p + d - (p - d)²) / n. Plainly used it is far
    too narrow in small samples and has no width when all answer alike; the added answers repair that ("adjusted Wald",
    the best of six in B. Rocks, "Interval Estimation for the Net Promoter Score", The American Statistician 70 (2016)
    365-372). Its centre is drawn a little to 0; it always holds the score itself. `n` at least 1.
    """
    total = n + 3
    p, d = (promoters + 0.75) / total, (detractors + 0.75) / total
    half = Z95 * sqrt((p + d - (p - d) ** 2) / total)
    score = (promoters - detractors) / n
    return max(-1.0, min(score, p - d - half)), min(1.0, max(score, p - d + half))


def mean_interval(n: int, total: int, squares: int, lowest: int, highest: int) -> tuple[float, float]:
    """The interval of a mean of answers on a scale: mean ± t·s/√n, cut to the scale; the whole scale below two answers."""
    if n < 2:
        return float(lowest), float(highest)
    mean = total / n
    variance = max(0.0, (squares - n * mean * mean) / (n - 1))
    half = student_t(n - 1) * sqrt(variance / n)
    return max(float(lowest), mean - half), min(float(highest), mean + half)


def student_t(freedom: int) -> float:
    """The 97.5 % point of Student's t with `freedom` degrees of freedom.

    Exact for 1 and 2; else the expansion 26.7.5 of Abramowitz and Stegun, Handbook of Mathematical Functions (1964),
    off by 0.006 at 3 and by less than 0.002 from 4 on.
    """
    if freedom <= 2:
        return (12.706204736432095, 4.302652729911275)[freedom - 1]
    z, v = Z95, float(freedom)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / pow(v, power) for power, term in enumerate(terms, start=1))
