"""Gradient flow on the Training page: the clock, and three distributions beside each other."""

from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from ntkcore import flow
from ntkcore.architecture import Architecture
from ntkcore.figures import flow as figures
from ntkcore.figures.style import CONFIG
from ntkcore.scene import Dataset, Prior
from pages.ui import state


def clock() -> None:
    """Played and dragged in the browser: no redraw waits for the server."""
    scene = state.current()
    st.plotly_chart(_clock(scene.architecture, scene.dataset, scene.noise_std), key="clock", config=CONFIG)


@lru_cache(maxsize=64)
def _clock(architecture: Architecture, data: Dataset, noise_std: float) -> Any:
    return figures.clock(flow.flow(architecture, data, noise_std), data)


def with_noise() -> str:
    """What the formula leaves out, if the scene has it."""
    if not state.current().noise_std:
        return ""
    return "With noise σ, every λ becomes λ + σ² and the loss counts the penalty ½σ²‖θ − θ₀‖²."


def bands() -> None:
    """Trained networks, the NTK as a Gaussian process, and the NNGP, on the same points."""
    scene = state.current()
    of = {
        prior: flow.curve(scene.architecture, scene.dataset, scene.noise_std, prior)
        for prior in (Prior.ENSEMBLE, Prior.NTK, Prior.NNGP)
    }
    trained, ntk, nngp = of.values()
    st.plotly_chart(figures.bands(trained, ntk, nngp, scene.dataset), key="bands", config=CONFIG)
    wider, narrower = (_width(one.std) / (_width(trained.std) or np.nan) for one in (ntk, nngp))
    ratios = "" if np.isnan(wider) else (
        f" Here, averaged over the window, the NTK band is **{wider:.1f} times** as wide as that of trained networks, "
        f"the NNGP band **{narrower:.1f} times**."
    )  # fmt: skip
    st.markdown(
        "Trained networks and the NTK as a Gaussian process have the same mean but not the same spread: trained "
        "networks differ only by their random starts f₀, whose size the NNGP kernel sets, not Θ." + ratios
    )


def _width(std: np.ndarray) -> float:
    """Root mean square over the window."""
    return float(np.sqrt(np.mean(np.square(std))))
