"""The two networks that the page compares: fully connected, and convolutional with a mean over windows at its end."""

from typing import NamedTuple

from ntkcore import Network, layers
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Kernel
from ntkcore.kernels.chain import Layer

FILTER = 3  # pixels


class Chosen(NamedTuple):
    """The properties that both networks have in common."""

    activation: Activation
    hidden_layers: int
    weight_std: float
    bias_std: float

    def connected(self) -> Architecture:
        """The fully connected network: it reads an image as a list of 64 numbers."""
        return Architecture(*self)

    def convolutional(self, *last: Layer, padding: str = "same") -> Network:
        """As many convolutions with filters of 3 × 3 pixels; then `last`, which makes vectors of images; then dense."""
        spreads = self.weight_std, self.bias_std
        hidden = [layers.conv(FILTER, *spreads, padding=padding), layers.activation(self.activation)]
        return Network(layers.serial(*(hidden * self.hidden_layers), *last, layers.dense(*spreads)))


SHIPPED = Chosen(Activation.RELU, 2, 2.0**0.5, 0.1)
KERNELS = (Kernel.NTK, Kernel.NNGP)
