"""Freshly initialised networks of finite width: their functions, and how far their outputs are from a Gaussian."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import as_inputs
from ntkcore.choices import Activation
from ntkcore.kernels.activations import apply as activate
from ntkcore.kernels.activations import piecewise_linear
from ntkcore.kernels.layers import Network
from ntkcore.networks.corrections import AtWidth, OneInput, one_input, one_input_by_depth
from ntkcore.networks.drawn import Drawn, stream_kernels
from ntkcore.networks.hidden import hidden_of, next_of

__all__ = [
    "WIDTHS",
    "AtWidth",
    "Drawn",
    "Kurtosis",
    "OneInput",
    "Prediction",
    "activate",
    "draw_functions",
    "draw_outputs",
    "measured_kurtosis",
    "network_count",
    "one_input",
    "one_input_by_depth",
    "predicted_kurtosis",
    "stream_kernels",
]

WIDTHS = (1, 3, 10, 100, 1000)
_BUDGET = 3_000_000  # normals drawn for one histogram: about a tenth of a second
_FEWEST, _MOST = 500, 20_000
_FEW = 100  # least effective number of draws for an average to be reliable
_NODES = np.linspace(-10.0, 10.0, 4001)  # for a standard normal: for smooth φ the sums are exact to rounding
_MASS = np.exp(-0.5 * _NODES**2) / np.exp(-0.5 * _NODES**2).sum()


class Kurtosis(NamedTuple):
    """Excess kurtosis E z⁴ / (E z²)² − 3, measured: 0 for a Gaussian, > 0 for heavier tails."""

    value: float
    standard_error: float
    reliable: bool  # False if effectively fewer than 100 draws count: value and error are then too small


class Prediction(NamedTuple):
    """Excess kurtosis from theory; `exact` at every width, or to leading order in 1/width."""

    value: float
    exact: bool


def draw_functions(arch: Architecture, width: int, x: ArrayLike, count: int, seed: int) -> np.ndarray:
    """The outputs of `count` random networks of `width` at x, (P,) or (P, d); (count, P).

    A layer needs its weight matrix W only through H W, H (P, n) its inputs. With Hᵀ = Q R, H W = Rᵀ (Qᵀ W), and Qᵀ W
    is again a matrix of independent normals: min(P, n) rows are drawn in place of n, which changes no probability.
    """
    generator = np.random.default_rng((seed, width))
    normals = generator.standard_normal
    weight, bias = arch.weight_std, arch.bias_std
    rows = as_inputs("x", x)
    z = weight / math.sqrt(rows.shape[1]) * (rows @ normals((count, rows.shape[1], width)))
    z += bias * normals((count, 1, width))
    for _ in range(arch.hidden_layers - 1):
        h = hidden_of(arch, z)
        root = h if width <= len(rows) else np.asarray(np.linalg.qr(h.swapaxes(1, 2), mode="r")).swapaxes(1, 2)
        branch = weight / math.sqrt(width) * (root @ normals((count, root.shape[2], width)))
        branch += bias * normals((count, 1, width))
        z = next_of(arch, z, branch)
    h = hidden_of(arch, z)
    last = weight / math.sqrt(width) * (h @ normals((count, width, 1))) + bias * normals((count, 1, 1))
    return last[:, :, 0]


def network_count(arch: Architecture, width: int) -> int:
    """The number of networks of `width` that `draw_outputs` can draw in about a tenth of a second."""
    return min(max(_BUDGET // (width * arch.hidden_layers), _FEWEST), _MOST)


def draw_outputs(arch: Architecture, width: int, x: float, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(f, q), each (count,): outputs f(x) of random networks, and the variance q of each given its last hidden layer.

    Given a layer's inputs h, its n pre-activations at one x are independent N(0, q) with q = b² + w²|h|²/n: n normals
    for each layer give what n² weights would.
    """
    generator = np.random.default_rng((seed, width, 1))
    weight_var, bias_var = arch.weight_std**2, arch.bias_std**2
    variances, z = np.full(count, bias_var + weight_var * x * x), None
    for _ in range(arch.hidden_layers):
        branch = generator.standard_normal((count, width), dtype=np.float32)
        branch *= np.sqrt(variances)[:, None].astype(np.float32)
        z = branch if z is None else next_of(arch, z, branch)
        h = hidden_of(arch, z)
        variances = bias_var + weight_var / width * np.einsum("ij,ij->i", h, h, dtype=np.float64)
    return np.sqrt(variances) * generator.standard_normal(count), variances


