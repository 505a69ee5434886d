"""Layers of a network of infinite width, each a function from the state of one pair of inputs to the next state."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore import trees
from ntkcore.architecture import Architecture, check_spread
from ntkcore.checks import as_activation, check_integer
from ntkcore.choices import Activation
from ntkcore.kernels.activations import CLOSED_FORMS, moments_at_scale, moments_of_any, traced_moments
from ntkcore.kernels.pair import Moments, Pair
from ntkcore.kernels.quadrature import expectations_of
from ntkcore.kernels.state import Scale, State, in_unit, scale_after, size_of

Layer = Callable[[State], State]

# A bias below this share of the numbers that it is added to counts as 0: at an input of 0 it would leave a variance of
# which derivatives take the fourth power.
_NEGLIGIBLE = 1e-36


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
            det=weight_var * (weight_var * det) + bias_var * (weight_var * state.spread),  # w⁴ alone may be too small
            gap=weight_var * gap,
        )
        return State(pair, weight_var * state.spread, q12 + weight_var * state.ntk)

    def at_scale(self, state: State, scale: Scale) -> tuple[State, Scale]:
        """The State after this layer and its Scale, from those before it."""
        new = scale_after(
            jnp.maximum(jnp.abs(self.weight_std) * scale.size, jnp.abs(self.bias_std) / scale.unit), scale
        )
        ratio = jnp.where(scale.size > 0, scale.unit / new.unit, 1.0)
        bias = self.bias_std / new.unit
        bias = bias * (jnp.abs(bias) > _NEGLIGIBLE * new.size)
        return Dense(self.weight_std * ratio, bias)(state), new


@dataclass(frozen=True, slots=True)
class Elementwise:
    """h = φ(z): K ← E[φ(u)φ(v)], Θ ← E[φ′(u)φ′(v)] Θ with (u, v) ~ N(0, K)."""

    expectations: Callable[[Pair, Scale], tuple[Moments, Scale]]  # `moments_at_scale`

    def __call__(self, state: State) -> State:
        """The State after this layer."""
        return _in_unit_1(self, state)

    def at_scale(self, state: State, scale: Scale) -> tuple[State, Scale]:
        """The State after this layer and its Scale, from those before it."""
        (q11, q22, q12, det, gap, spread, slope), new = self.expectations(state.pair, scale)
        ratio = scale.unit / new.unit
        ntk = slope * (ratio * state.ntk * ratio)
        return State(Pair(q11, q22, q12, det, gap), spread, ntk), new


@dataclass(frozen=True, slots=True)
class Serial:
    """One layer after another."""

    layers: tuple[Layer, ...]

    def __call__(self, state: State) -> State:
        """The State after the last layer."""
        return _in_unit_1(self, state)

    def at_scale(self, state: State, scale: Scale) -> tuple[State, Scale]:
        """The State after the last layer and its Scale, from those before the first."""
        for layer in self.layers:
            state, scale = at_scale(layer, state, scale)
        return state, scale


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
        return _in_unit_1(self, state)

    def at_scale(self, state: State, scale: Scale) -> tuple[State, Scale]:
        """The State after the last Dense and its Scale, from those of the inputs."""
        dense = Dense(self.weight_std, self.bias_std)

        def propagate(expectations: Callable[[Pair, Scale], tuple[Moments, Scale]], first: tuple[State, Scale]):
            phi = Elementwise(expectations)
            return lax.fori_loop(0, self.hidden_layers, lambda _, inner: dense.at_scale(*phi.at_scale(*inner)), first)

        first = dense.at_scale(state, scale)
        if isinstance(self.activation, Activation):
            return propagate(_MomentsOf(self.activation), first)
        branch, branches = traced_moments(self.activation)
        return lax.switch(branch, [partial(propagate, expectations) for expectations in branches], first)


def at_scale(layer: Layer, state: State, scale: Scale) -> tuple[State, Scale]:
    """The State after any layer and its Scale; a layer of somebody else's gets numbers in the unit 1."""
    if isinstance(layer, Dense | Elementwise | Serial | Plain):
        return layer.at_scale(state, scale)
    state = layer(in_unit(state, scale.unit))
    new = scale_after(size_of(state.pair), Scale(1.0, 1.0))
    return in_unit(state, 1.0 / new.unit), new


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
    """The `moments_at_scale` of a named activation; equal for equal names, so that JAX compiles once."""

    activation: Activation

    def __call__(self, pair: Pair, scale: Scale) -> tuple[Moments, Scale]:
        return moments_at_scale(self.activation, pair, scale)


def _in_unit_1(layer: Elementwise | Serial | Plain, state: State) -> State:
    """The State after a layer, both in the unit 1."""
    state, scale = layer.at_scale(state, Scale(1.0, size_of(state.pair)))
    return in_unit(state, scale.unit)


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
    return Elementwise(partial(moments_of_any, expectations_of(phi, check_integer("nodes", nodes, 2, 4096))))


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


def at_any_depth(arch: Architecture) -> Plain:
    """`arch` as a pytree of which JAX traces the numbers and the depth: one compilation for each activation."""
    content = {
        name: np.float64(value) for name, value in _content(arch).items() if name not in ("activation", "hidden_layers")
    }
    return Plain(Activation(arch.activation), np.int32(arch.hidden_layers), **content)


def _content(arch: Architecture) -> dict[str, Any]:
    """All fields by name: one that `Plain` does not know is an error, and is not dropped."""
    return {field.name: getattr(arch, field.name) for field in fields(arch)}
