"""Eigenvalues and modes of a kernel for a set of inputs."""

from typing import NamedTuple

import numpy as np

from explorer.grid.prior import prior_kernels, prior_modes
from explorer.scene.window import grid_index
from explorer.studies.eigenmodes.numbers.densities import InputSet, on_line
from ntkcore.architecture import Architecture
from ntkcore.inference.factor import factorise
from ntkcore.spectra.inputs import gram
from ntkcore.spectra.modes import Eigenmodes, mirror_modes, orient
from ntkcore.spectra.symmetric import circle_spectrum, cube_spectrum, degrees, multiplicities

KEPT = 60
CIRCLE_POINTS = 16384  # so many that aliasing changes λ_k by less than 5e-5 of it for k ≤ 60
_PLOTTED_ANGLES = 240
# Eigenvalues below this fraction of the largest are lost in rounding.
FLOOR = 1e-13


class Spectrum(NamedTuple):
    """Eigenvalues λ with one mode each: largest λ first, but by frequency on the circle and by degree on the cube."""

    inputs: InputSet
    order: np.ndarray  # (m,) k: 1, 2, … for inputs on a line; the frequency or the degree 0, 1, … otherwise
    values: np.ndarray  # (m,) λ ≥ 0 of K/n, the operator's under the inputs' density; of K for the person's own inputs
    multiplicity: np.ndarray  # (m,) how often each occurs
    x: np.ndarray  # (n,) where the modes are given: inputs, angles, or numbers of the cube's corners
    modes: np.ndarray  # (n, m) of mean square 1

    @property
    def resolved(self) -> np.ndarray:
        """(m,) bool: which eigenvalues are above rounding."""
        return self.values > FLOOR * self.values.max(initial=0.0)


def spectrum(
    arch: Architecture, inputs: InputSet, kernel: str, training_inputs: tuple[float, ...], dimension: int
) -> Spectrum:
    """The first 60 modes of "nngp" or "ntk" for a set of `inputs`, or all n modes of K for the n `training_inputs`.

    The latter lie on `window.GRID`; `dimension` is that of the cube. Raises ValueError for another kernel.
    """
    if inputs == InputSet.CIRCLE:
        return _circle(arch, kernel)
    if inputs == InputSet.CUBE:
        return _cube(arch, kernel, dimension)
    if inputs == InputSet.TRAINING:
        return _training(arch, kernel, training_inputs)
    x = on_line(inputs)
    values, vectors = prior_modes(arch, kernel) if inputs == InputSet.INTERVAL else mirror_modes(gram(arch, x, kernel))
    kept = np.asarray(values)[:KEPT] / len(x)
    modes = np.asarray(vectors)[:, :KEPT] * len(x) ** 0.5
    return Spectrum(inputs, np.arange(1, KEPT + 1), kept, np.ones(KEPT, int), x, modes)


def training_modes(arch: Architecture, kernel: str, training_inputs: tuple[float, ...]) -> Eigenmodes:
    """The eigenmodes of "nngp" or "ntk" at inputs on `window.GRID`, as numpy arrays, without a compilation."""
    grid_indices = grid_index(training_inputs)
    matrix = np.asarray(prior_kernels(arch).of(kernel))[np.ix_(grid_indices, grid_indices)]
    values, vectors = np.linalg.eigh(matrix)
    return Eigenmodes(np.maximum(values[::-1], 0.0), orient(vectors[:, ::-1]) if len(grid_indices) else vectors)


def _training(arch: Architecture, kernel: str, training_inputs: tuple[float, ...]) -> Spectrum:
    x = np.sort(np.asarray(training_inputs, dtype=np.float64))
    values, vectors = (np.asarray(array) for array in training_modes(arch, kernel, tuple(x)))
    count = len(x)
    order = np.arange(1, count + 1)
    return Spectrum(InputSet.TRAINING, order, values, np.ones(count, int), x, vectors * count**0.5)


def _circle(arch: Architecture, kernel: str) -> Spectrum:
    """The spectrum on the circle: frequencies 0 … 60, with the cosine for each pair of modes."""
    order = np.arange(KEPT + 1)
    values = np.maximum(circle_spectrum(arch, kernel, CIRCLE_POINTS)[: KEPT + 1], 0.0)
    angles = 2 * np.pi * np.arange(_PLOTTED_ANGLES + 1) / _PLOTTED_ANGLES
    modes = np.where(order > 0, 2**0.5, 1.0) * np.cos(angles[:, None] * order)
    return Spectrum(InputSet.CIRCLE, order, values, np.where(order > 0, 2, 1), angles, modes)


def _cube(arch: Architecture, kernel: str, dimension: int) -> Spectrum:
    """The spectrum on the cube: degrees k = 0 … d, with the parity of the first k coordinates for each."""
    corners, order = np.arange(2**dimension), np.arange(dimension + 1)
    parity = 1.0 - 2.0 * (degrees(dimension)[corners[:, None] & (2**order - 1)] % 2)
    values = np.maximum(cube_spectrum(arch, kernel, dimension), 0.0)
    return Spectrum(InputSet.CUBE, order, values, multiplicities(dimension), corners, parity)


class Rebuilt(NamedTuple):
    """Labels rebuilt from the first modes alone."""

    labels: np.ndarray  # (n,) Σ_{j ≤ k} v_j v_jᵀ y
    curve: np.ndarray  # (301,) Σ_{j ≤ k} k(·, X) v_j v_jᵀ y / λ_j on `window.GRID`, which passes through them
    share: float  # |labels|² / |y|², 1 for y = 0


def rebuild(arch: Architecture, kernel: str, x: tuple[float, ...], y: tuple[float, ...], first: int) -> Rebuilt:
    """The labels y at x (n ≥ 1, on the grid) from the `first` strongest modes; with all n, kernel regression.

    The curve is Nyström's extension of the modes, v_j(x) = k(x, X) v_j / λ_j (Rasmussen & Williams 2006, eq. 4.44),
    with the jitter that `factor.JITTER` states.
    """
    matrix, grid_indices = np.asarray(prior_kernels(arch).of(kernel)), grid_index(x)
    factor = factorise(matrix[np.ix_(grid_indices, grid_indices)], 0.0)
    labels, vectors = np.asarray(y, dtype=np.float64), np.asarray(factor.vectors)[:, :first]
    coordinates = vectors.T @ labels
    curve = matrix[:, grid_indices] @ (vectors @ (coordinates / np.asarray(factor.shifted)[:first]))
    squared_norm = float(labels @ labels)
    return Rebuilt(
        vectors @ coordinates, curve, float(coordinates @ coordinates) / squared_norm if squared_norm else 1.0
    )


def remaining(values: np.ndarray, times: np.ndarray) -> np.ndarray:
    """e^{−λt}, (m, len(times)): the share of each mode's error that remains at time t of gradient flow at rate 1.

    The loss is ½ Σ (f − y)² if λ are of K, and half the mean of (f − y)² if they are of K/n (Jacot et al. 2018, §5).
    """
    return np.exp(-values[:, None] * times)
