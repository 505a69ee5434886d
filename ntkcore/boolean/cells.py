"""The gates of a perceptron, sign(w₁x₁ + w₂x₂ + b): the part of its weights that makes each, exactly.

Each input x cuts the space of (w₁, w₂, b) along the plane w·x + b = 0. The weights that make one gate are a cone
between such planes. Its share of all weights is its solid angle where they are Gaussian, and its share of a cube where
they are uniform.
"""

import math
from fractions import Fraction
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

Point = tuple[Fraction, Fraction, Fraction]


class Cell(NamedTuple):
    """The cone of the weights (w₁, w₂, b) that make one gate.

    `table` holds the outputs at the inputs as they were given, `rays` (k, 3) the edges of the cone in their order
    around it, as integers without a common factor. `sphere` is its share of the sphere, `cube` that of the cube
    [−1, 1]³. `pieces` are the polygons that the cone cuts out of the faces of this cube.
    """

    table: str
    rays: np.ndarray
    sphere: float
    cube: Fraction
    pieces: tuple[tuple[Point, ...], ...]

    @property
    def half_spaces(self) -> int:
        """The number of inputs whose half-spaces bound the cone; those of the others contain it."""
        return len(self.rays)


def cells(inputs: ArrayLike) -> tuple[Cell, ...]:
    """The cells of all gates that a perceptron makes on inputs (m, 2) of whole numbers, not all on a line.

    Ascending by table. Their shares add up to 1. The sphere's are exact to rounding (Girard), the cube's are fractions.
    Raises ValueError for inputs of another shape, that are no whole numbers, or that all lie on a line.
    """
    given = np.asarray(inputs, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != 2 or not (given == np.round(given)).all():
        raise ValueError(f"inputs must be whole numbers (m, 2), got shape {given.shape}. Give points of a plane.")
    planes = np.hstack([given, np.ones((len(given), 1))]).astype(np.int64)
    if np.linalg.matrix_rank(planes) < 3:
        raise ValueError("inputs must not all lie on a line, got some that do. Add a point beside it.")
    lines = _lines(planes)
    tables = product((0, 1), repeat=len(planes))
    return tuple(cell for table in tables if (cell := _cell(planes, lines, np.array(table))) is not None)


def _lines(planes: np.ndarray) -> np.ndarray:
    """The lines in which two of the planes (m, 3) meet: both directions, as integers without a common factor."""
    crossed = np.array([np.cross(*pair) for pair in combinations(planes, 2)])
    crossed = crossed[crossed.any(axis=1)]
    reduced = crossed // np.gcd.reduce(crossed, axis=1)[:, None]
    return np.unique(np.vstack([reduced, -reduced]), axis=0)


def _cell(planes: np.ndarray, lines: np.ndarray, table: np.ndarray) -> Cell | None:
    """The cell of one table (m,), or None if no weights make it."""
    signed = (2 * table - 1)[:, None] * planes
    rays = lines[(lines @ signed.T >= 0).all(axis=1)]
    axis = rays.sum(axis=0)
    if not len(rays) or not (signed @ axis > 0).all():
        return None
    across = np.cross(axis, rays[0])
    angle = np.arctan2(rays @ across * np.linalg.norm(axis), rays @ np.cross(across, axis))
    rays = rays[np.argsort(angle)]
    pieces = tuple(piece for face in _faces() if len(piece := _clipped(face, signed)) > 2)
    volume = sum((_area(piece) for piece in pieces), Fraction(0)) / 3
    return Cell("".join(map(str, table)), rays, share_of_sphere(rays), volume / 8, pieces)


def share_of_sphere(rays: np.ndarray) -> float:
    r"""The share of the sphere in a convex cone with edges `rays` (k, 3), in their order around it.

    .. math:: \frac{1}{4π} \left( Σ_i α_i - (k - 2) π \right)

    with the angles α of the spherical polygon (Girard 1629): between the great circles that meet at its corners.
    """
    at = rays / np.linalg.norm(rays, axis=1, keepdims=True)
    before, after = (np.cross(at, np.roll(at, shift, axis=0)) for shift in (1, -1))
    sine = np.linalg.norm(np.cross(before, after), axis=1)
    angles = np.arctan2(sine, (before * after).sum(axis=1))
    return float((angles.sum() - (len(at) - 2) * math.pi) / (4 * math.pi))


def _faces() -> list[tuple[Point, ...]]:
    """The six faces of the cube [−1, 1]³."""
    square = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    points = [[[*corner[:axis], side, *corner[axis:]] for corner in square] for axis in range(3) for side in (-1, 1)]
    return [tuple((Fraction(x), Fraction(y), Fraction(z)) for x, y, z in face) for face in points]


def _clipped(polygon: tuple[Point, ...], signed: np.ndarray) -> tuple[Point, ...]:
    """The part of a convex polygon where all of signed (m, 3) · p ≥ 0 (Sutherland and Hodgman 1974), in fractions."""
    for plane in signed.tolist():
        heights = [sum((a * p for a, p in zip(plane, point, strict=True)), Fraction(0)) for point in polygon]
        kept: list[Point] = []
        for i, (point, height) in enumerate(zip(polygon, heights, strict=True)):
            last, before = polygon[i - 1], heights[i - 1]
            if before * height < 0:
                share = Fraction(before, before - height)
                x, y, z = (p + share * (q - p) for p, q in zip(last, point, strict=True))
                kept.append((x, y, z))
            if height >= 0:
                kept.append(point)
        polygon = tuple(dict.fromkeys(kept))
    return polygon


def _area(polygon: tuple[Point, ...]) -> Fraction:
    """The area of a convex polygon on a face of the cube."""
    axis = next(k for k in range(3) if len({point[k] for point in polygon}) == 1)
    flat = [tuple(p for k, p in enumerate(point) if k != axis) for point in polygon]
    return (
        abs(sum((a[0] * b[1] - a[1] * b[0] for a, b in zip(flat, flat[1:] + flat[:1], strict=True)), Fraction(0))) / 2
    )
