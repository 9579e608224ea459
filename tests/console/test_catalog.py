"""Both languages say the same things, and every text that is asked for exists."""

import re
from pathlib import Path

import pytest

import console
from console.catalog import LANGUAGES, PLURAL_FORM, catalog, places

ROOT = Path(console.__file__).parent
ASKED = re.compile(r"""\bt\(\s*["']([a-z][\w.]*)["']\s*[,)]""")


def test_the_languages_have_the_same_keys() -> None:
    en, zh = (set(catalog(lang).texts) for lang in LANGUAGES)
    assert en ^ zh == set()


def test_the_same_text_has_the_same_places_in_both_languages() -> None:
    en, zh = (catalog(lang).texts for lang in LANGUAGES)
    assert [key for key in en if places(en[key]) != places(zh[key])] == []


def test_a_text_with_forms_has_exactly_those_of_its_language() -> None:
    for lang in LANGUAGES:
        forms = {PLURAL_FORM[lang](n) for n in range(200)}
        wrong = {k for k, v in catalog(lang).texts.items() if not isinstance(v, str) and set(v) != forms}
        assert wrong == set()


def test_every_text_a_template_or_script_asks_for_exists() -> None:
    sources = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("static/js/*.js")]
    asked = {key for file in sources for key in ASKED.findall(file.read_text("utf-8"))}
    assert len(asked) > 100
    assert sorted(key for key in asked if not catalog("en").has(key)) == []


def test_chinese_is_written_with_full_width_marks_and_a_space_beside_digits() -> None:
    texts = {k: v if isinstance(v, str) else v["other"] for k, v in catalog("zh").texts.items()}
    half_width = {k: v for k, v in texts.items() if re.search(r"[\u4e00-\u9fff][,;!?]", v)}
    cramped = {k: v for k, v in texts.items() if re.search(r"[\u4e00-\u9fff][0-9]|[0-9][\u4e00-\u9fff]", v)}
    assert half_width == {} and cramped == {}


@pytest.mark.parametrize(
    ("lang", "n", "text"), [("en", 1, "1 person"), ("en", 3, "3 people"), ("zh", 1, "1 人")]
)
def test_a_number_chooses_the_plural_form(lang: str, n: int, text: str) -> None:
    assert catalog(lang)("settings.everyone", n=n) == text


def test_a_missing_key_or_value_is_an_error_and_never_an_empty_text() -> None:
    t = catalog("en")
    with pytest.raises(KeyError, match="no text"):
        t("never.written")
    with pytest.raises(KeyError, match="desk"):
        t("auth.desk")
    with pytest.raises(KeyError, match="whole number"):
        t("settings.everyone")


def test_a_language_without_a_catalog_is_refused() -> None:
    with pytest.raises(KeyError, match="expected one of"):
        catalog("fr")
