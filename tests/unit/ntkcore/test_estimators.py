"""The regressors for scikit-learn: its checks of estimators, other routes to the same numbers, copies and errors."""

# scikit-learn has no types; those that pyright infers from its defaults are wrong.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportOperatorIssue=false

import pickle
import subprocess
import sys

import jax
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.exceptions import NotFittedError
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import GridSearchCV
from sklearn.utils.estimator_checks import parametrize_with_checks

from ntkcore import Architecture, JitterWarning, Network, kernel_pair, layers, predict
from ntkcore.estimators import NetworkKernel, NNGPRegressor, NTKRegressor
from tests.conftest import ROOT

SAME = 1e-10
RNG = np.random.default_rng(0)
X, X_TEST = RNG.normal(size=(12, 3)), RNG.normal(size=(5, 3))
Y = np.stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]], axis=1)
PLAIN = {"activation": "erf", "hidden_layers": 2, "weight_std": 1.3, "bias_std": 0.2, "noise_std": 0.1}
ARCH = Architecture("erf", 2, 1.3, 0.2)


@parametrize_with_checks([NTKRegressor(hidden_layers=1)])
def test_the_checks_of_scikit_learn(estimator, check):
    check(estimator)


@pytest.mark.long
@parametrize_with_checks([NNGPRegressor(), NTKRegressor(), NTKRegressor("erf", 1, noise_std=0.1, time=1.0)])
def test_the_checks_of_scikit_learn_of_more_regressors(estimator, check):
    check(estimator)


@pytest.mark.sample(3)
@pytest.mark.parametrize("y", [Y[:, 0], Y[:, :1], Y], ids=["(n,)", "(n, 1)", "(n, 2)"])
@pytest.mark.parametrize(
    ("regressor", "prior", "time"),
    [(NNGPRegressor(**PLAIN), "nngp", np.inf), (NTKRegressor(**PLAIN, time=3.0), "ensemble", 3.0)],
    ids=["nngp", "ntk"],
)
def test_they_give_what_predict_gives(regressor, prior, time, y):
    expected = predict(ARCH, X, y, X_TEST, prior=prior, noise_std=0.1, time=time)
    regressor = clone(regressor).fit(X, y)
    mean, std = regressor.predict(X_TEST, return_std=True)
    again, covariance = regressor.predict(X_TEST, return_cov=True)
    assert mean.shape == again.shape == std.shape == (5, *y.shape[1:])
    assert covariance.shape == (5, 5, *y.shape[1:])
    for values in (mean, again, regressor.predict(X_TEST)):
        assert values.dtype == np.float64
        np.testing.assert_allclose(values, expected.mean, atol=1e-12)
    for output in np.ndindex(y.shape[1:]):
        np.testing.assert_allclose(std[:, *output], expected.std, rtol=1e-8)
        np.testing.assert_allclose(covariance[:, :, *output], expected.covariance, atol=1e-12)


@pytest.mark.parametrize("y", [Y[:, 0], Y], ids=["(n,)", "(n, 2)"])
def test_the_posterior_is_that_of_scikit_learn(y):
    """Kernel ridge regression has the same mean, a Gaussian process with the same kernel the same spread, too."""
    regressor = NNGPRegressor(**PLAIN).fit(X, y)
    mean, std = regressor.predict(X_TEST, return_std=True)
    ridge = KernelRidge(alpha=0.01, kernel="precomputed").fit(np.array(kernel_pair(ARCH, X).nngp), y)
    np.testing.assert_allclose(ridge.predict(np.array(kernel_pair(ARCH, X_TEST, X).nngp)), mean, atol=SAME)
    process = GaussianProcessRegressor(NetworkKernel("erf", 2, 1.3, 0.2), alpha=0.01, optimizer=None).fit(X, y)
    expected_mean, expected_std = process.predict(X_TEST, return_std=True)
    np.testing.assert_allclose(mean, expected_mean, atol=SAME)
    np.testing.assert_allclose(std, expected_std, atol=SAME)
    expected = process.predict(X_TEST, return_cov=True)[1]
    np.testing.assert_allclose(regressor.predict(X_TEST, return_cov=True)[1], expected, atol=SAME)


def test_converged_networks_have_the_mean_of_kernel_ridge_regression():
    regressor = NTKRegressor(**PLAIN).fit(X, Y)
    ridge = KernelRidge(alpha=0.01, kernel="precomputed").fit(np.array(kernel_pair(ARCH, X).ntk), Y)
    expected = ridge.predict(np.array(kernel_pair(ARCH, X_TEST, X).ntk))
    np.testing.assert_allclose(regressor.predict(X_TEST), expected, atol=SAME)


def test_untrained_networks_are_the_prior():
    mean, covariance = NTKRegressor(**PLAIN, time=0.0).fit(X, Y[:, 0]).predict(X_TEST, return_cov=True)
    np.testing.assert_array_equal(mean, 0.0)
    np.testing.assert_allclose(covariance, kernel_pair(ARCH, X_TEST).nngp, atol=1e-13)


def test_the_spread_of_many_inputs_is_computed_in_blocks(monkeypatch):
    regressor, tests = NNGPRegressor(**PLAIN).fit(X, Y), np.concatenate([X_TEST, -X_TEST])
    mean, std = regressor.predict(tests, return_std=True)
    monkeypatch.setattr("ntkcore.estimators.regressors._ROWS", 5)
    again, std_of_blocks = regressor.predict(tests, return_std=True)
    np.testing.assert_allclose(again, mean, atol=1e-13)
    np.testing.assert_allclose(std_of_blocks, std, rtol=1e-9)


