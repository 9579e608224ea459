"""An article of Sam's, read by Marta."""

from kb.article import Article, Content
from kb.editing import Editorial, begun, published, submitted

RULES = Editorial()
DAY = 86_400_000
TEXT = Content(
    "Replacing a filter", "Open the cover. Press reset.", ("how to change the filter",), ("filter",)
)


def draft() -> Article:
    """Sam's first draft."""
    return begun("a1", "en", TEXT, "sam", 0)


def live() -> Article:
    """The same, approved by Marta and shown to customers."""
    shown = published(submitted(draft()), "marta", RULES, DAY)
    return Article(
        **{name: getattr(shown, name) for name in shown.__slots__} | {"audience": frozenset({"customer"})}
    )
