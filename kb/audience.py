"""Who may read an article: customers, everybody inside, or teams. The same words filter the index and the single page."""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.article import Article
from kb.errors import KnowledgeError

CUSTOMER, INTERNAL, TEAM = "customer", "internal", "team:"


@dataclass(frozen=True, slots=True)
class Reader:
    """A customer or anonymous visitor (`staff` false), or somebody of the desk with their teams."""

    staff: bool = False
    teams: frozenset[str] = frozenset()
    all_teams: bool = False
    """Supervisors and editors of the whole knowledge base."""


def checked(audience: Iterable[str]) -> frozenset[str]:
    """The audience if it is one; KnowledgeError otherwise. Nobody at all is refused too: such an article is a draft."""
    wanted = frozenset(audience)
    right = all(one in (CUSTOMER, INTERNAL) or (one.startswith(TEAM) and one != TEAM) for one in wanted)
    if not wanted or not right:
        raise KnowledgeError("kb.audience_invalid", got=", ".join(sorted(wanted)) or "-")
    return wanted


def allowed(reader: Reader) -> frozenset[str] | None:
    """The audiences a reader belongs to; None: all of them. Staff read what customers read."""
    if not reader.staff:
        return frozenset({CUSTOMER})
    if reader.all_teams:
        return None
    return frozenset({CUSTOMER, INTERNAL, *(TEAM + team for team in reader.teams)})


def visible(article: Article, reader: Reader) -> bool:
    """Whether the reader may see what is shown of the article."""
    mine = allowed(reader)
    return article.shown is not None and (mine is None or bool(article.audience & mine))
