"""The content security policy of the app's pages, and headers of every answer."""

import base64
import hashlib
import re
from collections.abc import Iterator

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.ui import files

_PROBE = "/_stcore/health"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# A browser that asks another site tells it no link, since a link holds the whole scene; and it does not guess types.
_ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


def content_policy(document: str, frame_ancestors: str) -> str:
    """The content security policy of an HTML `document`; `frame_ancestors` says which sites may show it in a frame.

    Nothing comes from elsewhere, no text is run as code, and no inline script runs but those of the document.
    Components load their code from blobs; Streamlit and plotly write inline styles, and Streamlit's numbers of 64 bits
    are compiled WebAssembly.
    """
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *_digests(document)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "media-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self' blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _digests(document: str) -> Iterator[str]:
    """The hash of each inline script, as a policy names it."""
    for script in _INLINE.findall(document):
        yield f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


class Headers:
    """Middleware that adds to each answer the headers that concern all, and leaves out what a browser has kept.

    An answer that nothing has changed (304) repeats no policy: the browser keeps the headers of the first one. What
    tells that somebody is there tells who it is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if message["status"] == 304:
                    del headers["content-security-policy"]
                else:
                    headers.update(_ALWAYS)
                if scope["path"].endswith(_PROBE):
                    headers["X-Process"] = files.PROCESS
            await send(message)

        await self._app(scope, receive, add)
