"""An Architecture as a layer of infinite width: with its numbers as they are, or as numbers that JAX traces."""

from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore import trees
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Norm, Skip
from ntkcore.kernels.activations import CLOSED_FORMS
from ntkcore.kernels.chain import Dense, Elementwise, LayerNorm, Plain, Residual, switched
from ntkcore.kernels.scaled import Scaled
from ntkcore.kernels.state import Expectations, Scale, State


@dataclass(frozen=True, slots=True)
class Stack(Scaled):
    """An Architecture with skips or layer norm: Dense, blocks z ← skip · z + scale · Dense(φ(z)), then Dense(φ(z)).

    There are `hidden_layers` − 1 blocks; if `normed`, z is normalised before each φ. Fields may be traced as those of
    `chain.Plain` may, `normed` too.
    """

    activation: Any
    hidden_layers: Any
    weight_std: Any
    bias_std: Any
    skip: Any
    scale: Any
    normed: Any

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State after the last Dense and its Scale, from those of the inputs."""
        dense = Dense(self.weight_std, self.bias_std)

        def propagate(expectations: Expectations, first: tuple[State, Scale]):
            branch = Branch(Elementwise(expectations), dense, self.normed)
            block = Residual(branch, self.skip, self.scale)
            last = lax.fori_loop(0, self.hidden_layers - 1, lambda _, inner: block.at_scale(*inner), first)
            return branch.at_scale(*last)

        return switched(self.activation, propagate, dense.at_scale(state, scale))


@dataclass(frozen=True, slots=True)
class Branch(Scaled):
    """Dense(φ(z)), with z normalised before φ if `normed`, which JAX may trace."""

    phi: Elementwise
    dense: Dense
    normed: Any

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State after the Dense and its Scale, from those of z."""
        at: Any = (state, scale)
        if self.normed is not False:
            at = jax.tree.map(partial(jnp.where, self.normed), LayerNorm().at_scale(*at), at)
        return self.dense.at_scale(*self.phi.at_scale(*at))


trees.register(Stack, lambda _, value: isinstance(value, Activation | int))


def layer_of(arch: Architecture) -> Plain | Stack:
    """The network as one layer."""
    content = _content(arch)
    chosen = content.pop("skip"), content.pop("norm")
    if chosen == (Skip.NONE, Norm.NONE):
        return Plain(**content)
    skip, scale = arch.factors
    return Stack(**content, skip=skip, scale=scale, normed=arch.norm == Norm.LAYER)


def traced(arch: Architecture) -> Plain | Stack:
    """`arch` as a pytree of which JAX traces all that it can: one compilation serves all activations and depths.

    A second one serves all networks with skips or layer norm. An activation without a closed form stays static, and is
    compiled when somebody asks for it.
    """
    name = Activation(arch.activation)
    index = np.int32(CLOSED_FORMS.index(name)) if name in CLOSED_FORMS else name
    return _with_numbers(layer_of(arch), activation=index)


def at_any_depth(arch: Architecture) -> Plain | Stack:
    """`arch` as a pytree of which JAX traces the numbers and the depth: one compilation for each activation."""
    return _with_numbers(layer_of(arch), activation=Activation(arch.activation))


def _with_numbers(layer: Plain | Stack, activation: Any) -> Plain | Stack:
    """`layer` with this activation and with numpy's numbers in all other fields: leaves of the pytree."""
    as_numpy = {int: np.int32, float: np.float64, bool: np.bool_}
    names = [field.name for field in fields(layer) if field.name != "activation"]
    values = [getattr(layer, name) for name in names]
    numbers = {name: as_numpy.get(type(value), np.float64)(value) for name, value in zip(names, values, strict=True)}
    return type(layer)(activation=activation, **numbers)


def _content(arch: Architecture) -> dict[str, Any]:
    """All fields by name: one that no layer knows is an error, and is not dropped."""
    return {field.name: getattr(arch, field.name) for field in fields(arch)}
