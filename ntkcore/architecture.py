"""Which network: its activation, depth and initialisation, and the limits that every value obeys."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from jax.core import Tracer


class Limit(NamedTuple):
    """A closed range [low, high] and the step of the widget that moves in it."""

    low: float
    high: float
    step: float


# One table for the types' own checks, the widgets' ranges and the link's clamping.
LIMITS: dict[str, Limit] = {
    "hidden_layers": Limit(1, 32, 1),
    "weight_std": Limit(0.1, 3.0, 0.01),
    "bias_std": Limit(0.0, 3.0, 0.01),
    "noise_std": Limit(0.0, 1.0, 0.001),
    "time": Limit(0.0, math.inf, 0.0),
    "x": Limit(-1.5, 1.5, 0.01),
    "y": Limit(-3.0, 3.0, 0.01),
    "points": Limit(0, 64, 1),
    "candidates": Limit(0, 26, 1),
    "candidate_inputs": Limit(1, 8, 1),
    "seed": Limit(0, 2**31 - 1, 1),
}


class Activation(StrEnum):
    """The nonlinearity φ after each hidden layer; the value is the word in the link."""

    RELU = "relu"
    LEAKY_RELU = "leaky_relu"
    ABS = "abs"
    ERF = "erf"
    GELU = "gelu"
    SIN = "sin"
    IDENTITY = "identity"


def check_number(name: str, value: object, limit: Limit | None = None) -> float:
    """`value` as a float inside `limit` (default: ``LIMITS[name]``), or a ValueError that says what to do.

    Booleans, NaN, text and infinities outside the limit are refused.
    """
    low, high, _ = LIMITS[name] if limit is None else limit
    refusal = f"{name} must be a number, got {value!r:.40}. Give a number in [{low:g}, {high:g}]."
    if isinstance(value, bool | str | bytes):
        raise ValueError(refusal)
    try:
        number = float(value)  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError, OverflowError):
        raise ValueError(refusal) from None
    if not low <= number <= high:  # also true for NaN
        raise ValueError(f"{name} must be in [{low:g}, {high:g}], got {number!r}. Choose a value in that range.")
    return number


def check_integer(name: str, value: object, limit: Limit | None = None) -> int:
    """Like `check_number`, for whole numbers: 3 and 3.0 pass, 2.5 does not."""
    number = check_number(name, value, limit)
    if number != int(number):
        raise ValueError(f"{name} must be a whole number, got {number:g}. Try {round(number)}.")
    return int(number)


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
    bias_std: float = 0.3

    def __post_init__(self) -> None:
        """Raises ValueError for an unknown activation or a value outside `LIMITS`."""
        try:
            activation = Activation(self.activation)
        except ValueError:
            choices = ", ".join(Activation)
            raise ValueError(f"activation must be one of {choices}, got {self.activation!r}.") from None
        object.__setattr__(self, "activation", activation)
        object.__setattr__(self, "hidden_layers", check_integer("hidden_layers", self.hidden_layers))
        for name in ("weight_std", "bias_std"):
            value = getattr(self, name)
            if not isinstance(value, Tracer):
                object.__setattr__(self, name, check_number(name, value))
