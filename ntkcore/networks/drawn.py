"""Random networks of finite width at one input, outputs and tangent kernels, without their weight matrices."""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import scipy.special
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture, check_plain
from ntkcore.checks import check_integer
from ntkcore.choices import Activation
from ntkcore.kernels.activations import SIGMOID_STEEPNESS, piecewise_linear
from ntkcore.kernels.activations import apply as activate
from ntkcore.networks.corrections import as_one_input

_UNITS = 1_000_000  # of all networks that are drawn at once, 12 bytes each
_MOST_WIDTH, _MOST_COUNT = 2**20, 2**31


class Drawn(NamedTuple):
    """Random networks at one input x, (count,) each."""

    outputs: np.ndarray  # f(x)
    variances: np.ndarray  # q, the variance of f(x) given the last hidden layer
    kernels: np.ndarray  # Θ̂(x, x)


def stream_kernels(arch: Architecture, width: int, x: ArrayLike, *, count: int, seed: int = 0) -> Iterator[Drawn]:
    r"""Draw `count` random networks of `width` n at the input x, a number or a vector (d,); yields them in chunks.

    The joint law of f, q and Θ̂ is that of networks with whole weight matrices, at every width, but each layer takes 2n
    normals and not n². Let h̃ = (w h/√n, b) enter a layer, so that its pre-activations are z = W h̃ with
    W̃ = (W, β) of independent normals, and q = ‖h̃‖². Then z ~ N(0, q I), and given z

    .. math:: W̃ᵀδ = \frac{h̃}{q} (z · δ) + ‖δ‖ \left(g - \frac{h̃}{q} (h̃ · g)\right), \qquad g ∼ N(0, I_{n + 1}),

    for any δ that depends on W̃ through z alone, as δ_l = ∂f/∂z_l does. So the backward pass goes on with
    δ_{l−1} = φ′(z_{l−1}) w/√n Wᵀδ_l, and Θ̂(x, x) = Σ_l q_l ‖δ_l‖². Normals are float32, sums float64.

    Raises ValueError if `arch` is no plain Architecture, x no number or vector, or `width`, `count` or `seed` no
    possible number.
    """
    check_plain(arch)
    width, count = check_integer("width", width, 1, _MOST_WIDTH), check_integer("count", count, 1, _MOST_COUNT)
    size, seed = float(np.mean(np.square(as_one_input(x)))), check_integer("seed", seed, 0, 2**63 - 1)
    return _chunks(arch, width, size, count, np.random.default_rng((seed, width, 2)))


def _chunks(arch: Architecture, width: int, size: float, count: int, generator: np.random.Generator) -> Iterator[Drawn]:
    most = max(1, _UNITS // (width * arch.hidden_layers))
    for first in range(0, count, most):
        yield _draw(arch, width, size, min(most, count - first), generator)


class _Layer(NamedTuple):
    """A hidden layer of networks: its variances q (count,), and its units (count, n)."""

    q: np.ndarray
    z: np.ndarray
    h: np.ndarray


def _draw(arch: Architecture, width: int, size: float, count: int, generator: np.random.Generator) -> Drawn:
    """Draw `count` networks at |x|²/d = `size`."""
    activation, layers = Activation(arch.activation), list[_Layer]()
    weight_var, bias_var = arch.weight_std**2, arch.bias_std**2
    q = np.full(count, bias_var + weight_var * size)
    for _ in range(arch.hidden_layers):
        z = generator.standard_normal((count, width), dtype=np.float32)
        z *= _column(np.sqrt(q))
        layers.append(_Layer(q, z, activate(activation, z)))
        q = bias_var + weight_var / width * _dot(layers[-1].h, layers[-1].h)
    outputs = np.sqrt(q) * generator.standard_normal(count)
    kernels, square, along = q.copy(), np.ones(count), outputs  # |δ|² and z · δ of the output itself
    weight, above = arch.weight_std / math.sqrt(width), q
    for layer in reversed(layers):
        g, length = generator.standard_normal(layer.z.shape, dtype=np.float32), np.sqrt(square)
        inner = weight * _dot(layer.h, g) + arch.bias_std * generator.standard_normal(count)  # h̃ · g
        share = np.divide(along - length * inner, above, out=np.zeros(count), where=above > 0)
        delta = slope(activation, layer.z)
        delta *= _column(weight * length) * g + _column(weight**2 * share) * layer.h
        square, along, above = _dot(delta, delta), _dot(layer.z, delta), layer.q
        kernels += layer.q * square
    return Drawn(outputs, q, kernels)


def _column(numbers: np.ndarray) -> np.ndarray:
    return numbers[:, None].astype(np.float32)


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The inner product of each row of `a` with that of `b`, summed in float64."""
    return np.einsum("ij,ij->i", a, b, dtype=np.float64)


def slope(activation: Activation, z: np.ndarray) -> np.ndarray:
    """φ′(z) in the precision of z; at the kink of a piecewise linear φ the mean of both sides."""
    lines = piecewise_linear(activation)
    return _SLOPES[activation](z) if lines is None else lines[0] * np.sign(z) + lines[1]


def _bell(z: np.ndarray) -> np.ndarray:
    """The slope of erf."""
    return 2 / math.sqrt(math.pi) * np.exp(-z * z)


_SLOPES: dict[Activation, Callable[[np.ndarray], np.ndarray]] = {
    Activation.ERF: _bell,
    Activation.GELU: lambda z: scipy.special.ndtr(z) + z / math.sqrt(2 * math.pi) * np.exp(-0.5 * z * z),
    Activation.SIN: np.cos,
    Activation.TANH: lambda z: 1.0 - np.square(np.tanh(z)),
    Activation.SIGMOID_LIKE: lambda z: 0.5 * SIGMOID_STEEPNESS * _bell(SIGMOID_STEEPNESS * z),
}
