"""Every page draws in both languages under the strict content policy."""

import json
import re

import pytest

from console.pages import (
    DirectoryPage,
    LoginPage,
    Me,
    Page,
    data_block,
    environment,
    initials,
    render,
    script_texts,
)
from tests.console.samples import MARTA, every_page, frame

FORBIDDEN = re.compile(
    r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*(src=|application/json))", re.IGNORECASE
)
LANGS = ("en", "zh")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", every_page(), ids=lambda p: p.template)
def test_every_page_draws_without_anything_the_content_policy_forbids(lang: str, page: Page) -> None:
    html = render(frame(lang), page)
    assert FORBIDDEN.findall(html) == []
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in html


def test_no_template_is_without_a_sample() -> None:
    drawn = {page.template for page in every_page()}
    parts = {
        "_ui.html",
        "base.html",
        "auth.html",
        "frame.html",
        "parts/",
        "widget/",
        "phone",
        "survey/_",
        "survey/sheet",
        "mail/",
        "knowledge/_",
        "knowledge/base",
        "help/_",
        "help/base",
    }
    left = {n for n in environment().list_templates() if n not in drawn and not n.startswith(tuple(parts))}
    assert left == set()


@pytest.mark.parametrize("page", every_page(), ids=lambda p: p.template)
def test_every_label_names_a_field_and_ids_are_unique(page: Page) -> None:
    html = re.sub(r"<template.*?</template>", "", render(frame(), page), flags=re.DOTALL)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', html)) <= set(ids)


def test_a_chosen_theme_is_on_the_root_so_that_nothing_flashes() -> None:
    assert 'data-theme="dark"' in render(frame(theme="dark"), LoginPage())
    assert "data-theme" not in render(frame(theme="auto"), LoginPage())


def test_an_unknown_error_code_still_says_what_to_do() -> None:
    assert "tell your administrator" in render(frame(), LoginPage(error="never_heard_of"))


def test_json_in_a_page_cannot_end_its_script_element() -> None:
    hostile = json.dumps({"name": "</script><script>alert(1)</script>&"})
    block = data_block(hostile)
    assert "<" not in block and ">" not in block
    assert json.loads(block) == json.loads(hostile)


def test_scripts_get_the_texts_they_use_and_not_those_of_forms() -> None:
    texts = json.loads(script_texts("zh"))
    assert texts["priority.high"] == "高"
    assert not [key for key in texts if key.startswith("settings.")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("林晓雯", "林"), ("Amara Whitfield", "AW"), ("Mei", "M"), ("  ", "?"), ("o neil", "ON")],
)
def test_avatars_show_the_surname_character_or_first_letters(name: str, shown: str) -> None:
    assert initials(name) == shown


def test_only_leads_see_the_board_and_only_administrators_the_settings() -> None:
    lin = Me("u1", "Lin Wei", "lin@example.com", "agent")
    agent, lead = (render(frame(me=who), DirectoryPage("", ())) for who in (lin, MARTA))
    assert 'href="/board"' not in agent and 'href="/settings"' not in agent
    assert 'href="/board"' in lead and 'href="/settings"' in lead
