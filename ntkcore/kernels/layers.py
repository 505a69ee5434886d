"""The layers of which a network of infinite width is made, as `ntkcore.layers`, and the networks themselves."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax.core import Tracer

from ntkcore import trees
from ntkcore.architecture import Architecture, check_spread
from ntkcore.checks import as_activation, check_integer, check_number, check_traced
from ntkcore.choices import Activation
from ntkcore.kernels.chain import (
    Dense,
    Elementwise,
    Layer,
    LayerNorm,
    MomentsByQuadrature,
    MomentsOf,
    Plain,
    Residual,
    Serial,
    at_scale,
)
from ntkcore.kernels.order import check_branch, check_network
from ntkcore.kernels.spatial import AvgPool, Conv, Flatten, GlobalAvgPool
from ntkcore.kernels.stack import Stack, at_any_depth, layer_of, traced
from ntkcore.reals import shown

__all__ = [
    "AnyNetwork",
    "Network",
    "Plain",
    "Stack",
    "activation",
    "as_layer",
    "at_any_depth",
    "at_scale",
    "avg_pool",
    "conv",
    "dense",
    "flatten",
    "global_avg_pool",
    "layer_norm",
    "numerical",
    "residual",
    "serial",
    "traced",
]


@dataclass(frozen=True, slots=True)
class Network:
    """Any chain of layers, ``Network(layers.serial(…))``, that ends in a dense one.

    A pytree: its leaves are the numbers of its layers, standard deviations and the factors of residual ones.
    """

    layer: Layer

    def __post_init__(self) -> None:
        """Raises ValueError if the last layer is not a dense one, or if a layer stands where it must not."""
        check_network(self.layer)


AnyNetwork = Architecture | Plain | Stack | Network

trees.register(Network, lambda *_: False)

_PADDINGS = ("same", "valid", "circular")
_MOST_SIZE = 2**15  # of a filter or a window
_MOST_FACTOR = 1e150  # of `residual`: its square must be finite


def dense(weight_std: Any, bias_std: Any = 0.0) -> Dense:
    """A fully connected layer, z = weight_std · W h/√fan_in + bias_std · β; bias_std=None counts as 0.

    K ← b² + w² K, Θ ← K + w² Θ, on the channels of each position. Raises ValueError for a standard deviation below 0.
    """
    bias_std = 0.0 if bias_std is None else bias_std
    return Dense(check_spread("weight_std", weight_std), check_spread("bias_std", bias_std))


def activation(phi: Activation | str) -> Elementwise:
    """An activation φ by its name: K ← E[φ(u)φ(v)], Θ ← E[φ′(u)φ′(v)] Θ. Raises ValueError for another name."""
    return Elementwise(MomentsOf(as_activation(phi)))


def numerical(phi: Callable[[Any], Any], nodes: int = 64) -> Elementwise:
    """Any activation, a function of JAX's that acts on each entry, by quadrature: see `quadrature.expectations_of`.

    Layers of the same function and nodes are equal, and JAX compiles once for them. So give a function with a name:
    each ``lambda`` is another function. Raises ValueError for what is no such function, and for nodes outside
    [2, 4096].
    """
    _check_phi(phi)
    try:
        hash(phi)
    except TypeError:  # an object that holds arrays, for example: its method is as hashable as any function
        phi = phi.__call__
    return Elementwise(MomentsByQuadrature(phi, check_integer("nodes", nodes, 2, 4096)))


def _check_phi(phi: Any) -> None:
    """Raises ValueError unless phi turns an array of floats into one of the same shape."""
    if not callable(phi):
        raise ValueError(f"phi must be a function of an array, got {shown(phi)}. For a name, use layers.activation.")
    entries = jax.ShapeDtypeStruct((2, 3), jnp.float32)
    try:
        result = jax.eval_shape(phi, entries)
        problem = None if getattr(result, "shape", None) == entries.shape else f"one that gives {shown(result)}"
    except TypeError as error:  # functions of other libraries
        problem = f"{shown(phi)}: {' '.join(str(error).split())[:80]}"
    if problem:
        raise ValueError(f"phi must be a function of JAX's that acts on each entry, got {problem}. Try jnp.tanh.")


def residual(branch: Layer, skip: Any = 1.0, scale: Any = 1.0) -> Residual:
    """A residual layer, z ← skip · z + scale · branch(z); the branch has its own parameters.

    K ← skip² K + scale² K_branch, and Θ likewise (Yang & Schoenholz 2017). The branch, a layer or a chain of them,
    must end in `dense` or `conv`: their fresh weights make both summands uncorrelated. For example
    ``residual(serial(activation("relu"), dense(1.4)))``.

    Raises ValueError for another last layer, for what is no layer, and for factors that are not finite numbers.
    """
    check_branch(serial(branch))
    return Residual(branch, _factor("skip", skip), _factor("scale", scale))


def _factor(name: str, value: Any) -> Any:
    """A finite number, or what JAX traces. Raises ValueError."""
    traced = isinstance(value, Tracer)
    return check_traced(name, value) if traced else check_number(name, value, -_MOST_FACTOR, _MOST_FACTOR)


def conv(size: int, weight_std: Any, bias_std: Any = 0.0, *, padding: str = "same") -> Conv:
    """A convolution with size × size filters and stride 1, for inputs of shape (n, H, W, C); bias_std=None counts as 0.

    z at p = weight_std · Σ_δ W_δ h at p + δ/√(size² channels) + bias_std · β, one β for each channel. `padding` says
    what is beyond the border: zeros ("same"; the divisor stays size² channels), nothing, so that only windows that fit
    count ("valid"), or the other side of the image ("circular"). An even filter reads one position more after p than
    before it. Without pooling later only the H·W pairs of equal positions are computed; with pooling all (H·W)².

    Where floats lose digits (parallel patches of different size, nearly equal means before an activation), kernel_pair
    computes with twice the digits, 10 to 200 times as long. Under jit, vmap and grad and for activations by quadrature
    it does not: there the NTK of such pairs is right to about 1e-8, and a layer norm between positions whose standard
    deviations have the ratio r leaves an error of about 1e-16 r.

    Raises ValueError for a size below 1, a standard deviation below 0, and another padding.
    """
    bias_std = 0.0 if bias_std is None else bias_std
    if not isinstance(padding, str) or padding not in _PADDINGS:
        raise ValueError(f"padding must be one of {', '.join(_PADDINGS)}, got {shown(padding)}. Choose one of them.")
    size = check_integer("size", size, 1, _MOST_SIZE)
    return Conv(size, check_spread("weight_std", weight_std), check_spread("bias_std", bias_std), padding)


def avg_pool(size: int) -> AvgPool:
    """Means over windows of size × size positions, with stride `size`; a row or column that is left over is dropped.

    Where an activation follows, nearly equal windows take more work, see `conv`. Raises ValueError for a size below 1.
    """
    return AvgPool(check_integer("size", size, 1, _MOST_SIZE))


def global_avg_pool() -> GlobalAvgPool:
    """The mean over all positions: K and Θ become means over all pairs of positions. Then come vectors."""
    return GlobalAvgPool()


def flatten() -> Flatten:
    """Positions become channels of one vector: K and Θ become means over pairs of equal positions."""
    return Flatten()


def layer_norm() -> LayerNorm:
    """Layer normalisation over the channels, at each position, without parameters and with ε = 0 (Ba et al. 2016).

    K ← K/√(q11 q22), and Θ likewise: of a wide layer, the mean over channels is 0 and the mean square is the variance.
    It must stand directly between pre-activations and an activation: after an activation the mean over channels is
    not 0, and the formula would be wrong. `Network` raises ValueError elsewhere.
    """
    return LayerNorm()


def serial(*layers: Layer) -> Serial:
    """The layers one after another. Raises ValueError if there is none, or one is no layer."""
    wrong = [layer for layer in layers if not callable(layer) or getattr(layer, "__module__", "") == __name__]
    if not layers or wrong:
        given = shown(wrong[0]) if wrong else "nothing"
        raise ValueError(f"layers.serial needs layers, got {given}. Give layers.dense(…), layers.activation(…), ….")
    return Serial(tuple(layers))


def as_layer(network: AnyNetwork) -> Layer:
    """The network as one layer, from the State of two inputs to that of its outputs."""
    if isinstance(network, Architecture):
        return layer_of(network)
    return network.layer if isinstance(network, Network) else network


def check_net(net: Any) -> None:
    """Raises ValueError unless `net` is a network whose numbers are in their ranges, or traced.

    JAX fills pytrees without asking: a step of a descent may have left a negative spread, or one that is no number.
    """
    if not isinstance(net, AnyNetwork):
        raise ValueError(f"net must be an Architecture or a Network, got {shown(net)}. Wrap layers: Network(layers).")
    leaves = jax.tree.leaves(net)
    if all(type(leaf) is float and 0.0 <= leaf < math.inf for leaf in leaves):
        return
    for path, leaf in jax.tree_util.tree_leaves_with_path(net):
        name = getattr(path[-1], "name", "")
        if name in ("weight_std", "bias_std"):
            check_spread(name, leaf)
        elif name in ("skip", "scale"):
            _factor(name, leaf)
        elif callable(leaf):
            raise ValueError(
                f"net must be a pytree of numbers, got the function {shown(leaf)} in it. Make your layers pytrees."
            )
