"""The plane of spreads: the correlation lengths that repeated layers show, and the critical line in closed form."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from explorer.scene.limits import LIMITS
from explorer.studies.finite_width.numbers import courses
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Activation, Norm, Skip
from ntkcore.kernels.activations import piecewise_linear
from ntkcore.networks import correlations, criticality, lengths

CELLS, LAYERS = 60, 300  # along each side; most layers of each network
_VARIANCES = np.geomspace(1e-3, 1e4, 200)  # K along the critical line
_WEIGHTS, _BIASES = LIMITS["weight_std"], LIMITS["bias_std"]


class Plane(NamedTuple):
    """Correlation lengths of two inputs in networks of all spreads."""

    weights: np.ndarray  # (60,)
    biases: np.ndarray  # (60,)
    lengths: np.ndarray  # (60, 60) layers, rows by bias; NaN where the correlation never changes
    explodes: np.ndarray  # (60, 60) whether the variance grows without end


class Line(NamedTuple):
    """A part of the critical line, by the spreads on it."""

    weights: np.ndarray
    biases: np.ndarray
    is_boundary: bool  # between order and chaos; GELU has a part where the variance leaves the line


@cached(64)  # 60 kB each, one for every activation and pair of inputs on the way of a slider
def plane(arch: Architecture, a: float, b: float) -> Plane:
    """Cached Plane of the inputs a and b, in the middle of 60 × 60 cells; call it with the network of `kept`."""
    cells = (np.arange(CELLS) + 0.5) / CELLS
    weights, biases = (limit.low + (limit.high - limit.low) * cells for limit in (_WEIGHTS, _BIASES))
    layers = courses.LAYERS if arch.skip == Skip.SCALED else LAYERS
    spreads = {"weight_std": weights, "bias_std": biases[:, None]}
    computed = lengths.correlation_lengths(arch, a, b, layers=layers, **spreads)
    return Plane(weights, biases, np.asarray(computed.length), np.asarray(computed.explodes))


def kept(arch: Architecture) -> Architecture:
    """The network with the spreads and the depth that all networks of one plane share."""
    return replace(arch, hidden_layers=1, weight_std=1.0, bias_std=0.0)


@cached(32)  # 10 kB each; more than there are activations, with layer norm and without
def critical_line(arch: Architecture) -> tuple[Line, ...]:
    """The critical line in closed form, in parts that are boundaries and parts that are none; none with scaled skips.

    Call it with the network of `kept`.
    """
    activation = Activation(arch.activation)
    if arch.skip == Skip.SCALED:
        return ()
    if arch.norm == Norm.LAYER:
        weights = np.array([0.0, _WEIGHTS.high])
        return (Line(weights, correlations.critical_ratio(activation) * weights, True),)
    lines = piecewise_linear(activation)
    if lines is not None:
        weight = float(criticality.line(activation, 0.0))
        return (Line(np.array([weight, weight]), np.array([_BIASES.low, _BIASES.high]), True),)
    if activation != Activation.GELU:
        return (_part(activation, _VARIANCES, True),)
    stable = 0.5 * (3.0 + np.sqrt(17.0))  # K of the half-stable point
    at = int(np.searchsorted(_VARIANCES, stable))
    below, beyond = np.append(_VARIANCES[:at], stable), np.append(stable, _VARIANCES[at:])
    return _part(activation, below, False), _part(activation, beyond, True)


def _part(activation: str, variances: np.ndarray, is_boundary: bool) -> Line:
    points = criticality.curve(activation, variances)
    weights, biases = np.asarray(points.weight_std), np.asarray(points.bias_std)
    shown = biases <= _BIASES.high
    return Line(weights[shown], biases[shown], is_boundary)
