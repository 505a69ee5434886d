"""Plotly figures that are updated in place, and the library that draws them."""

import gzip
from collections.abc import Sequence
from typing import Any

from streamlit.components.v2 import component

from explorer.figures import browser
from explorer.figures.style import Figure
from explorer.ui import assets, events, files, inputs
from explorer.ui.drawing import Drawing
from explorer.ui.inputs import Commit, Control
from ntkcore.cache import cached

LIBRARY = files.offer("plotly-cartesian", ".min.js", assets.read("vendor/plotly-cartesian.min.js"))
_NUMBERS = 29  # pixels of the closed disclosure with the figure's numbers
_plot = Drawing("ntk_plot", "plot", "plot.js", isolate_styles=False, sheets=("numbers.css",))
FILES = (_plot.file.name, LIBRARY.name)
_library = component("ntk_plotly", js=assets.bundle("plot", "bring.js"))


def bring_library() -> None:
    """Send code and library with the page if the server has no address for them, as `streamlit run app.py` has none."""
    _plot.bring()
    if not files.address(LIBRARY.name):
        _library(key="plotly", data=_packed())


def show(figure: Figure, key: str, controls: Sequence[Control] = (), commit: Commit | None = None) -> None:
    """Draw a figure, or update it in place. st.plotly_chart remounts a changed figure, which flickers.

    With two sliders of the scene as `controls`, of the numbers along and up the figure, it has a mark to drag;
    `commit(name, value)` is called with what the person sets.
    """
    more: dict[str, Any] = {"library": files.address(LIBRARY.name), "words": browser.describe(figure)}
    height, answer = figure["layout"]["height"] + _NUMBERS, {}  # room for it before it is drawn
    handle = inputs.sent(key, controls, commit, is_scene=True) if commit else None
    if handle and len(handle["controls"]) == 2:  # a link may hide some
        more["handle"], answer = handle, {"on_events_change": events.receive}
    _plot(key=key, data=browser.as_json(figure, **more), height=height, **answer)


@cached(1)  # plotly's script, which is the same for all
def _packed() -> bytes:
    return gzip.compress(LIBRARY.content, mtime=0)
