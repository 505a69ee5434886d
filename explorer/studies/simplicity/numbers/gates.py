"""The sixteen gates of two inputs under a random perceptron, with inputs ±1 and with inputs 0 and 1, exactly."""

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from explorer.format import number
from explorer.language import Phrases, phrases_of
from ntkcore.boolean.cells import Cell, cells, share_of_sphere
from ntkcore.boolean.perceptron import zero_one
from ntkcore.cache import cached
from ntkcore.spectra.inputs import at_corners

phrase = phrases_of("studies/simplicity")

ENCODINGS = Phrases("studies/simplicity", "gates.encodings", ("signs", "bits"))
BODIES = Phrases("studies/simplicity", "gates.bodies", ("solid", "sphere", "cube"))
# By their tables: outputs where (x₁, x₂) is true true, false true, true false, false false.
FORMULAS = {
    "0000": "0",
    "1111": "1",
    "1010": "x₁",
    "0101": "¬x₁",
    "1100": "x₂",
    "0011": "¬x₂",
    "1000": "x₁ ∧ x₂",
    "0111": "¬(x₁ ∧ x₂)",
    "1110": "x₁ ∨ x₂",
    "0001": "¬(x₁ ∨ x₂)",
    "0010": "x₁ ∧ ¬x₂",
    "1101": "x₂ ∨ ¬x₁",
    "0100": "x₂ ∧ ¬x₁",
    "1011": "x₁ ∨ ¬x₂",
    "0110": "x₁ ⊕ x₂",
    "1001": "¬(x₁ ⊕ x₂)",
}
_SPOKEN = {"¬": "not", "∧": "and", "∨": "or", "⊕": "xor"}  # signs, by their keys in labels.json
_STRONGEST, _WEAKEST = 0.62, 0.08  # of a face's colour


class Share(NamedTuple):
    """The shares of one gate: of Gaussian weights, and of weights uniform in a cube; and how many planes bound it."""

    sphere: float
    cube: Fraction
    half_spaces: int


NONE = Share(0.0, Fraction(0), 0)


@cached(2)  # some kB for each of two encodings
def cells_of(encoding: str) -> dict[str, Cell]:
    """The cells of all gates that a perceptron makes, by their tables."""
    corners = at_corners(2)
    return {cell.table: cell for cell in cells(zero_one(corners) if encoding == "bits" else corners)}


def shares(encoding: str) -> dict[str, Share]:
    """The shares of all sixteen gates, by their tables; those that no perceptron makes have none."""
    made = cells_of(encoding)
    return {
        table: Share(made[table].sphere, made[table].cube, made[table].half_spaces) if table in made else NONE
        for table in FORMULAS
    }


def label(table: str) -> str:
    """The name of a gate in signs, short enough for a face."""
    formula = FORMULAS[table]
    return phrase("gates.always", output=formula) if formula in "01" else formula


def name(table: str) -> str:
    """The name of a gate in words: 'x₁ AND NOT x₂'."""
    spoken = {sign: phrase(f"gates.{key}") + " " * (sign == "¬") for sign, key in _SPOKEN.items()}
    return label(table).translate(str.maketrans(spoken))


def with_wider_bias(ratio: float) -> float:
    """P of one constant with inputs ±1, Gaussian weights, and an independent bias that is `ratio` times as wide."""
    return share_of_sphere(cells_of("signs")["1111"].rays / np.array([1.0, 1.0, ratio]))


def faces_of(body: str, encoding: str) -> list[dict[str, Any]]:
    """The faces of a body around the origin, as its drawing reads them: corners (k, 3) at most at distance 1.

    "solid" has flat faces between the edges of the cones, "sphere" the same on a sphere, "cube" the faces of the cube
    of uniform weights, cut into their pieces.
    """
    made = cells_of(encoding)
    if body == "cube":
        pieces = [(table, np.array(piece, float)) for table, cell in made.items() for piece in cell.pieces]
    else:
        pieces = [(table, cell.rays.astype(float)) for table, cell in made.items()]
    if body == "sphere":
        pieces = [(table, piece / np.linalg.norm(piece, axis=1, keepdims=True)) for table, piece in pieces]
    size = max(float(np.linalg.norm(piece, axis=1).max()) for _, piece in pieces)
    return [{"gate": table, "corners": np.round(piece / size, 6).tolist()} for table, piece in pieces]


def payload(body: str, encoding: str) -> dict[str, Any]:
    """The data of the drawing: assets/solid/types.d.ts."""
    made = cells_of(encoding)
    measure = {table: float(cell.cube) if body == "cube" else cell.sphere for table, cell in made.items()}
    largest = max(measure.values())
    gates = {
        table: {
            "label": label(table),
            "note": _note(table, cell),
            "strength": round(_WEAKEST + (_STRONGEST - _WEAKEST) * math.sqrt(measure[table] / largest), 3),
        }
        for table, cell in made.items()
    }
    faces = faces_of(body, encoding)
    description = phrase("gates.description", body=BODIES[body], count=len(made))
    axes = ["w₁", "w₂", "b"]
    return {"gates": gates, "faces": faces, "curved": body == "sphere", "axes": axes, "description": description}


def _note(table: str, cell: Cell) -> str:
    """A gate's shares in words."""
    sphere, cube = number(100 * cell.sphere, ".3f"), f"{cell.cube} = {number(100 * float(cell.cube), '.3f')}"
    return phrase("gates.note", gate=name(table), sphere=sphere, cube=cube, planes=cell.half_spaces)
