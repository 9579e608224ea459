"""Fits a linear softmax: standardised values, L2 penalty, accelerated full-batch descent. Plain Python, the same result everywhere.

Descent: Nesterov, "A method for solving the convex programming problem with convergence rate O(1/k²)", 1983.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from sentiment.head import softmax

Matrix = list[list[float]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a head is fitted: `l2` on standardised weights, number of descent rounds, and whether rare labels count as much."""

    l2: float = 0.02
    rounds: int = 120
    balanced: bool = True


def fit(
    values: Sequence[Sequence[float]], labels: Sequence[int], recipe: Recipe
) -> tuple[Matrix, list[float]]:
    """Weights (3 x width) and bias (3) for the raw values; `labels` are places in LABELS."""
    columns = [list(column) for column in zip(*values, strict=True)]
    means = [math.fsum(column) / len(column) for column in columns]
    scales = [_deviation(column, mean) for column, mean in zip(columns, means, strict=True)]
    rows = [[(v - m) / s for v, m, s in zip(row, means, scales, strict=True)] for row in values]
    weights, bias = _descend(rows, labels, recipe)
    raw = [[w / s for w, s in zip(row, scales, strict=True)] for row in weights]
    return raw, [b - sum(map(mul, row, means)) for b, row in zip(bias, raw, strict=True)]


def _deviation(column: list[float], mean: float) -> float:
    return math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(column)) or 1.0


def _descend(rows: Matrix, labels: Sequence[int], recipe: Recipe) -> tuple[Matrix, list[float]]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    shares = _shares(labels, recipe.balanced)
    width = len(columns)
    here = [[0.0] * (width + 1) for _ in range(3)]
    ahead = [list(row) for row in here]
    step = 1 / (0.5 * _curvature(rows, shares) + recipe.l2)
    for turn in range(recipe.rounds):
        slope = _slope(rows, columns, labels, shares, ahead, recipe.l2)
        there = [
            [a - step * g for a, g in zip(*pair, strict=True)] for pair in zip(ahead, slope, strict=True)
        ]
        pull = turn / (turn + 3)
        ahead = [
            [t + pull * (t - h) for t, h in zip(*pair, strict=True)] for pair in zip(there, here, strict=True)
        ]
        here = there
    return [row[:width] for row in here], [row[width] for row in here]


def _shares(labels: Sequence[int], balanced: bool) -> list[float]:
    """How much each row counts; together 1. Balanced: every label that occurs counts the same."""
    if not balanced:
        return [1 / len(labels)] * len(labels)
    kinds = len(set(labels))
    return [1 / (kinds * labels.count(label)) for label in labels]


def _curvature(rows: Matrix, shares: list[float], turns: int = 12) -> float:
    """The largest eigenvalue of the weighted second moments (with the bias), by power iteration, with a tenth to spare."""
    direction = [1.0] * (len(rows[0]) + 1)
    size = 1.0
    for _ in range(turns):
        length = math.sqrt(sum(d * d for d in direction))
        direction = [d / length for d in direction]
        pushes = [
            s * (sum(map(mul, row, direction)) + direction[-1]) for row, s in zip(rows, shares, strict=True)
        ]
        direction = [sum(map(mul, column, pushes)) for column in zip(*rows, strict=True)] + [sum(pushes)]
        size = math.sqrt(sum(d * d for d in direction))
    return 1.1 * size


def _slope(
    rows: Matrix, columns: Matrix, labels: Sequence[int], shares: list[float], at: Matrix, l2: float
) -> Matrix:
    """The gradient of the weighted cross entropy and of the penalty; the bias (last value) is not penalised."""
    beyond: Matrix = [[], [], []]
    for row, label, share in zip(rows, labels, shares, strict=True):
        found = softmax([sum(map(mul, weights, row)) + weights[-1] for weights in at])
        for kind in range(3):
            beyond[kind].append(share * (found[kind] - (kind == label)))
    return [
        [sum(map(mul, column, errors)) + l2 * w for column, w in zip(columns, weights, strict=False)]
        + [sum(errors)]
        for errors, weights in zip(beyond, at, strict=True)
    ]
