"""The two kernels on screen: their names and symbols in one order everywhere, and the control that chooses one."""

import streamlit as st

from explorer.ui import settings
from ntkcore.choices import Kernel

NAMES = {Kernel.NNGP.value: "NNGP", Kernel.NTK.value: "NTK"}
SYMBOLS = {Kernel.NNGP.value: "𝒦", Kernel.NTK.value: "Θ"}
LABELS = {key: f"{name} {SYMBOLS[key]}" for key, name in NAMES.items()}


def choose_kernel(key: str) -> str:
    """One of the two kernels, under `key` of the page's settings."""
    return settings.choose(st.segmented_control, "Kernel", key, LABELS, required=True)
