"""Layers of a network of infinite width, each a function from the state of one pair of inputs to the next state."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore import trees
from ntkcore.architecture import Architecture, check_spread
from ntkcore.checks import as_activation, check_integer
from ntkcore.choices import Activation
from ntkcore.kernels.activations import CLOSED_FORMS, moments, traced_moments
from ntkcore.kernels.pair import Moments, Pair
from ntkcore.kernels.quadrature import expectations_of


class State(NamedTuple):
    """The values that one pair of inputs carries between layers: h, h′ of one neuron, and the NTK so far."""

    pair: Pair  # the covariance of h and h′
    spread: Any  # E[(h − h′)²] = q11 + q22 − 2 q12, without cancellation
    ntk: Any


Layer = Callable[[State], State]


def inputs(x1: jax.Array, x2: jax.Array) -> State:
    """The State of two inputs (d,): K = x·x′/d, and no NTK, since nothing is trained yet.

    det = (|x|²|x′|² − (x·x′)²)/d². The bracket, Gram's determinant, is |x|²|r|² with r the part of x′ − x that is
    orthogonal to x.
    """
    size = x1.size
    step = x2 - x1
    square = jnp.sum(x1 * x1)
    gram = jnp.zeros_like(square)
    if size > 1:  # one-dimensional inputs are parallel: exactly 0, which rounding would not give
        along = jnp.sum(x1 * step) / jnp.where(square > 0, square, 1.0)
        gram = square * jnp.sum((step - along * x1) ** 2)
    pair = Pair(
        q11=square / size,
        q22=jnp.sum(x2 * x2) / size,
        q12=jnp.sum(x1 * x2) / size,
        det=gram / size**2,
        gap=-jnp.sum(step * (x1 + x2)) / size,
    )
    return State(pair, jnp.sum(step * step) / size, jnp.zeros_like(square))


@dataclass(frozen=True, slots=True)
class Dense:
    """z = weight_std · W h/√fan_in + bias_std · β: K ← b² + w²K, Θ ← K + w²Θ (Jacot et al. 2018, thm. 1).

    The determinant of b² 11ᵀ + w² K is w⁴ det K + b² w² spread, without a difference.
    """

    weight_std: Any
    bias_std: Any = 0.0

    def __call__(self, state: State) -> State:
        """The State after this layer."""
        weight_var, bias_var = jnp.square(self.weight_std), jnp.square(self.bias_std)
        q11, q22, q12, det, gap = state.pair
        q12 = bias_var + weight_var * q12
        pair = Pair(
            q11=bias_var + weight_var * q11,
            q22=bias_var + weight_var * q22,
            q12=q12,
            det=weight_var * weight_var * det + bias_var * weight_var * state.spread,
            gap=weight_var * gap,
        )
        return State(pair, weight_var * state.spread, q12 + weight_var * state.ntk)


@dataclass(frozen=True, slots=True)
class Elementwise:
    """h = φ(z): K ← E[φ(u)φ(v)], Θ ← E[φ′(u)φ′(v)] Θ with (u, v) ~ N(0, K)."""

    expectations: Callable[[Pair], Moments]

    def __call__(self, state: State) -> State:
        """The State after this layer."""
        q11, q22, q12, det, gap, spread, slope = self.expectations(state.pair)
        return State(Pair(q11, q22, q12, det, gap), spread, slope * state.ntk)


@dataclass(frozen=True, slots=True)
class Serial:
    """One layer after another."""

    layers: tuple[Layer, ...]

    def __call__(self, state: State) -> State:
        """The State after the last layer."""
        for layer in self.layers:
            state = layer(state)
        return state


@dataclass(frozen=True, slots=True)
class Plain:
    """Dense, then `hidden_layers` × (φ, Dense), all with the same spreads: an Architecture as a layer.

    `activation` is an Activation, or an index into `activations.CLOSED_FORMS` that JAX traces; so may the depth be.
    With an int depth there are forward- and reverse-mode derivatives, with a traced one forward mode only.
    """

    activation: Any
    hidden_layers: Any
    weight_std: Any
    bias_std: Any

    def __call__(self, state: State) -> State:
        """The State after the last Dense."""
        dense = Dense(self.weight_std, self.bias_std)

        def propagate(expectations: Callable[[Pair], Moments], first: State) -> State:
            phi = Elementwise(expectations)
            return lax.fori_loop(0, self.hidden_layers, lambda _, inner: dense(phi(inner)), first)

        first = dense(state)
        if isinstance(self.activation, Activation):
            return propagate(_MomentsOf(self.activation), first)
        branch, branches = traced_moments(self.activation)
        return lax.switch(branch, [partial(propagate, expectations) for expectations in branches], first)


@dataclass(frozen=True, slots=True)
class Network:
    """Any chain of layers, ``Network(layers.serial(…))``, that ends in a dense one; a pytree with their numbers."""

    layer: Layer

    def __post_init__(self) -> None:
        """Raises ValueError if the last layer is not a dense one."""
        chain = self.layer.layers if isinstance(self.layer, Serial) else (self.layer,)
        if not isinstance(chain[-1], Dense):
            raise ValueError(f"a Network must end in layers.dense, got {chain[-1]!r:.60}. Add one.")


AnyNetwork = Architecture | Plain | Network

for _cls in (Dense, Serial, Network):
    trees.register(_cls, lambda *_: False)
trees.register(Elementwise, lambda *_: True)
trees.register(Plain, lambda _, value: isinstance(value, Activation | int))


@dataclass(frozen=True, slots=True)
class _MomentsOf:
    """The `moments` of a named activation; equal for equal names, so that JAX compiles once."""

    activation: Activation

    def __call__(self, pair: Pair) -> Moments:
        return moments(self.activation, pair)


def dense(weight_std: Any, bias_std: Any = 0.0) -> Dense:
    """A fully connected layer; bias_std=None counts as 0. Raises ValueError for a standard deviation below 0."""
    bias_std = 0.0 if bias_std is None else bias_std
    return Dense(check_spread("weight_std", weight_std), check_spread("bias_std", bias_std))


def activation(phi: Activation | str) -> Elementwise:
    """An activation by its name. Raises ValueError for another one."""
    return Elementwise(_MomentsOf(as_activation(phi)))


def numerical(phi: Callable[[Any], Any], nodes: int = 64) -> Elementwise:
    """Any activation, a function of JAX's that acts on each entry, by quadrature: see `quadrature.expectations_of`.

    Keep the layer and use it again: every call gives a new one, for which JAX compiles again.
    """
    return Elementwise(expectations_of(phi, check_integer("nodes", nodes, 2, 4096)))


def serial(*layers: Layer) -> Serial:
    """The layers one after another. Raises ValueError if there is none, or one is no layer."""
    wrong = [layer for layer in layers if not callable(layer)]
    if not layers or wrong:
        given = f"{wrong[0]!r:.40}" if wrong else "nothing"
        raise ValueError(f"layers.serial needs layers, got {given}. Give layers.dense(…), layers.activation(…), ….")
    return Serial(tuple(layers))


def as_layer(network: AnyNetwork) -> Layer:
    """The network as one layer, from the State of two inputs to that of its outputs."""
    if isinstance(network, Architecture):
        return Plain(**_content(network))
    return network.layer if isinstance(network, Network) else network


def traced(arch: Architecture) -> Plain:
    """`arch` as a pytree of which JAX traces all that it can: one compilation serves all activations and depths.

    An activation without a closed form stays static, and is compiled when somebody asks for it.
    """
    name = Activation(arch.activation)
    index = np.int32(CLOSED_FORMS.index(name)) if name in CLOSED_FORMS else name
    changed = {"activation": index, "hidden_layers": np.int32(arch.hidden_layers)}
    numbers = {key: np.float64(value) for key, value in _content(arch).items() if key not in changed}
    return Plain(**changed, **numbers)


def _content(arch: Architecture) -> dict[str, Any]:
    """All fields by name: one that `Plain` does not know is an error, and is not dropped."""
    return {field.name: getattr(arch, field.name) for field in fields(arch)}
