"""Markdown becomes HTML that is safe to show, whatever was written."""

import pytest

from kb.article import BODY_CHARS
from kb.errors import KnowledgeError
from kb.markdown import NESTING, links, plain, rendered


def test_what_editors_write_is_shown() -> None:
    html = rendered(
        "# Filter\n\n1. **Open** it\n2. [Help](/help)\n\n| E4 | fan |\n|--|--|\n| a | b |\n\n![plate](/files/1)"
    )
    for part in ("<h2>Filter</h2>", "<strong>Open</strong>", "<table>", '<img src="/files/1" alt="plate">'):
        assert part in html
    assert '<a href="/help" rel="noopener noreferrer nofollow">Help</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://tracker.example.com/1.gif)",
        "![x](//tracker.example.com/1.gif)",
        "![x](/\\tracker.example.com/1.gif)",
        "<style>*{display:none}</style>",
        "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
        '[x](/a "onclick=\\"alert(1)")',
        '```"><script>alert(1)</script>\nx\n```',
        "<!-- --><iframe src=/x></iframe>",
        "[x]: javascript:alert(1)\n\n[x]",
        "`<b onmouseover=alert(1)>`",
    ],
)
def test_nothing_runs_loads_or_follows(text: str) -> None:
    html = rendered(text)
    for tag in (
        "<script",
        "<iframe",
        "<style",
        "<svg",
        "<b ",
        'src="http',
        'src="//',
        'src="/\\',
        'href="java',
        'href="data',
    ):
        assert tag not in html.lower()
    assert "<img src=x" not in html


def test_a_text_made_to_be_deep_stays_shallow_and_a_long_one_is_refused() -> None:
    assert rendered(">" * 5000 + "x").count("<blockquote>") <= NESTING
    assert rendered("- " * 2000 + "x").count("<ul>") <= NESTING
    assert len(rendered("*a " * 3000)) < 100_000
    with pytest.raises(KnowledgeError, match="at most"):
        rendered("x" * (BODY_CHARS + 1))


def test_links_and_images_are_listed_for_checking() -> None:
    assert links("[a](/one) text ![b](/two)\n\n> [c](https://example.com)") == [
        "/one",
        "/two",
        "https://example.com",
    ]


def test_the_words_without_marks() -> None:
    assert plain("# A **b** `c`\n\n- one\n- [two](/x)\n\n```\ncode\n```") == "A b c\none\ntwo\ncode"
    assert plain("一行\n两行") == "一行 两行"
