"""The Eigenmodes page's rebuilt labels: the person's own labels from the first k modes at their own inputs."""

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.scene import Scene
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.numbers import spectrum
from explorer.studies.eigenmodes.numbers.spectrum import Rebuilt
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section

phrase = phrases_of("studies/eigenmodes")


def choose_count() -> int:
    """Draw the slider of the number of modes; return it."""
    count = len(session.current().dataset.x)
    if not count:
        return 0
    settings.keep_within("kept", 0, count)
    return settings.slide(phrase("rebuild.k"), "kept", low=0, high=count)


def rebuild_labels(kept: int) -> Rebuilt | Absent:
    """Rebuild the labels from the first `kept` modes; Absent without points."""
    scene = session.current()
    if not scene.dataset.x:
        return Absent(text.section("eigenmodes", "no_labels"))
    return spectrum.rebuild(scene.architecture, settings.get("kernel"), scene.dataset.x, scene.dataset.y, kept)


def figure(rebuilt: Rebuilt) -> None:
    """Draw the labels, the rebuilt labels and the curve of these modes."""
    scene = session.current()
    show(figures.modes.rebuilt_labels(scene.dataset.x, scene.dataset.y, rebuilt, scene.units), "rebuilt")


def words(rebuilt: Rebuilt) -> None:
    """Write which share of the labels the modes make up."""
    scene = session.current()
    share = f"**{number(100 * rebuilt.share, '.1f')}\u00a0%**"
    kept, count = settings.get("kept"), len(scene.dataset.x)
    told = "many" if kept != 1 else "only" if count == 1 else "one"
    st.markdown(phrase(f"rebuild.{told}", kept=kept, count=count, share=share, labels=_labels(scene)))
    text.caption("eigenmodes", "rebuilt")


def _labels(scene: Scene) -> str:
    """The sum of squares of the labels about the average of untrained networks, in LaTeX."""
    if not scene.y_axis.centre:
        return "|y|^2"
    zero = scene.y_axis.text(0.0).replace(",", "{,}")
    return f"|y+{zero[1:]}|^2" if zero.startswith("−") else f"|y-{zero}|^2"


SECTION = Section(
    "eigenmodes", "rebuild", choose_count, rebuild_labels, figure, words, {"kept": settings.Number(0, 64, 3)}
)
