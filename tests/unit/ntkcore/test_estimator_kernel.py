"""The kernel for scikit-learn: its values, gradients, hyperparameters, and the methods that take it."""

# scikit-learn has no types; those that pyright infers from its defaults are wrong.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportOperatorIssue=false

import pickle

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, WhiteKernel
from sklearn.kernel_ridge import KernelRidge
from sklearn.svm import SVC

from ntkcore import Architecture, kernel_pair, log_evidence
from ntkcore.estimators import NetworkKernel
from tests.conftest import FINITE_DIFFERENCE, ROUNDING

RNG = np.random.default_rng(1)
X, X_TEST = RNG.normal(size=(10, 2)), RNG.normal(size=(4, 2))
Y = np.cos(X[:, 0]) * X[:, 1]
KERNELS = ("nngp", "ntk")


def kernel_of(kernel, **options):
    return NetworkKernel("relu", 1, 1.3, 0.2, kernel=kernel, **options)


@pytest.mark.parametrize("kernel", KERNELS)
def test_values_are_those_of_the_library(kernel):
    network = kernel_of(kernel)
    among = network(X)
    np.testing.assert_allclose(among, kernel_pair(Architecture("relu", 1, 1.3, 0.2), X).of(kernel), rtol=ROUNDING)
    across = kernel_pair(Architecture("relu", 1, 1.3, 0.2), X, X_TEST).of(kernel)
    np.testing.assert_allclose(network(X, X_TEST), across, rtol=ROUNDING)
    np.testing.assert_allclose(network.diag(X), np.diagonal(among), rtol=ROUNDING)
    assert among.dtype == network.diag(X).dtype == np.float64
    assert among.flags.writeable  # scikit-learn adds alpha to its diagonal
    assert network.is_stationary() is False
    assert network.requires_vector_input


@pytest.mark.parametrize("kernel", KERNELS)
def test_gradients_are_those_of_differences(kernel):
    network = kernel_of(kernel)
    gram, gradient = network(X, eval_gradient=True)
    np.testing.assert_allclose(gram, network(X), rtol=ROUNDING)
    assert [hyperparameter.name for hyperparameter in network.hyperparameters] == ["bias_std", "weight_std"]
    np.testing.assert_allclose(network.theta, np.log([0.2, 1.3]))
    for index, step in enumerate(1e-5 * np.eye(2)):
        above, below = (network.clone_with_theta(network.theta + sign * step)(X) for sign in (1, -1))
        difference = (above - below) / 2e-5
        np.testing.assert_allclose(gradient[..., index], difference, atol=FINITE_DIFFERENCE * np.abs(difference).max())


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_likelihood_and_its_gradient_are_those_of_the_library(kernel):
    process = GaussianProcessRegressor(kernel_of(kernel), alpha=0.04, optimizer=None).fit(X, Y)
    theta = np.log([0.3, 1.1])
    value, gradient = process.log_marginal_likelihood(theta, eval_gradient=True)

    def evidence(logarithms):
        bias_std, weight_std = jnp.exp(logarithms)
        return log_evidence(Architecture("relu", 1, weight_std, bias_std), X, Y, prior=kernel, noise_std=0.2)

    with jax.enable_x64(True):
        expected, expected_gradient = jax.value_and_grad(evidence)(jnp.asarray(theta))
    np.testing.assert_allclose(value, expected, rtol=1e-10)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-9)
    np.testing.assert_allclose(process.log_marginal_likelihood(theta), value, rtol=1e-12)


def test_the_optimiser_reaches_a_maximum():
    """Within sums and products of kernels; the gradient of the evidence is 0 there, or a bound is reached."""
    kernel = ConstantKernel(1.0, "fixed") * kernel_of("nngp") + WhiteKernel(0.1)
    process = GaussianProcessRegressor(kernel, alpha=1e-8).fit(X, 1.0 + Y + 0.3 * RNG.normal(size=10))
    theta = process.kernel_.theta
    assert theta.shape == (3,)
    value, gradient = process.log_marginal_likelihood(theta, eval_gradient=True)
    assert value > process.log_marginal_likelihood(kernel.theta) + 0.1
    low, high = process.kernel_.bounds.T
    inside = (theta > low + 1e-6) & (theta < high - 1e-6)
    assert inside.any()
    np.testing.assert_allclose(gradient[inside], 0.0, atol=1e-2)


@pytest.mark.parametrize(
    ("network", "names"),
    [
        (NetworkKernel(bias_std=0.0), ["weight_std"]),
        (NetworkKernel(bias_std=None), ["weight_std"]),
        (NetworkKernel(weight_std_bounds="fixed"), ["bias_std"]),
        (NetworkKernel(bias_std_bounds="fixed", weight_std_bounds="fixed"), []),
    ],
    ids=repr,
)
def test_what_is_fixed_has_no_gradient_and_stays(network, names):
    """A spread of 0 has no logarithm: it is fixed."""
    free = [hyperparameter.name for hyperparameter in network.hyperparameters if not hyperparameter.fixed]
    assert free == names
    gram, gradient = network(X, eval_gradient=True)
    assert gradient.shape == (10, 10, len(names))
    assert np.isfinite(gradient).all()
    np.testing.assert_allclose(gram, network(X), rtol=ROUNDING)
    if names:
        moved = network.clone_with_theta(network.theta + 0.1)
        assert {name for name in ("weight_std", "bias_std") if getattr(moved, name) != getattr(network, name)} == set(
            names
        )


def test_kernel_ridge_regression_and_support_vectors_take_it():
    network = kernel_of("ntk")
    ridge = KernelRidge(alpha=0.1, kernel=network).fit(X, Y)
    weights = np.linalg.solve(network(X) + 0.1 * np.eye(10), Y)
    np.testing.assert_allclose(ridge.predict(X_TEST), network(X_TEST, X) @ weights, rtol=1e-9)
    label = Y > 0
    machine = SVC(kernel=network).fit(X, label)
    precomputed = SVC(kernel="precomputed").fit(network(X), label)
    np.testing.assert_array_equal(machine.predict(X_TEST), precomputed.predict(network(X_TEST, X)))


def test_copies_are_equal():
    network = kernel_of("ntk", bias_std_bounds="fixed")
    for copy in (clone(network), pickle.loads(pickle.dumps(network)), network.clone_with_theta(network.theta)):
        np.testing.assert_allclose(copy(X), network(X), rtol=ROUNDING)
    assert clone(network) == network
    assert clone(network) != kernel_of("nngp", bias_std_bounds="fixed")
    assert repr(network) == "NetworkKernel(relu, hidden_layers=1, weight_std=1.3, bias_std=0.2, kernel=ntk)"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"activation": "step"}, "activation must be one of"),
        ({"weight_std": -1.0}, "weight_std must be in"),
        ({"kernel": "rbf"}, "kernel must be 'nngp' or 'ntk'"),
    ],
    ids=str,
)
def test_wrong_parameters_are_named(wrong, message):
    for call in (lambda k: k(X), lambda k: k(X, eval_gradient=True), lambda k: k.diag(X)):
        with pytest.raises(ValueError, match=f"^{message}"):
            call(NetworkKernel(**wrong))


def test_gradients_between_two_sets_are_refused():
    with pytest.raises(ValueError, match="gradients of k"):
        NetworkKernel()(X, X_TEST, eval_gradient=True)
    with pytest.raises(ValueError, match="x1 must be finite"):
        NetworkKernel()(np.full((2, 2), np.nan))
