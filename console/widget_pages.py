"""The pages customers and visitors of the demo see: the chat widget's frame, a shop that embeds it, and the demo telephone."""

import json
from dataclasses import dataclass
from typing import ClassVar

from console.catalog import catalog


@dataclass(frozen=True, slots=True)
class WidgetPage:
    """What runs inside the widget's frame. `host` is the origin of the page around it, "" when it stands alone.

    `texts` are those of `texts_below` for the scripts.
    """

    template: ClassVar[str] = "widget/frame.html"
    texts: str
    greeting: str = ""
    host: str = ""
    message_chars: int = 8_000
    attachment_bytes: int = 10_485_760


@dataclass(frozen=True, slots=True)
class ShopPage:
    """An invented shop with the widget on it. `identity` is a signed token of somebody signed in there, "" for nobody."""

    template: ClassVar[str] = "widget/shop.html"
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody the demo telephone can call as: a label for people, and the number as the network would show it."""

    label: str
    number: str
    kind: str


@dataclass(frozen=True, slots=True)
class PhonePage:
    """The demo telephone: a provider that uses the desk's public interface only."""

    template: ClassVar[str] = "phone/phone.html"
    texts: str
    callers: tuple[Caller, ...] = ()


def texts_below(lang: str, *prefixes: str) -> str:
    """Return the texts of a catalog whose keys begin with one of `prefixes`, as JSON: customers' pages load no more than that."""
    kept = {key: text for key, text in catalog(lang).texts.items() if key.startswith(prefixes)}
    return json.dumps(kept, ensure_ascii=False, default=dict)
