"""Regressors and a kernel for scikit-learn, which the extra "sklearn" installs."""

from importlib.util import find_spec

if find_spec("sklearn") is None:  # before the modules that import it, so that the error says what to install
    raise ImportError('ntkcore.estimators needs scikit-learn. Install it with: pip install "ntkcore[sklearn]"')

from ntkcore.estimators.kernel import NetworkKernel
from ntkcore.estimators.regressors import NNGPRegressor, NTKRegressor

__all__ = ["NNGPRegressor", "NTKRegressor", "NetworkKernel"]
