"""A translation beside its original: which version it was made from and how far the original has moved on. No translating."""

from dataclasses import dataclass

from kb.article import Article, Content
from kb.diff import Change, changed_share, diff

DRIFTED_SHARE = 0.02
"""A corrected comma does not ask for a translator; a changed step in a short article does."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How many published versions lie between, what share of the original's text changed, and the changes themselves."""

    versions: int
    share: float
    changes: tuple[Change, ...]

    @property
    def matters(self) -> bool:
        """Whether the translation is to be looked at."""
        return self.share > DRIFTED_SHARE


def drift(original: Article, translation: Article) -> Drift | None:
    """What happened to the original, as readers see it, since the translation's newest version was made.

    None when the original is not published or the translation does not say what it was made from.
    """
    made_from, shown = translation.newest.translated_from, original.shown
    if made_from is None or shown is None or translation.original != original.id:
        return None
    before, after = _whole(original.version(made_from).content), _whole(shown.content)
    versions = max(0, shown.number - made_from)
    return Drift(versions, changed_share(before, after), tuple(diff(before, after)))


def _whole(content: Content) -> str:
    return "\n".join((content.title, *content.questions, content.body))
