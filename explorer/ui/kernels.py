"""The two kernels on screen: their names and symbols in one order everywhere, and the control that chooses one."""

from explorer.language import phrases_of
from explorer.ui import settings
from ntkcore.choices import Kernel

phrase = phrases_of("ui")

NAMES = {Kernel.NNGP.value: "NNGP", Kernel.NTK.value: "NTK"}
SYMBOLS = {Kernel.NNGP.value: "𝒦", Kernel.NTK.value: "Θ"}
LABELS = {key: f"{name} {SYMBOLS[key]}" for key, name in NAMES.items()}


def choose_kernel(key: str) -> str:
    """Draw the choice between the two kernels; return the key of the chosen one."""
    return settings.choose(phrase("kernel"), key, LABELS)
