"""Layers: functions from the state of a pair of inputs to the next state, for numbers in any unit."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from ntkcore.kernels.state import Scale, State, scale_after

Layer = Callable[[State], State]


class Scaled(ABC):
    """A layer for numbers in any unit: `at_scale` gives the State after it and its Scale."""

    __slots__ = ()

    @abstractmethod
    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State after this layer and its Scale, from those before it; of vectors, or of `images.Images`."""

    def is_costly(self) -> bool:
        """True if the layer takes long to compile."""
        return False

    def notes_lossy(self) -> bool:
        """True if the layer notes pairs of images of which rounding takes digits."""
        return False

    def __call__(self, state: State) -> State:
        """The State after this layer, both in the unit 1."""
        state, scale = self.at_scale(state, Scale(1.0, state.size()))
        return state.times(scale.unit)


def at_scale(layer: Layer, state: Any, scale: Scale) -> tuple[Any, Scale]:
    """The State after any layer and its Scale; a layer of somebody else's gets numbers in the unit 1."""
    if isinstance(layer, Scaled):
        return layer.at_scale(state, scale)
    state = layer(state.times(scale.unit))
    new = scale_after(state.size(), Scale(1.0, 1.0))
    return state.times(1.0 / new.unit), new
