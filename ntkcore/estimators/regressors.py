"""Infinitely wide networks as regressors of scikit-learn."""

import math
from typing import Any

import jax
import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, MultiOutputMixin, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from ntkcore import Architecture, KernelPair, Network, fit, kernel_pair
from ntkcore.checks import as_examples, check_number
from ntkcore.estimators.kernel import architecture_of
from ntkcore.reals import shown

_validated: Any = validate_data  # without types: those that a reader would infer from its defaults are wrong
# Inputs whose spread is computed together: the covariance among them is computed, and all but its diagonal dropped.
_ROWS = 1024


class _NetworkRegressor(MultiOutputMixin, RegressorMixin, BaseEstimator):
    """Regression with the kernels of a network: `ntkcore.fit` at the training inputs, then its answer at others."""

    _prior: str
    network_: Architecture | Network
    X_train_: np.ndarray
    fitted_: Any  # an ntkcore.Fitted of NumPy's arrays

    def __init__(
        self,
        activation: str = "relu",
        hidden_layers: int = 2,
        weight_std: float = math.sqrt(2.0),
        bias_std: float = 0.3,
        *,
        skip: str = "none",
        norm: str = "none",
        network: Architecture | Network | None = None,
        noise_std: float = 0.1,
    ) -> None:
        """Keep the parameters, which are checked when `fit` is called."""
        self.activation = activation
        self.hidden_layers = hidden_layers
        self.weight_std = weight_std
        self.bias_std = bias_std
        self.skip = skip
        self.norm = norm
        self.network = network
        self.noise_std = noise_std

    def fit(self, X: ArrayLike, y: ArrayLike) -> "_NetworkRegressor":
        """Solve for labels y, (n,) or (n, k), at inputs X, (n, d); (n, H, W, C) for a network of images.

        Returns the regressor itself. Raises ValueError for a parameter out of its range, and for X or y that are
        empty, not finite or badly shaped; TypeError for a sparse X. `JitterWarning` says if jitter, and not the data,
        decides the fit.
        """
        rows, labels = _validated(
            self, X, y, dtype=np.float64, multi_output=True, y_numeric=True, allow_nd=True, copy=True
        )
        as_examples("X", rows)
        self.network_ = self._checked_network()
        kernels = _kernels(self.network_, rows)
        solved = fit(kernels, labels, prior=self._prior, noise_std=self.noise_std, time=self._time())
        self.X_train_ = rows
        # JAX would read its own arrays back from a file in 32 bits, unless told otherwise.
        self.fitted_ = jax.tree.map(np.asarray, solved)
        return self

    def predict(self, X: ArrayLike, return_std: bool = False, return_cov: bool = False) -> Any:
        """Return the mean of f at X, and with it, if asked for, the standard deviation or the covariance of f.

        X (m, d) or (m, H, W, C). The mean has shape (m,), or (m, k) after labels (n, k), even for k = 1. The standard
        deviation has the shape of the mean; the covariance is (m, m) or (m, m, k), as from scikit-learn's
        GaussianProcessRegressor. The k outputs are independent of each other and share the covariance. Label noise is
        not included: add noise_std² to the variance for new labels.

        Raises ValueError if both are asked for, or X does not fit the training inputs; NotFittedError before `fit`.
        """
        check_is_fitted(self)
        if return_std and return_cov:
            raise ValueError("predict got return_std=True and return_cov=True. Ask for one of them at a time.")
        rows = _validated(self, X, dtype=np.float64, allow_nd=True, reset=False)
        as_examples("X", rows, like=self.X_train_)
        if return_std:
            blocks = [self._answer(rows[start : start + _ROWS], True) for start in range(0, len(rows), _ROWS)]
            mean = np.concatenate([np.asarray(block.mean) for block in blocks])
            std = np.concatenate([np.asarray(block.std) for block in blocks])
            return mean, _for_every_output(std, mean)
        answer = self._answer(rows, return_cov)
        mean = np.array(answer.mean)
        return (mean, _for_every_output(np.array(answer.covariance), mean)) if return_cov else mean

    def _answer(self, rows: np.ndarray, covariance: bool) -> Any:
        """The Gaussian of f at these inputs."""
        cross = _kernels(self.network_, rows, self.X_train_)
        return self.fitted_(cross, _kernels(self.network_, rows) if covariance else None)

    def _checked_network(self) -> Architecture | Network:
        """The network that the parameters describe. Raises ValueError."""
        if self.network is None:
            return architecture_of(self)
        if not isinstance(self.network, Architecture | Network):
            raise ValueError(
                f"network must be an ntkcore.Architecture or Network, got {shown(self.network)}. "
                "Give one, or None for a network of the other parameters."
            )
        return self.network

    def _time(self) -> float:
        """The training time."""
        return math.inf


