"""The test set of our own: articles of the invented firm Spruce Home and questions as customers type them, in two languages.

Run as a program it prints how well the words alone answer: `python -m tests.kb.bilingual`.
"""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from kb.entry import Change, Entry
from kb.evaluation import Question, evaluated, table, told_apart
from kb.index import Index
from kb.lookup import Hit

DATA = Path(__file__).parent / "data"
ARTICLES = Path(__file__).parents[2] / "server" / "simulation" / "demo"
"""The demo desk shows the same articles."""
EVERYBODY = frozenset({"customer"})


class Log:
    """A source in memory: changes in order, as the desk's log gives them."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.changes: list[Change] = []
        for entry in entries:
            self.show(entry)

    def show(self, entry: Entry) -> None:
        """An article was published or changed."""
        self.changes.append(Change(len(self.changes) + 1, entry.id, entry))

    def hide(self, article: str) -> None:
        """An article was archived."""
        self.changes.append(Change(len(self.changes) + 1, article, None))

    def since(self, seq: int, limit: int) -> Sequence[Change]:
        """The changes after `seq`."""
        return self.changes[seq : seq + limit]

    def everything(self) -> tuple[int, int, Iterable[Entry]]:
        """The fold of all changes."""
        last = {change.id: change.entry for change in self.changes}
        shown = [entry for entry in last.values() if entry is not None]
        return len(self.changes), len(shown), shown


def articles() -> list[Entry]:
    """The articles of both languages."""
    found = []
    for name in ("articles_both.psv", "articles_single.psv"):
        for line in _lines(ARTICLES / name):
            key, language, title, questions, tags, body = line.split(" | ")
            unique = f"{key}-{language}" if key.startswith("b") else key
            found.append(
                Entry(unique, language, title, body, tuple(questions.split("; ")), tuple(tags.split(", ")))
            )
    return found


def questions() -> list[Question]:
    """The questions with the articles that answer them; a pair named without a language stands for both."""
    known = {entry.id for entry in articles()}
    found = []
    for line in _lines(DATA / "queries.psv"):
        group, language, text, wanted = line.split(" | ")
        ids = [] if wanted == "-" else wanted.split(", ")
        relevant = frozenset(
            key for one in ids for key in ([one] if one in known else [f"{one}-en", f"{one}-zh"])
        )
        assert relevant <= known, line
        found.append(Question(group, language, text, relevant))
    return found


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def covered(hits: Sequence[Hit]) -> float:
    """The evidence of words: the share of the question its first hit holds."""
    return hits[0].covered if hits else 0.0


def measured(index: Index, asked: Sequence[Question]) -> str:
    """The table of an index, with how well coverage tells questions without an answer."""
    found = {one.text: index.search(one.text, audience=EVERYBODY, prefer=one.language) for one in asked}
    rows = evaluated(asked, lambda one: [hit.article for hit in found[one.text]])
    answerable = [covered(found[one.text]) for one in asked if one.relevant]
    unanswerable = [covered(found[one.text]) for one in asked if not one.relevant]
    told = f"{told_apart(answerable, unanswerable):.3f}"
    return (
        f"{table(rows)}\n{len(unanswerable)} questions without an answer, told apart by coverage: AUC {told}"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        built = Index(Path(folder))
        built.catch_up(Log(articles()))
        print(measured(built, questions()))  # noqa: T201  # a person reads it at a terminal
        built.close()
