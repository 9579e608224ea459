"""Reasons as codes with parameters; both languages render them elsewhere, there is no text here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with parameters, rendered in the reader's language elsewhere."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()


def reason(code: str, **params: str | int) -> Reason:
    """The reason with its parameters in the order given."""
    return Reason(code, tuple(params.items()))
