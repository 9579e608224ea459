"""Each figure has one definition: what its function says is what the document says, in both languages under the same name."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.desk.readings import metrics_agents
from server.desk.readings.metrics import METRICS

DOCS = Path(__file__).parents[4] / "docs"
REGISTERED = (metrics_agents,)


@pytest.mark.parametrize("name", sorted(METRICS))
def test_the_document_says_what_the_code_counts(name: str) -> None:
    definition = " ".join((METRICS[name].__doc__ or "").split())
    english = " ".join((DOCS / "metrics.md").read_text("utf-8").split())
    assert definition, "a figure is defined"
    assert definition in english
    for document in ("metrics.md", "metrics.zh.md"):
        assert f"(`{name}`)" in (DOCS / document).read_text("utf-8")
