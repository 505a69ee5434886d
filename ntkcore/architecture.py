"""The network of a call: its activation, depth and initialisation."""

import math
from dataclasses import dataclass
from typing import Any

from jax.core import Tracer

from ntkcore import trees
from ntkcore.checks import as_activation, check_integer, check_number, check_traced
from ntkcore.choices import Activation

__all__ = ["Activation", "Architecture"]

_MOST_LAYERS = 2**31 - 1
_STATIC = ("activation", "hidden_layers")


@dataclass(frozen=True, slots=True)
class Architecture:
    """A fully connected network of infinite width: `hidden_layers` × (Dense, φ), then Dense(1).

    NTK parameterisation (Jacot et al. 2018, §2.1): a Dense layer computes
    ``z = weight_std · W h / √fan_in + bias_std · β`` with W, β ~ N(0, 1).

    An Architecture is a pytree, an argument of functions under `jax.jit`, `grad` and `vmap`: `weight_std` and
    `bias_std` are its leaves, activation and depth are static. ``jax.grad(log_evidence)(arch, x, y)`` is an
    Architecture that holds both derivatives. Tracers have no value yet, so their range is not checked.
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
            object.__setattr__(self, name, check_spread(name, getattr(self, name)))


def check_spread(name: str, value: Any) -> Any:
    """A standard deviation as a float ≥ 0, or as it is if it is traced. Raises ValueError."""
    if isinstance(value, Tracer):
        return check_traced(name, value)
    return check_number(name, value, 0.0, math.inf, open_end=True)


trees.register(Architecture, lambda name, _: name in _STATIC)
