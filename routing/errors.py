"""The one error of this package: a code, its parameters and a plain sentence. No texts for customers or agents."""

from __future__ import annotations


class RoutingError(ValueError):
    """Input the router refuses. `code` is the message key, `params` fill it, the text is for developers."""

    def __init__(self, code: str, expected: str, got: object, remedy: str) -> None:
        self.code = code
        self.params: dict[str, str] = {"expected": expected, "got": repr(got), "remedy": remedy}
        super().__init__(f"{code}: expected {expected}, got {got!r}; {remedy}")