def measured_kurtosis(variances: np.ndarray) -> Kurtosis:
    """Excess kurtosis 3 (E q² / (E q)² − 1) of outputs that are N(0, q) given q, from draws of q (M,).

    The same as that of the outputs themselves (E z² = E q, E z⁴ = 3 E q²) with far less noise. The standard error is
    that of the ratio to first order in 1/√M. All q = 0 has no kurtosis: NaN.
    """
    first, squares = variances.mean(), variances**2
    if first == 0.0:
        return Kurtosis(math.nan, math.nan, False)
    second = squares.mean()
    influence = 3.0 * (squares - second - 2.0 * second / first * (variances - first)) / first**2
    error = float(influence.std() / math.sqrt(len(variances)))
    carriers = squares.sum() ** 2 / (squares**2).sum()
    return Kurtosis(3.0 * float(second / first**2 - 1.0), error, bool(carriers >= _FEW))


def predicted_kurtosis(arch: Architecture | Network, width: int, x: float) -> Prediction:
    r"""Excess kurtosis 3 Var q / (E q)² of the output of a random network of `width` at the input x.

    For φ(z) = α|z| + βz, E[φ²] = s q and E[φ⁴] = 3 f q² with s = α² + β², f = α⁴ + 6α²β² + β⁴, so that mean and
    relative variance v of q follow from those of the layer before, exactly at every width n:

    .. math:: E q′ = b² + w² s\,E q, \quad v′ = (w² s\,E q / E q′)² [(1 + v)(1 + (3 f/s² − 1)/n) − 1].

    Without bias, ReLU gives 3((1 + 5/n)^L − 1). For other φ to leading order in 1/n (Roberts, Yaida & Hanin 2022,
    ch. 4; Yaida 2020): with K the limit of q,

    .. math:: K′ = b² + w² E[φ²], \quad Var\,q′ = w⁴ (E[φ⁴] − E[φ²]²)/n + (dK′/dK)²\,Var\,q.

    An output that is always 0 has no kurtosis: NaN. So has, here, a network that is no plain Architecture: not known.
    """
    if type(arch) is not Architecture or not arch.is_plain:
        return Prediction(math.nan, False)
    coefficients = piecewise_linear(Activation(arch.activation))
    weight_var, bias_var = arch.weight_std**2, arch.bias_std**2
    mean = bias_var + weight_var * x * x
    if mean == 0.0:
        return Prediction(math.nan, coefficients is not None)
    if coefficients is None:
        return Prediction(_leading_kurtosis(arch, width, mean), False)
    alpha2, beta2 = coefficients[0] ** 2, coefficients[1] ** 2
    s, f = alpha2 + beta2, alpha2**2 + 6.0 * alpha2 * beta2 + beta2**2
    excess = 0.0  # Var q / (E q)²
    for _ in range(arch.hidden_layers):
        grown = weight_var * s * mean
        fresh = (3.0 * f / s**2 - 1.0) / width
        excess = grown**2 * (excess + fresh * (1.0 + excess)) / (bias_var + grown) ** 2
        mean = bias_var + grown
    return Prediction(3.0 * excess, True)


def _leading_kurtosis(arch: Architecture, width: int, mean: float) -> float:
    """3 Var q / K² by the second recursion of `predicted_kurtosis`, from K = `mean` of the first layer."""
    weight_var, bias_var = arch.weight_std**2, arch.bias_std**2
    variance = 0.0
    for _ in range(arch.hidden_layers):
        square = np.square(activate(Activation(arch.activation), math.sqrt(mean) * _NODES))
        second, fourth = float(_MASS @ square), float(_MASS @ square**2)
        growth = weight_var * float(_MASS @ (square * (_NODES**2 - 1.0))) / (2.0 * mean)  # dK′/dK
        variance = weight_var**2 * (fourth - second**2) / width + growth**2 * variance
        mean = bias_var + weight_var * second
    return 3.0 * variance / mean**2
