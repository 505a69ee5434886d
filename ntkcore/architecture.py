"""The network of a call: its activation, depth and initialisation."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jax.core import Tracer

from ntkcore import trees
from ntkcore.checks import as_activation, check_integer, check_number, check_traced
from ntkcore.choices import Activation, Norm, Skip
from ntkcore.reals import shown

__all__ = ["Activation", "Architecture", "NotPlainError", "check_plain"]

_MOST_LAYERS = 2**31 - 1
_STATIC = ("activation", "hidden_layers", "skip", "norm")


class NotPlainError(ValueError):
    """An error of formulas for plain networks, which skips, layer norm and other layers are outside of."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """A fully connected network of infinite width: `hidden_layers` × (Dense, φ), then Dense(1).

    NTK parameterisation (Jacot et al. 2018, §2.1): a Dense layer computes
    ``z = weight_std · W h / √fan_in + bias_std · β`` with W, β ~ N(0, 1).

    With `skip` every Dense between two φ is added to what it skips, z ← s z + r Dense(φ(z)): "equal" has s² = r² = ½,
    "scaled" s = 1 and r² = 1/hidden_layers (He et al. 2016; Yang & Schoenholz 2017). With ``norm="layer"`` the
    pre-activations of a layer get mean 0 and mean square 1 before each φ (Ba et al. 2016; ε = 0, no parameters).

    An Architecture is a pytree, an argument of functions under `jax.jit`, `grad` and `vmap`: `weight_std` and
    `bias_std` are its leaves, the rest is static. ``jax.grad(log_evidence)(arch, x, y)`` is an
    Architecture that holds both derivatives. Tracers have no value yet, so their range is not checked.
    """

    activation: Activation | str = Activation.RELU  # an Activation once constructed
    hidden_layers: int = 2
    weight_std: float = math.sqrt(2.0)
    bias_std: float = 0.3  # None counts as 0
    skip: Skip | str = Skip.NONE  # a Skip once constructed
    norm: Norm | str = Norm.NONE  # a Norm once constructed

    def __post_init__(self) -> None:
        """Raises ValueError for an unknown word, less than one hidden layer, or a spread below 0."""
        object.__setattr__(self, "activation", as_activation(self.activation))
        object.__setattr__(self, "hidden_layers", check_integer("hidden_layers", self.hidden_layers, 1, _MOST_LAYERS))
        if self.bias_std is None:  # as other libraries have it
            object.__setattr__(self, "bias_std", 0.0)
        for name in ("weight_std", "bias_std"):
            object.__setattr__(self, name, check_spread(name, getattr(self, name)))
        object.__setattr__(self, "skip", _chosen("skip", Skip, self.skip))
        object.__setattr__(self, "norm", _chosen("norm", Norm, self.norm))

    @property
    def is_plain(self) -> bool:
        """True without skips and without layer norm."""
        return self.skip == Skip.NONE and self.norm == Norm.NONE

    @property
    def factors(self) -> tuple[float, float]:
        """(s, r) of z ← s z + r Dense(φ(z)) between two φ."""
        if self.skip == Skip.EQUAL:
            return math.sqrt(0.5), math.sqrt(0.5)
        return (1.0, 1.0 / math.sqrt(self.hidden_layers)) if self.skip == Skip.SCALED else (0.0, 1.0)


def _chosen(name: str, choices: type[StrEnum], value: object) -> StrEnum:
    """The member of `choices` that `value` names. Raises ValueError."""
    try:
        return choices(value)
    except ValueError:
        raise ValueError(
            f"{name} must be one of {', '.join(choices)}, got {shown(value)}. Choose one of them."
        ) from None


def check_plain(arch: object) -> None:
    """Raises NotPlainError unless `arch` is an Architecture without skips and layer norm."""
    if type(arch) is not Architecture or not arch.is_plain:
        raise NotPlainError(
            f"arch must be an Architecture, got {shown(arch)}. The formulas are those of fully connected networks "
            "without skips and layer norm."
        )


def check_spread(name: str, value: Any) -> Any:
    """A standard deviation as a float ≥ 0, or as it is if it is traced. Raises ValueError."""
    if isinstance(value, Tracer):
        return check_traced(name, value)
    return check_number(name, value, 0.0, math.inf, open_end=True)


trees.register(Architecture, lambda name, _: name in _STATIC)
