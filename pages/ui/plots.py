"""Plotly figures on the page, redrawn in their place, and the library that draws them."""

import gzip
from functools import lru_cache
from types import SimpleNamespace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.components.v2 import component

from ntkcore.figures import browser
from ntkcore.figures.style import Figure
from pages.ui import assets

# The version is part of the name, so that a browser may keep the file for good.
LIBRARY = f"/plotly-{browser.VERSION}.min.js"
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_plot = component("ntk_plot", js=assets.bundle("plot", "plot.js"), css=assets.styles("plot"), isolate_styles=False)
_bring = component("ntk_plotly", js=assets.bundle("plot", "bring.js"))
_here = SimpleNamespace(library="")  # its address, if the server has one


def route() -> Route:
    """Where a server finds the library; figures look for it there from now on."""
    _here.library = LIBRARY
    return Route(LIBRARY, library)


def bring_library() -> None:
    """Send the library with the page if the server has no address for it, as `streamlit run app.py` has none."""
    if not _here.library:
        _bring(key="plotly", data=_packed())


def show(figure: Figure, key: str) -> None:
    """Draw one of our figures, or again where it stands: st.plotly_chart would take it away and draw another, twice."""
    _plot(key=key, data=browser.as_json(figure, library=_here.library, words=browser.in_words(figure)))


def library(request: Request) -> Response:
    """Plotly's own script, packed to a third, so that a class has it soon."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = _FOR_GOOD | {"Content-Encoding": "gzip"} if packed else _FOR_GOOD
    return Response(_packed() if packed else browser.script(), headers=headers, media_type="text/javascript")


@lru_cache(maxsize=1)
def _packed() -> bytes:
    return gzip.compress(browser.script().encode(), mtime=0)
