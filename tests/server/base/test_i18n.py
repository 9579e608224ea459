"""Languages, messages and dates."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import server
from console.catalog import catalog
from server.base import errors
from server.base.i18n import LANGUAGES, error_text, is_zone, moment, negotiate, translate

REFUSALS = {name for name, kind in vars(errors).items() if isinstance(kind, type)} | {
    "Unsupported",
    "Unopenable",
}


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("zh", "zh"),
        ("zh-Hans-CN,en;q=0.5", "zh"),
        ("en-GB,zh;q=0.9", "en"),
        ("fr,zh;q=0.2,en;q=0.1", "zh"),
        ("zh;q=0,en;q=0.1", "en"),
        ("*;q=0.5, nonsense;;q=x", "en"),
        ("ZH", "zh"),
        ("," * 10_000 + "zh", "en"),
    ],
)
def test_the_language_the_browser_wants_most_is_given(wanted: str | None, language: str) -> None:
    assert negotiate(wanted) == language


def test_a_refusal_is_told_with_its_values() -> None:
    assert "10 pixels" in error_text("en", "attachment.pixels", {"limit": 10, "came": 20})
    assert "10 像素" in error_text("zh", "attachment.pixels", {"limit": 10})


def test_a_code_without_a_text_or_without_its_values_still_says_what_to_do() -> None:
    for language in LANGUAGES:
        general = translate(language, "error.unknown")
        assert error_text(language, "nobody.wrote.this", {}) == general
        assert error_text(language, "attachment.pixels", {}) == general


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Expected `int`, got `str`", "应为 `int`，收到的是 `str`"),
        ("Object missing required field `name`", "缺少必填字段 `name`"),
        ("Object contains unknown field `x`", "有未知字段 `x`"),
        ("Expected `str` of length <= 80", "应为长度 <= 80 的 `str`"),
        ("Expected `int` >= 1", "应为 >= 1 的 `int`"),
        ("Invalid enum value", "不是允许的取值"),
    ],
)
def test_what_the_json_reader_expected_is_said_in_chinese_too(english: str, chinese: str) -> None:
    assert chinese in error_text("zh", "body.invalid", {"where": "$", "expected": english})


def test_an_instant_is_written_as_people_of_the_language_write_it() -> None:
    at = 1_795_155_000_000
    assert moment("en", "Europe/London", at).startswith("20 Nov 2026")
    assert moment("zh", "Asia/Shanghai", at).startswith("2026年11月20日")


def test_a_time_zone_is_one_of_the_known_names() -> None:
    assert is_zone("Asia/Shanghai")
    assert not is_zone("../etc/passwd")


def test_every_refusal_the_server_can_make_over_http_has_words_in_both_languages() -> None:
    codes = {code for path in Path(server.__file__).parent.rglob("*.py") for code in _codes(path)}
    assert len(codes) > 80
    missing = {
        code
        for code in codes
        if not code.startswith(TERMINAL) and not all(catalog(lang).has(f"error.{code}") for lang in LANGUAGES)
    }
    assert missing == set()


# Said at the terminal at the start, in English, to whoever runs the desk.
TERMINAL = ("settings.", "backup.", "route.undeclared", "database.not_migrated")


def _codes(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    named = (call for call in calls if getattr(call.func, "id", "") in REFUSALS and call.args)
    first = (call.args[0] for call in named)
    return {arg.value for arg in first if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
