"""The words by which activations, skips, norms, kernels and distributions over functions are chosen."""

from enum import StrEnum

from ntkcore.kernels.activations import Activation

__all__ = ["Activation", "Distribution", "Kernel", "Norm", "Skip"]


class Skip(StrEnum):
    """A way for pre-activations z to skip the next layer: z ← s z + r Dense(φ(z)) (He et al. 2016).

    NONE: s = 0, r = 1. EQUAL: s² = r² = ½, so that a layer keeps the variance. SCALED: s = 1, r² = 1/hidden_layers, so
    that inputs stay apart at any depth.
    """

    NONE = "none"
    EQUAL = "equal"
    SCALED = "scaled"


class Norm(StrEnum):
    """A normalisation of pre-activations before each φ: none, or that of a layer (Ba et al. 2016)."""

    NONE = "none"
    LAYER = "layer"


class Kernel(StrEnum):
    """A kernel of an infinitely wide network: the covariance of its outputs at the start, or its tangent kernel."""

    NNGP = "nngp"
    NTK = "ntk"


class Distribution(StrEnum):
    """A distribution over functions, given data.

    NNGP: the Bayesian posterior of random networks. NTK: that of a Gaussian process whose covariance is the NTK.
    ENSEMBLE: networks trained by gradient flow, each from its own random start.
    """

    NNGP = "nngp"
    NTK = "ntk"
    ENSEMBLE = "ensemble"

    @property
    def function_kernel(self) -> Kernel:
        """The covariance of the functions before they see data."""
        return Kernel.NTK if self is Distribution.NTK else Kernel.NNGP

    @property
    def regression_kernel(self) -> Kernel:
        """The kernel that carries labels from the training inputs to other inputs."""
        return Kernel.NNGP if self is Distribution.NNGP else Kernel.NTK
