"""A warning on each page whose numbers come from a solve that jitter or rounding decides."""

from dataclasses import replace

import streamlit as st

from explorer.grid.health import warning
from explorer.scene.scene import Scene
from explorer.ui import compute, session
from ntkcore.choices import Distribution


def caution(scene: Scene | None = None, *, evidence: bool = False) -> None:
    """Warn as the Playground would; `evidence`: log p of the training labels under a kernel's prior is shown."""
    view = compute.view(scene or session.current())
    line = warning(view.health, view.jitter, view.remedy, view.scene.y_axis, evidence=evidence)
    if line:
        st.warning(line, icon=":material/warning:")


def caution_of(prior: str, *, evidence: bool = False) -> None:
    """Warn for the distribution `prior` instead of the scene's, with networks that are trained to the end."""
    caution(replace(session.current(), prior=Distribution(prior), time=float("inf")), evidence=evidence)
