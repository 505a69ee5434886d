"""Kernels on inputs with a symmetry: spectra by Fourier and Walsh transforms, and how far a symmetry is broken."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.spectra.inputs import gram, kernel_of_pairs, moved, on_circle

MOST_DIMENSIONS = 10


def angular_kernel(arch: Architecture, cosines: ArrayLike, kernel: str) -> np.ndarray:
    """k between two inputs with |x|²/d = 1 whose cosine similarity is each of `cosines` (m,): (m,).

    Every kernel of a fully connected network depends on x·x′/d, |x|²/d and |x′|²/d alone, so two dimensions show all.
    """
    u = np.asarray(cosines, dtype=np.float64)
    ends = 2**0.5 * np.stack([u, np.sqrt((1.0 - u) * (1.0 + u))], axis=-1)
    return kernel_of_pairs(arch, np.broadcast_to([2**0.5, 0.0], ends.shape), ends, kernel)


def circle_spectrum(arch: Architecture, kernel: str, count: int) -> np.ndarray:
    r"""Eigenvalues λ_k of K/n for n = `count` (even) inputs evenly on the circle |x|² = d = 2, by frequency k ≤ n/2.

    A circulant matrix has the Fourier modes as eigenvectors and the Fourier transform of its first row as
    eigenvalues; 0 < k < n/2 occurs twice, as cosine and sine. As n grows this is the operator's spectrum under
    the uniform density. O(n log n); equals ``numpy.linalg.eigvalsh(K) / n``.
    """
    row = angular_kernel(arch, np.cos(2 * np.pi * np.arange(count // 2 + 1) / count), kernel)
    return np.fft.rfft(np.concatenate([row, row[-2:0:-1]])).real / count


def walsh_hadamard(values: ArrayLike) -> np.ndarray:
    """Σ_x χ_S(x) f(x) for every set S of coordinates, (2ᵈ,) → (2ᵈ,), in O(2ᵈ d); twice gives 2ᵈ f.

    χ_S(x) = Π_{i∈S} xᵢ; S and x are numbered by binary digits as in `inputs.at_corners`.
    """
    out = np.array(values, dtype=np.float64)
    for width in (2**bit for bit in range(len(out).bit_length() - 1)):
        pairs = out.reshape(-1, 2, width)
        out = np.stack([pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]], axis=1).ravel()
    return out


def degrees(dimension: int) -> np.ndarray:
    """|S| for each of the 2ᵈ sets S: how many binary digits of its number are 1; also the distance from (1, …, 1)."""
    return np.bitwise_count(np.arange(2**dimension)).astype(np.int64)


def cube_spectrum(arch: Architecture, kernel: str, dimension: int) -> np.ndarray:
    r"""Eigenvalues μ_k of K/2ᵈ for the corners of {±1}ᵈ by degree k = 0 … d, each C(d, k) times.

    .. math:: μ_{|S|} = 2^{-d} Σ_x χ_S(x) k(x, 1)

    (Yang & Salman 2019, §3). The kernel is needed at d + 1 distances, then one Walsh–Hadamard transform.
    Raises ValueError unless 1 ≤ dimension ≤ 10.
    """
    if not 1 <= dimension <= MOST_DIMENSIONS:
        raise ValueError(f"dimension must be from 1 to {MOST_DIMENSIONS}, got {dimension}. Choose one in that range.")
    by_distance = angular_kernel(arch, 1.0 - 2.0 * np.arange(dimension + 1) / dimension, kernel)
    transform = walsh_hadamard(by_distance[degrees(dimension)]) / 2**dimension
    return transform[2 ** np.arange(dimension + 1) - 1]  # S = the first k coordinates


def multiplicities(dimension: int) -> np.ndarray:
    """C(d, k) for k = 0 … d: how many parities have degree k."""
    return np.array([math.comb(dimension, k) for k in range(dimension + 1)])


def commutator(gram: np.ndarray, order: np.ndarray) -> float:
    """‖K P − P K‖ / ‖K‖ in the Frobenius norm, P the permutation that puts input order[i] at place i; 0 if K = 0.

    P is orthogonal, so this is ‖K − P K Pᵀ‖ / ‖K‖: how much K changes when the inputs change places.
    """
    norm = float(np.linalg.norm(gram))
    return float(np.linalg.norm(gram - gram[np.ix_(order, order)])) / norm if norm else 0.0


def shift(count: int) -> np.ndarray:
    """Each input takes its neighbour's place, the last one the first's: a rotation of the circle."""
    return np.roll(np.arange(count), 1)


def flip(count: int) -> np.ndarray:
    """First and last change places, and so on inwards: x ↦ −x on a symmetric interval."""
    return np.arange(count)[::-1]


class Symmetry(NamedTuple):
    """Inputs in their order, the spectrum of their kernel, and how much of their symmetry it has."""

    positions: np.ndarray  # (n,) angles on the circle, inputs on a line
    values: np.ndarray  # (n,) eigenvalues of K/n, largest first
    parity: np.ndarray  # (n,) v · (v flipped): 1 for an even mode, −1 for an odd one, between for neither
    frequency: np.ndarray  # (n,) the Fourier frequency, by place in the order, that v has most of
    shift: float  # ‖KR − RK‖/‖K‖ for the shift R by one place
    flip: float  # ‖KF − FK‖/‖K‖ for the flip F


def symmetry(arch: Architecture, positions: ArrayLike, kernel: str, *, circle: bool) -> Symmetry:
    """The kernel "nngp" or "ntk" at `positions` (n,), put in order: angles on the circle, or inputs on a line."""
    where = np.sort(np.asarray(positions, dtype=np.float64))
    matrix, count = gram(arch, on_circle(where) if circle else where, kernel), len(where)
    values, vectors = np.linalg.eigh(matrix)
    parity = (vectors * vectors[::-1]).sum(axis=0)
    frequency = np.abs(np.fft.rfft(vectors, axis=0)).argmax(axis=0)
    broken = commutator(matrix, shift(count)), commutator(matrix, flip(count))
    return Symmetry(where, np.maximum(values[::-1], 0.0) / count, parity[::-1], frequency[::-1], *broken)


def pair_gap(measured: Symmetry, most: int) -> float:
    """The largest relative difference (λ − λ′)/λ of two modes of one frequency, 1 … `most`; 0 without any pair.

    Eigenvalues below 10⁻⁹ of the largest are left out: rounding would speak there.
    """
    gaps = [0.0]
    for frequency in range(1, most + 1):
        pair = measured.values[(measured.frequency == frequency) & (measured.values > 1e-9 * measured.values.max())]
        gaps += [float((pair[0] - pair[1]) / pair[0])] if len(pair) == 2 else []
    return max(gaps)


def even_positions(count: int, length: float, amount: float, index: int = 0, gaps: float = 0.0) -> np.ndarray:
    """`count` inputs evenly on a circle or an interval of that length, from 0, each `moved` by `amount`.

    Input number `index`, 0 … count − 1, is moved on by `gaps` times the gap between neighbours.
    """
    spacing = length / count
    positions = moved((np.arange(count) + 0.5) * spacing, spacing, amount)
    positions[index] += gaps * spacing
    return positions
