"""The palette: one colour for each meaning, the same on every page; assets/theme.css has the same for the drawings.

Each colour has 3:1 on the papers of the light and of the dark theme. No meaning is told by its colour alone: lines
differ in their dashes too, marks in their shapes, and bars in their directions.
"""

from explorer.language import Phrases

NNGP = "#009E73"  # the kernel of networks before training, and their distribution (green)
NTK = "#B2609A"  # the kernel that training moves by, and the Gaussian process that has it (purple)
TRAINED = "#1C8ED2"  # infinitely wide networks after training (blue)
FINITE = "#BD7600"  # networks of finite width, trained or not (orange)
MODE = "#5B6BD6"  # eigenvalues and eigenmodes of a kernel (violet)
POSITIVE = "#0072B2"  # above 0; in favour of the first of two (dark blue)
NEGATIVE = "#D55E00"  # below 0; in favour of the second of two; missing or wrong (red)
PICKED = "#D81B60"  # the reader's choice: a label, an input, a setting (pink)
BOUND = "#a84ad6"  # a bound that theory gives (purple)
NEUTRAL = "#888888"  # inputs, references and all else that stands behind the data (grey)

# What each line and band is called, in legends and hovers of every page.
NAMES = Phrases("figures", "names", {NNGP: "nngp", NTK: "ntk", TRAINED: "trained", FINITE: "finite"})
# How their lines are drawn where they stand in one figure.
DASHES = {NNGP: "dash", NTK: "dot", TRAINED: "solid", FINITE: "solid"}

# Modes from the strongest to the weakest. Of one lightness, so that each line is seen; numbers beside the lines.
SEQUENCE = ("#0072B2", "#0085BE", "#008FA2", "#00937D", "#289050", "#698719", "#917900", "#AC6900", "#D55E00")
LETTERS = ("#D55E00", "#009E73", "#B2609A", "#BD7600", "#2B8FD0")  # candidates, each beside its letter
PAPER, RING = "#ffffff", "#444444"  # the inside and the edge of a training point; the edge of a mark on a map

CLEAR = "rgba(0,0,0,0)"
BAND_OPACITY = 0.18


def translucent(colour: str, opacity: float = 0.0) -> str:
    """`colour` (#rrggbb) with an opacity from 0 to 1."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


RISING = [[0, translucent(POSITIVE)], [1, POSITIVE]]  # the scale of a map of values that are never negative
SIGNED = [[0, NEGATIVE], [0.5, translucent(NEGATIVE)], [0.5, translucent(POSITIVE)], [1, POSITIVE]]  # 0 is clear
