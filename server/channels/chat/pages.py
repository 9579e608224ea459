"""The widget's pages: its frame, the script that embeds it, and the invented shop of the demo. What they show comes over the interface."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from console.assets import assets
from console.pages import Frame, Page, render
from console.widget_pages import ShopPage, WidgetPage, texts_below
from server.base import i18n
from server.base.clock import DAY, SECOND
from server.base.errors import Unknown
from server.channels import edge
from server.channels.chat import signature
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.readings import widget as reading
from server.desk.widget import identity_secret

SCRIPT_S = 300
TEXTS = ("widget.", "time.")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
    "frame-ancestors {ancestors}"
)


class Pages:
    """The pages of one desk's widget."""

    def __init__(self, core: Core) -> None:
        self.core = core

    def doors(self) -> edge.Doors:
        """Return every page with its policy; the shop stands only in a demo desk."""
        found = [
            edge.door("/widget", self.frame, edge.ANYBODY),
            edge.door("/widget.js", self.script, edge.ANYBODY),
        ]
        return [*found, edge.door("/shop", self.shop, edge.ANYBODY)] if self.core.settings.demo else found

    async def frame(self, request: Request) -> Response:
        """Answer the widget's frame. Only the desk itself and the configured sites may show it."""
        widget = await edge.look(self.core, SYSTEM, reading.widget_settings)
        lang, settings = _language(request), self.core.settings
        host = _origin(request.query_params.get("host", ""))
        known = {settings.address, f"{request.url.scheme}://{request.url.netloc}", *widget.origins}
        page = WidgetPage(
            texts=texts_below(lang, *TEXTS),
            greeting=widget.greeting,
            host=host if host in known else "",
            message_chars=settings.message_limit_chars,
            attachment_bytes=settings.attachment_limit_bytes,
        )
        ancestors = " ".join(("'self'", *widget.origins))
        headers = {**edge.NO_STORE, "Content-Security-Policy": POLICY.format(ancestors=ancestors)}
        return self._page(request, lang, page, headers)

    async def script(self, request: Request) -> Response:
        """Answer the script a site embeds. Its address is for ever, so it is kept for minutes only."""
        asset = assets().by_name["js/widget/embed.js"]
        headers = {
            "Cache-Control": f"public, max-age={SCRIPT_S}",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "ETag": asset.etag,
        }
        if request.headers.get("if-none-match") == asset.etag:
            return Response(status_code=304, headers=headers)
        return Response(asset.body, headers=headers, media_type=asset.media_type)

    async def shop(self, request: Request) -> Response:
        """Answer the shop. `?as=ID` is somebody signed in there: the shop's server signs for them, as a real one would."""
        if not self.core.settings.demo:
            raise Unknown("http.not_found")
        who = request.query_params.get("as", "")
        return self._page(
            request, _language(request), ShopPage(identity=self._signed(who) if who else ""), edge.NO_STORE
        )

    def _signed(self, who: str) -> str:
        expires = (self.core.clock.now() + DAY) // SECOND
        claims = signature.Claims(sub=who[:200], exp=expires)
        return signature.signed(claims, identity_secret(self.core.master))

    def _page(self, request: Request, lang: str, page: Page, headers: dict[str, str]) -> Response:
        frame = Frame(
            lang=lang, theme="auto", desk=self.core.settings.desk_name, zone="UTC", path=request.url.path
        )
        return HTMLResponse(render(frame, page), headers=headers)


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in i18n.LANGUAGES else i18n.negotiate(request.headers.get("accept-language"))


def _origin(text: str) -> str:
    """Return a web origin in its one spelling, "" for anything else."""
    parts = urlsplit(text)
    return (
        f"{parts.scheme}://{parts.netloc}"
        if parts.scheme in ("http", "https") and text == f"{parts.scheme}://{parts.netloc}"
        else ""
    )
