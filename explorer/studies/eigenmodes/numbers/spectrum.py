"""Which functions a kernel holds strongly: eigenvalues and modes for a set of inputs."""

from typing import NamedTuple

import numpy as np

from explorer.grid.prior import prior_kernels, prior_modes
from explorer.scene.window import grid_index
from explorer.studies.eigenmodes.numbers.densities import InputSet, on_line
from ntkcore.architecture import Architecture
from ntkcore.inference.gaussian import factorise
from ntkcore.spectra.inputs import gram
from ntkcore.spectra.modes import Eigenmodes, mirror_modes, orient
from ntkcore.spectra.symmetric import circle_spectrum, cube_spectrum, degrees, multiplicities

KEPT = 60
CIRCLE_POINTS = 16384  # what they add to λ_k, the tail of its aliases, is less than 5e-5 of it for k ≤ 60
_DRAWN_ANGLES = 240
# Eigenvalues below this fraction of the largest are rounding.
FLOOR = 1e-13


class Spectrum(NamedTuple):
    """Eigenvalues λ and one mode for each, strongest first, or by frequency on the circle, by degree on the cube."""

    kind: InputSet
    order: np.ndarray  # (m,) k: 1, 2, … for inputs on a line; the frequency or the degree 0, 1, … otherwise
    values: np.ndarray  # (m,) λ ≥ 0 of K/n, the operator's under the inputs' density; of K for the person's own inputs
    multiplicity: np.ndarray  # (m,) how often each occurs
    x: np.ndarray  # (n,) where the modes are given: inputs, angles, or numbers of the cube's corners
    modes: np.ndarray  # (n, m) of mean square 1

    @property
    def resolved(self) -> np.ndarray:
        """(m,) bool: which eigenvalues stand above rounding."""
        return self.values > FLOOR * self.values.max(initial=0.0)


def spectrum(arch: Architecture, kind: InputSet, kernel: str, own: tuple[float, ...], dimension: int) -> Spectrum:
    """The first 60 modes of "nngp" or "ntk" for the inputs `kind`; the n modes of K for the n inputs `own`.

    `own` lie on `window.GRID`; `dimension` is that of the cube. Raises ValueError for another kernel.
    """
    if kind == InputSet.CIRCLE:
        return _circle(arch, kernel)
    if kind == InputSet.CUBE:
        return _cube(arch, kernel, dimension)
    if kind == InputSet.TRAINING:
        return _own(arch, kernel, own)
    x = on_line(kind)
    values, vectors = prior_modes(arch, kernel) if kind == InputSet.INTERVAL else mirror_modes(gram(arch, x, kernel))
    kept = np.asarray(values)[:KEPT] / len(x)
    modes = np.asarray(vectors)[:, :KEPT] * len(x) ** 0.5
    return Spectrum(kind, np.arange(1, KEPT + 1), kept, np.ones(KEPT, int), x, modes)


def own_modes(arch: Architecture, kernel: str, own: tuple[float, ...]) -> Eigenmodes:
    """`eigenmodes.eigenmodes` at inputs on `window.GRID`, as numpy arrays, without a compilation."""
    places = grid_index(own)
    matrix = np.asarray(prior_kernels(arch).of(kernel))[np.ix_(places, places)]
    values, vectors = np.linalg.eigh(matrix)
    return Eigenmodes(np.maximum(values[::-1], 0.0), orient(vectors[:, ::-1]) if len(places) else vectors)


def _own(arch: Architecture, kernel: str, own: tuple[float, ...]) -> Spectrum:
    x = np.sort(np.asarray(own, dtype=np.float64))
    values, vectors = (np.asarray(part) for part in own_modes(arch, kernel, tuple(x)))
    count = len(x)
    order = np.arange(1, count + 1)
    return Spectrum(InputSet.TRAINING, order, values, np.ones(count, int), x, vectors * count**0.5)


def _circle(arch: Architecture, kernel: str) -> Spectrum:
    """Frequencies 0 … 60; of each pair of modes the cosine."""
    order = np.arange(KEPT + 1)
    values = np.maximum(circle_spectrum(arch, kernel, CIRCLE_POINTS)[: KEPT + 1], 0.0)
    angles = 2 * np.pi * np.arange(_DRAWN_ANGLES + 1) / _DRAWN_ANGLES
    modes = np.where(order > 0, 2**0.5, 1.0) * np.cos(angles[:, None] * order)
    return Spectrum(InputSet.CIRCLE, order, values, np.where(order > 0, 2, 1), angles, modes)


def _cube(arch: Architecture, kernel: str, dimension: int) -> Spectrum:
    """Degrees 0 … d; of each degree the parity of the first k coordinates."""
    corners, order = np.arange(2**dimension), np.arange(dimension + 1)
    parity = 1.0 - 2.0 * (degrees(dimension)[corners[:, None] & (2**order - 1)] % 2)
    values = np.maximum(cube_spectrum(arch, kernel, dimension), 0.0)
    return Spectrum(InputSet.CUBE, order, values, multiplicities(dimension), corners, parity)


class Rebuilt(NamedTuple):
    """Labels put together from the first modes alone."""

    labels: np.ndarray  # (n,) Σ_{j ≤ k} v_j v_jᵀ y
    curve: np.ndarray  # (301,) Σ_{j ≤ k} k(·, X) v_j v_jᵀ y / λ_j on `window.GRID`, which passes through them
    share: float  # |labels|² / |y|², 1 for y = 0


def rebuild(arch: Architecture, kernel: str, x: tuple[float, ...], y: tuple[float, ...], first: int) -> Rebuilt:
    """The labels y at x (n ≥ 1, on the grid) from the `first` strongest modes; with all n, kernel regression.

    The curve is Nyström's extension of the modes, v_j(x) = k(x, X) v_j / λ_j (Rasmussen & Williams 2006, eq. 4.44),
    with the jitter that `gaussian.JITTER` states.
    """
    matrix, places = np.asarray(prior_kernels(arch).of(kernel)), grid_index(x)
    factor = factorise(matrix[np.ix_(places, places)], 0.0)
    labels, vectors = np.asarray(y, dtype=np.float64), np.asarray(factor.vectors)[:, :first]
    coordinates = vectors.T @ labels
    curve = matrix[:, places] @ (vectors @ (coordinates / np.asarray(factor.shifted)[:first]))
    whole = float(labels @ labels)
    return Rebuilt(vectors @ coordinates, curve, float(coordinates @ coordinates) / whole if whole else 1.0)


def remaining(values: np.ndarray, times: np.ndarray) -> np.ndarray:
    """e^{−λt}, (m, len(times)): what gradient flow at learning rate 1 has left of each mode's error at time t.

    Of ½ Σ (f − y)² with λ of K, of ½ times the mean of (f − y)² with λ of K/n (Jacot et al. 2018, §5).
    """
    return np.exp(-values[:, None] * times)
