"""Layers of a network of infinite width, each a function from the state of a pair of inputs to the next state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax.numpy as jnp
from jax import lax

from ntkcore import trees
from ntkcore.choices import Activation
from ntkcore.kernels.activations import moments_at_scale, moments_of_any, piecewise_linear, traced_moments
from ntkcore.kernels.pair import Moments, Pair
from ntkcore.kernels.quadrature import expectations_of
from ntkcore.kernels.repeats import through
from ntkcore.kernels.scaled import Layer, Scaled, at_scale
from ntkcore.kernels.state import Expectations, Scale, State, scale_after

# A bias below this share of the numbers that it is added to counts as 0: at an input of 0 it would leave a variance of
# which derivatives take the fourth power.
_NEGLIGIBLE = 1e-36


@dataclass(frozen=True, slots=True)
class Dense(Scaled):
    """z = weight_std · W h/√fan_in + bias_std · β: K ← b² + w²K, Θ ← K + w²Θ (Jacot et al. 2018, thm. 1)."""

    weight_std: Any
    bias_std: Any = 0.0

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State after this layer and its Scale, from those before it."""
        new = scale_after(
            jnp.maximum(jnp.abs(self.weight_std) * scale.size, jnp.abs(self.bias_std) / scale.unit), scale
        )
        ratio = jnp.where(scale.size > 0, scale.unit / new.unit, 1.0)
        bias = self.bias_std / new.unit
        bias = bias * (jnp.abs(bias) > _NEGLIGIBLE * new.size)
        return state.dense(self.weight_std * ratio, bias), new


@dataclass(frozen=True, slots=True)
class Elementwise(Scaled):
    """h = φ(z): K ← E[φ(u)φ(v)], Θ ← E[φ′(u)φ′(v)] Θ with (u, v) ~ N(0, K)."""

    expectations: Expectations

    def is_costly(self) -> bool:
        """True if φ is not piecewise linear."""
        return getattr(self.expectations, "lines", None) is None

    def notes_lossy(self) -> bool:
        """True if φ is piecewise linear."""
        return not self.is_costly()

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State after this layer and its Scale, from those before it."""
        return state.elementwise(self.expectations, scale)


@dataclass(frozen=True, slots=True)
class LayerNorm(Scaled):
    """h ← h divided by the root mean square of its channels: K ← K/√(q11 q22), Θ likewise."""

    def notes_lossy(self) -> bool:
        """True."""
        return True

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State after this layer and its Scale, which is 1."""
        return state.normalised(), Scale(jnp.ones_like(scale.unit), jnp.ones_like(scale.size))


@dataclass(frozen=True, slots=True)
class Residual(Scaled):
    """z ← skip · z + scale · branch(z): K ← skip² K + scale² K_branch, Θ likewise.

    The fresh weights in which the branch ends make both summands uncorrelated.
    """

    branch: Layer
    skip: Any = 1.0
    scale: Any = 1.0

    def is_costly(self) -> bool:
        """True if a layer of the branch is."""
        return any(each.is_costly() for each in in_order(self.branch) if isinstance(each, Scaled))

    def notes_lossy(self) -> bool:
        """True if a layer of the branch does."""
        return any(each.notes_lossy() for each in in_order(self.branch) if isinstance(each, Scaled))

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State after this layer and its Scale, from those before it."""
        inner, unit = at_scale(self.branch, state, scale)
        skipped, added = jnp.abs(self.skip) * scale.size, jnp.abs(self.scale) * unit.size * (unit.unit / scale.unit)
        new = scale_after(jnp.hypot(skipped, added), scale)
        skipped, added = (
            part.times(factor * (before.unit / new.unit))
            for part, factor, before in ((state, self.skip, scale), (inner, self.scale, unit))
        )
        return skipped.plus(added), new


@dataclass(frozen=True, slots=True)
class Serial(Scaled):
    """One layer after another."""

    layers: tuple[Layer, ...]

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State after the last layer and its Scale, from those before the first."""
        return through([*in_order(self)], state, scale)


@dataclass(frozen=True, slots=True)
class Plain(Scaled):
    """Dense, then `hidden_layers` × (φ, Dense), all with the same spreads: an Architecture as a layer.

    `activation` is an Activation, or an index into `activations.CLOSED_FORMS` that JAX traces; so may the depth be.
    With an int depth there are forward- and reverse-mode derivatives, with a traced one forward mode only.
    """

    activation: Any
    hidden_layers: Any
    weight_std: Any
    bias_std: Any

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State after the last Dense and its Scale, from those of the inputs."""
        dense = Dense(self.weight_std, self.bias_std)

        def propagate(expectations: Expectations, first: tuple[State, Scale]):
            phi = Elementwise(expectations)
            return lax.fori_loop(0, self.hidden_layers, lambda _, inner: dense.at_scale(*phi.at_scale(*inner)), first)

        return switched(self.activation, propagate, dense.at_scale(state, scale))


@dataclass(frozen=True, slots=True)
class MomentsOf:
    """The `moments_at_scale` of a named activation; equal for equal names, so that JAX compiles once."""

    activation: Activation

    @property
    def lines(self) -> tuple[float, float] | None:
        """(α, β) of a φ(z) = α|z| + βz."""
        return piecewise_linear(self.activation)

    def __call__(self, pair: Pair, scale: Scale) -> tuple[Moments, Scale]:
        """The Moments of φ(u), φ(v) and their Scale."""
        return moments_at_scale(self.activation, pair, scale)


def switched(activation: Any, run: Callable[..., Any], *args: Any) -> Any:
    """`run(expectations, *args)` with those of `activation`, an Activation or an index that JAX traces."""
    if isinstance(activation, Activation):
        return run(MomentsOf(activation), *args)
    branch, branches = traced_moments(activation)
    return lax.switch(branch, [partial(run, expectations) for expectations in branches], *args)


@dataclass(frozen=True, slots=True)
class MomentsByQuadrature:
    """The moments of any φ; equal for the same function and nodes, so that JAX compiles once."""

    phi: Callable[[Any], Any]
    nodes: int

    def __call__(self, pair: Pair, scale: Scale) -> tuple[Moments, Scale]:
        """The Moments of φ(u), φ(v) and their Scale."""
        return moments_of_any(expectations_of(self.phi, self.nodes), pair, scale)

    def __deepcopy__(self, memo: dict[int, Any]) -> "MomentsByQuadrature":
        """This object, which nothing can change: a copy of φ would be another function."""
        return self


def in_order(layer: Layer) -> Iterator[Layer]:
    """The layers of a chain, one after another; those of inner chains too, branches of residual layers as one."""
    if isinstance(layer, Serial):
        for inner in layer.layers:
            yield from in_order(inner)
    else:
        yield layer


for _cls in (Dense, LayerNorm, Residual, Serial):
    trees.register(_cls, lambda *_: False)
trees.register(Elementwise, lambda *_: True)
trees.register(Plain, lambda _, value: isinstance(value, Activation | int))
