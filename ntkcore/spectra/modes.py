"""Spectrum and eigenmodes of a kernel, on any inputs or on a grid that is symmetric about 0."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.checks import Array, as_examples, as_kernel
from ntkcore.kernels.gram import kernel_pair
from ntkcore.kernels.layers import Network
from ntkcore.precision import in_float64

_ROOT2 = 2**0.5
_TIE = 1e-6  # entries this close to the largest count as equally large


class Eigenmodes(NamedTuple):
    """Eigenvalues, descending and ≥ 0, (n,), and orthonormal eigenvectors in the columns of (n, n).

    Signs are fixed: the entry of largest magnitude is positive, the last one if several are equally large.
    """

    values: Array
    vectors: Array


def orient(vectors: Array) -> Array:
    """`vectors` (n, k) with the sign of each column fixed as `Eigenmodes` says, so that pictures do not flip.

    Ties matter: an odd mode has its largest magnitude twice, and rounding would decide between the two.
    """
    magnitude = abs(vectors)
    largest = magnitude >= (1.0 - _TIE) * magnitude.max(axis=0, initial=0.0)
    rows, columns = (np.arange(size, dtype=np.int32) for size in vectors.shape)
    last = (largest * rows[:, None]).max(axis=0, initial=0)
    return vectors * (1.0 - 2.0 * (vectors[last, columns] < 0))


@jax.jit
def _modes(gram: jax.Array) -> Eigenmodes:
    values, vectors = jnp.linalg.eigh(gram)
    return Eigenmodes(jnp.maximum(values[::-1], 0.0), orient(vectors[:, ::-1]))


@in_float64
def eigenmodes(net: Architecture | Network, x: ArrayLike, *, kernel: str = "ntk") -> Eigenmodes:
    """Eigendecomposition of the Gram matrix of `net` at x, (n,) or (n, d): what ``numpy.linalg.eigh`` computes.

    `kernel` is "ntk" or "nngp". Eigenvalues below 0, which only rounding makes, are set to 0; no jitter is added.
    Raises ValueError for another kernel, or for empty, non-finite or badly shaped inputs.
    """
    chosen = as_kernel(kernel)
    return _modes(kernel_pair(net, as_examples("x", x)).of(chosen))


@in_float64
@jax.jit
def grid_modes(gram: jax.Array) -> Eigenmodes:
    """Eigenmodes of the Gram matrix of a grid that is symmetric about 0 (n odd), where k(−x, −x′) = k(x, x′).

    Modes are then even or odd, and two problems of half the size give them exactly so. With + the inputs x > 0:

        even: K₊₊ + K₊₋ bordered by √2 K₊₀ and K₀₀;  odd: K₊₊ − K₊₋.

    Values are those of the Gram matrix; divided by n they approximate the integral operator's under the uniform
    measure on the grid's interval.
    """
    n_half = gram.shape[0] // 2
    same, mirrored = gram[n_half + 1 :, n_half + 1 :], gram[n_half + 1 :, :n_half][:, ::-1]
    border = _ROOT2 * gram[n_half, n_half + 1 :]
    even = jnp.block(
        [[gram[n_half : n_half + 1, n_half : n_half + 1], border[None, :]], [border[:, None], same + mirrored]]
    )
    even_values, even_vectors = jnp.linalg.eigh(even)
    odd_values, odd_vectors = jnp.linalg.eigh(same - mirrored)
    even_side, odd_side = even_vectors[1:] / _ROOT2, odd_vectors / _ROOT2
    even_full = jnp.concatenate([even_side[::-1], even_vectors[:1], even_side])
    odd_full = jnp.concatenate([-odd_side[::-1], jnp.zeros((1, n_half)), odd_side])
    values = jnp.concatenate([even_values, odd_values])
    order = jnp.argsort(-values)
    vectors = jnp.concatenate([even_full, odd_full], axis=1)[:, order]
    return Eigenmodes(jnp.maximum(values[order], 0.0), orient(vectors))


def mirror_modes(gram: np.ndarray) -> Eigenmodes:
    """The result of `grid_modes` for an even number n of inputs symmetric about 0: (n,), (n, n), by numpy.

    even: K₊₊ + K₊₋;  odd: K₊₊ − K₊₋. Modes whose eigenvalues nearly coincide stay apart by their symmetry.
    """
    n_half = len(gram) // 2
    same, mirrored = gram[n_half:, n_half:], gram[n_half:, :n_half][:, ::-1]
    even_values, even_vectors = np.linalg.eigh(same + mirrored)
    odd_values, odd_vectors = np.linalg.eigh(same - mirrored)
    vectors = np.block([[even_vectors[::-1], -odd_vectors[::-1]], [even_vectors, odd_vectors]]) / _ROOT2
    values = np.concatenate([even_values, odd_values])
    order = np.argsort(-values, kind="stable")
    return Eigenmodes(np.maximum(values[order], 0.0), orient(vectors[:, order]))


class Sinusoid(NamedTuple):
    """The single sinusoid a cos ωx + b sin ωx that comes closest to each of m modes."""

    frequency: np.ndarray  # (m,) ω ≥ 0, radians per unit of x
    fitted: np.ndarray  # (n, m)
    r_squared: np.ndarray  # (m,) 1 − |v − fit|² / |v|²


def best_sinusoid(x: ArrayLike, modes: np.ndarray, half_waves: int) -> Sinusoid:
    """Least squares over ω, a and b for each column of `modes` (n, m) at x (n,), n ≥ 3; ω = 0 is the constant.

    ω is searched up to `half_waves` and two more over the length that inputs occupy, n times their median distance;
    then near the best five times finer.
    """
    positions = np.asarray(x, dtype=np.float64)
    step = np.pi / 8 / float(np.ptp(positions))
    coarse, waves = _coarse_waves(positions.tobytes(), half_waves, step)
    best = coarse[((waves @ modes) ** 2).sum(axis=0).argmax(axis=0)]
    finer = np.abs(best[:, None] + np.linspace(-1.0, 1.0, 11) * step)  # (m, 11)
    explained = (np.einsum("wmfn,nm->wmf", _waves(positions, finer), modes) ** 2).sum(axis=0)
    frequency = np.take_along_axis(finer, explained.argmax(axis=1)[:, None], axis=1)[:, 0]
    basis = _waves(positions, frequency)
    fitted = np.einsum("wmn,wm->nm", basis, np.einsum("wmn,nm->wm", basis, modes))
    return Sinusoid(frequency, fitted, 1.0 - ((modes - fitted) ** 2).sum(axis=0) / (modes**2).sum(axis=0))


@cached(8)  # a few sets of inputs, 4 MB each, that any network may be asked about
def _coarse_waves(position_bytes: bytes, half_waves: int, step: float) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies so many `step`s apart, and their waves."""
    positions = np.frombuffer(position_bytes)
    occupied = len(positions) * float(np.median(np.diff(np.sort(positions))))
    coarse = np.arange(0.0, (half_waves + 2) * np.pi / occupied, step)
    return coarse, _waves(positions, coarse)


def _waves(x: np.ndarray, frequencies: np.ndarray) -> np.ndarray:
    """cos ωx and sin ωx made orthonormal by Gram–Schmidt, (2, …, n) for ω (…); where sin ωx adds nothing, 0."""
    phase = frequencies[..., None] * x
    cosine, sine = np.cos(phase), np.sin(phase)
    cosine /= np.linalg.norm(cosine, axis=-1, keepdims=True)
    sine -= (sine * cosine).sum(axis=-1, keepdims=True) * cosine
    length = np.linalg.norm(sine, axis=-1, keepdims=True)
    kept = length > 1e-6 * len(x) ** 0.5
    return np.stack([cosine, np.where(kept, sine / np.where(kept, length, 1.0), 0.0)])
