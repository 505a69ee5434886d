"""The mathematics of infinitely wide networks: kernels, posteriors, evidence and eigenmodes, in float64."""

from ntkcore import boolean, bounds
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation
from ntkcore.inference.fitting import Fitted, fit
from ntkcore.inference.gaussian import Gaussian, log_density
from ntkcore.inference.jitter import JitterWarning
from ntkcore.inference.prediction import log_evidence, predict
from ntkcore.kernels import layers
from ntkcore.kernels.gram import KernelPair, kernel_pair
from ntkcore.kernels.layers import Network
from ntkcore.networks import criticality, depth, statistics
from ntkcore.networks.tangent import empirical_ntk
from ntkcore.spectra.learnability import Learnability, learnability
from ntkcore.spectra.modes import Eigenmodes, eigenmodes

__version__ = "0.2.0"

__all__ = [
    "Activation",
    "Architecture",
    "Eigenmodes",
    "Fitted",
    "Gaussian",
    "JitterWarning",
    "KernelPair",
    "Learnability",
    "Network",
    "boolean",
    "bounds",
    "criticality",
    "depth",
    "eigenmodes",
    "empirical_ntk",
    "fit",
    "kernel_pair",
    "layers",
    "learnability",
    "log_density",
    "log_evidence",
    "predict",
    "statistics",
]
