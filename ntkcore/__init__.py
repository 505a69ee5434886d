"""The mathematics of infinitely wide networks: kernels, posteriors, evidence and eigenmodes, in float64."""

import jax

from ntkcore.architecture import Architecture
from ntkcore.choices import Activation
from ntkcore.eigenmodes import Eigenmodes, eigenmodes
from ntkcore.gaussian import Gaussian, log_density
from ntkcore.jitter import JitterWarning
from ntkcore.kernels import KernelPair, kernel_pair
from ntkcore.posterior import Fitted, fit
from ntkcore.predict import log_evidence, predict

__version__ = "0.2.0"

__all__ = [
    "Activation",
    "Architecture",
    "Eigenmodes",
    "Fitted",
    "Gaussian",
    "JitterWarning",
    "KernelPair",
    "eigenmodes",
    "fit",
    "kernel_pair",
    "log_density",
    "log_evidence",
    "predict",
]

jax.config.update("jax_enable_x64", True)