def test_any_network_may_be_given():
    chain = Network(
        layers.serial(layers.conv(2, 1.2, 0.1), layers.activation("relu"), layers.flatten(), layers.dense(1))
    )
    images, tests = RNG.normal(size=(6, 3, 3, 1)), RNG.normal(size=(2, 3, 3, 1))
    y = np.arange(6) % 2
    regressor = clone(NTKRegressor(network=chain, noise_std=0.1)).fit(images, y)
    expected = predict(chain, images, y, tests, noise_std=0.1)
    np.testing.assert_allclose(regressor.predict(tests), expected.mean, atol=1e-12)
    given = NNGPRegressor(network=ARCH, noise_std=0.1).fit(X, Y)
    np.testing.assert_array_equal(given.predict(X_TEST), NNGPRegressor(**PLAIN).fit(X, Y).predict(X_TEST))
    with pytest.raises(ValueError, match=r"^X must have images of shape"):
        regressor.predict(tests[:, :, 0, 0])


@pytest.mark.parametrize("regressor", [NNGPRegressor(**PLAIN), NTKRegressor(**PLAIN, time=2.0)], ids=repr)
def test_copies_and_files_keep_all_digits(regressor):
    fitted = clone(regressor).fit(X, Y)
    assert clone(fitted).get_params() == regressor.get_params()
    again = pickle.loads(pickle.dumps(fitted))
    for left, right in zip(
        again.predict(X_TEST, return_std=True), fitted.predict(X_TEST, return_std=True), strict=True
    ):
        np.testing.assert_array_equal(left, right)
    leaves = jax.tree.leaves(again.fitted_)
    assert all(isinstance(leaf, np.ndarray) and leaf.dtype == np.float64 for leaf in leaves if np.ndim(leaf))


def test_later_changes_of_the_data_change_nothing():
    x, y = X.copy(), Y.copy()
    regressor = NNGPRegressor(**PLAIN).fit(x, y)
    expected = regressor.predict(X_TEST)
    x[:], y[:] = 0.0, 0.0
    np.testing.assert_array_equal(regressor.predict(X_TEST), expected)


def test_digits_are_classified_and_noise_is_selected():
    pixels, digit = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(digit))[:500]
    pixels, digit = pixels[order] / 16, digit[order]
    search = GridSearchCV(NTKRegressor(hidden_layers=1), {"noise_std": [0.1, 100.0]}, cv=2)
    search.fit(pixels[:300], np.eye(10)[digit[:300]])
    assert search.best_params_ == {"noise_std": 0.1}
    assert np.mean(np.argmax(search.predict(pixels[300:]), axis=1) == digit[300:]) > 0.9


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"activation": "step"}, "activation must be one of"),
        ({"hidden_layers": 0}, "hidden_layers must be in"),
        ({"weight_std": -1.0}, "weight_std must be in"),
        ({"bias_std": "a"}, "bias_std must be a number"),
        ({"noise_std": -0.1}, "noise_std must be in"),
        ({"time": -1.0}, "time must be in"),
        ({"time": [1.0, 2.0]}, "time must be a number"),
        ({"network": "relu"}, "network must be an ntkcore.Architecture or Network, got 'relu'"),
    ],
    ids=str,
)
def test_wrong_parameters_are_named_by_fit(wrong, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        NTKRegressor(**wrong).fit(X, Y)


def test_wrong_calls_are_refused():
    with pytest.raises(NotFittedError):
        NNGPRegressor().predict(X)
    with pytest.raises(ValueError, match="one of them at a time"):
        NNGPRegressor(noise_std=0.1).fit(X, Y).predict(X, return_std=True, return_cov=True)
    with pytest.raises(ValueError, match=r"^X must have shape"):
        NNGPRegressor().fit(np.ones((4, 2, 2)), np.ones(4))


def test_jitter_is_told_in_the_name_of_the_caller():
    with pytest.warns(JitterWarning, match="^the fit is decided by the jitter") as warnings:
        NNGPRegressor(noise_std=0.0).fit([[0.0], [0.0], [1.0]], [0.0, 1.0, 0.0])
    assert warnings[0].filename == __file__


def test_the_library_does_without_scikit_learn():
    """`import ntkcore` loads none of it; the estimators say what to install."""
    code = """
import importlib.util, sys
import ntkcore
assert not [name for name in sys.modules if name.partition(".")[0] == "sklearn"]
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "sklearn" else find(name, *rest)
try:
    import ntkcore.estimators
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == ('ntkcore.estimators needs scikit-learn. Install it with: pip install "ntkcore[sklearn]"\n')


@pytest.mark.sample(2)
@pytest.mark.parametrize("way", [{"skip": "equal"}, {"norm": "layer"}, {"skip": "scaled", "norm": "layer"}])
def test_skips_and_layer_norm_are_those_of_the_architecture(way):
    x, y, new = np.array([[-1.0], [0.2], [0.9]]), np.array([0.5, -0.3, 0.8]), np.array([[0.4], [-0.6]])
    arch = Architecture("erf", 3, 1.3, 0.2, **way)
    for regressor, prior in ((NNGPRegressor, "nngp"), (NTKRegressor, "ensemble")):
        mean = regressor("erf", 3, 1.3, 0.2, noise_std=0.1, **way).fit(x, y).predict(new)
        np.testing.assert_allclose(mean, predict(arch, x, y, new, prior=prior, noise_std=0.1).mean, rtol=1e-11)
    kernel = NetworkKernel("erf", 3, 1.3, 0.2, kernel="ntk", **way)
    np.testing.assert_allclose(kernel(x, new), kernel_pair(arch, x, new).ntk, rtol=1e-12)
