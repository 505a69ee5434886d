"""Which network: its activation, depth and initialisation."""

import math
from dataclasses import dataclass

import jax
from jax.core import Tracer

from ntkcore.checks import as_activation, check_integer, check_number
from ntkcore.choices import Activation

__all__ = ["Activation", "Architecture"]

_MOST_LAYERS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Architecture:
    """A fully connected network of infinite width: `hidden_layers` × (Dense, φ), then Dense(1).

    NTK parameterisation (Jacot et al. 2018, §2.1): a Dense layer computes
    ``z = weight_std · W h / √fan_in + bias_std · β`` with W, β ~ N(0, 1).

    `weight_std` and `bias_std` may be JAX tracers, so that functions of an Architecture can be
    differentiated: ``jax.grad(lambda w: log_evidence(Architecture("relu", 2, w, 0.1), x, y))(1.4)``.
    Tracers have no value yet, so their range is not checked.
    """

    activation: Activation | str = Activation.RELU  # an Activation once constructed
    hidden_layers: int = 2
    weight_std: float = math.sqrt(2.0)
    bias_std: float = 0.3  # None counts as 0

    def __post_init__(self) -> None:
        """Raises ValueError for an unknown activation, less than one hidden layer, or a spread below 0."""
        object.__setattr__(self, "activation", as_activation(self.activation))
        object.__setattr__(self, "hidden_layers", check_integer("hidden_layers", self.hidden_layers, 1, _MOST_LAYERS))
        if self.bias_std is None:  # as other libraries have it
            object.__setattr__(self, "bias_std", 0.0)
        for name in ("weight_std", "bias_std"):
            value = getattr(self, name)
            if not isinstance(value, Tracer):
                object.__setattr__(self, name, check_number(name, value, 0.0, math.inf, open_end=True))


def _flatten(arch: Architecture):
    return (arch.weight_std, arch.bias_std), (arch.activation, arch.hidden_layers)


def _unflatten(static, leaves):
    arch = object.__new__(Architecture)
    for name, value in zip(("activation", "hidden_layers", "weight_std", "bias_std"), (*static, *leaves), strict=True):
        object.__setattr__(arch, name, value)
    return arch


jax.tree_util.register_pytree_node(Architecture, _flatten, _unflatten)