def _kernels(network: Architecture | Network, x1: np.ndarray, x2: np.ndarray | None = None) -> KernelPair:
    """`kernel_pair`, by tiles: the folds of a cross-validation have many sizes, for which nothing is compiled again."""
    return kernel_pair(network, x1, x2, rows=len(x1))


def _for_every_output(values: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Repeat values that all outputs share along a last axis, if `mean` (m, k) has outputs."""
    return values if mean.ndim == 1 else np.repeat(values[..., None], mean.shape[1], axis=-1)


class NNGPRegressor(_NetworkRegressor):
    """Bayesian regression with the prior of an infinitely wide network, an estimator of scikit-learn.

    The prior of f is the Gaussian process of the network's random functions, with the NNGP kernel. Labels are
    y = f(x) + ε with ε ~ N(0, noise_std²); the default of `noise_std` is 0.1. `predict` returns the posterior (Lee et
    al. 2018, eqs. 8–9): the standard deviation is what remains uncertain about f given the data. It is
    ``ntkcore.predict`` with ``prior="nngp"``, and the same as scikit-learn's GaussianProcessRegressor with a
    `NetworkKernel` and alpha = noise_std².

    `activation`, `hidden_layers`, `weight_std`, `bias_std`, `skip` and `norm` are those of `Architecture`. `network`,
    an Architecture or any Network, takes their place if it is given.

    After `fit`: `network_`, `X_train_`, `fitted_` (a `Fitted` with the solution), `n_features_in_`, and
    `feature_names_in_` if X had names.
    """

    _prior = "nngp"


class NTKRegressor(_NetworkRegressor):
    """Infinitely wide networks trained by gradient descent, an estimator of scikit-learn.

    An ensemble of networks, each from its own random start, is trained up to `time` on ½Σ(f − y)² by gradient flow
    (Lee et al. 2019, eqs. 14–16). `predict` returns the mean of the ensemble. The standard deviation is the spread of
    its members: they differ because their random initial functions do. It is no posterior uncertainty about f, and
    depends on the NNGP kernel as well as on the NTK. It is ``ntkcore.predict`` with ``prior="ensemble"``.

    `noise_std` σ is the weight of the penalty ½σ²‖θ − θ₀‖², by default 0. At time ∞ the mean is that of kernel ridge
    regression with the NTK and alpha = σ². `time` in [0, ∞] is the number of steps times the learning rate; ∞ means
    until convergence.

    `activation`, `hidden_layers`, `weight_std`, `bias_std`, `skip` and `norm` are those of `Architecture`. `network`,
    an Architecture or any Network, takes their place if it is given.

    After `fit`: `network_`, `X_train_`, `fitted_` (a `Fitted` with the solution), `n_features_in_`, and
    `feature_names_in_` if X had names.
    """

    _prior = "ensemble"

    def __init__(
        self,
        activation: str = "relu",
        hidden_layers: int = 2,
        weight_std: float = math.sqrt(2.0),
        bias_std: float = 0.3,
        *,
        skip: str = "none",
        norm: str = "none",
        network: Architecture | Network | None = None,
        noise_std: float = 0.0,
        time: float = math.inf,
    ) -> None:
        """Keep the parameters, which are checked when `fit` is called."""
        super().__init__(
            activation,
            hidden_layers,
            weight_std,
            bias_std,
            skip=skip,
            norm=norm,
            network=network,
            noise_std=noise_std,
        )
        self.time = time

    def _time(self) -> float:
        return check_number("time", self.time, 0.0, math.inf)
