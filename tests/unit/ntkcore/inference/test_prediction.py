"""Posteriors and evidence of the public API: textbook formulas, limits, and what holds for every data set."""

import math

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntkcore import Architecture, Gaussian, JitterWarning, kernel_pair, log_density, log_evidence, predict
from ntkcore.inference.factor import JITTER
from tests.conftest import FINITE_DIFFERENCE, POSTERIOR

PRIORS = ["nngp", "ntk", "ensemble"]
ARCH = Architecture("relu", 2, 1.4, 0.4)
X = np.array([-1.2, -0.5, 0.1, 0.6, 1.1])
Y = np.array([0.3, -0.6, 0.9, 0.2, -0.4])
X_TEST = np.array([-0.9, 0.0, 0.35, 1.4])

ARCHITECTURES = st.builds(
    Architecture, st.sampled_from(["relu", "erf", "gelu"]), st.integers(1, 8), st.floats(0.5, 1.6)
)
POINTS = st.lists(st.tuples(st.integers(-150, 150), st.integers(-300, 300)), min_size=5, max_size=5).map(
    lambda ticks: np.array(ticks).T / 100
)
few = settings(max_examples=25)


def close(left: Gaussian, right: Gaussian, tolerance: float = POSTERIOR) -> None:
    for ours, expected in zip(left, right, strict=True):
        expected = np.array(expected)
        np.testing.assert_allclose(ours, expected, rtol=0, atol=tolerance * max(1.0, np.abs(expected).max()))


def textbook(prior: str, noise_std: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance at t = ∞ by plain solves."""
    kernels = {name: np.array(k) for name, k in kernel_pair(ARCH, np.concatenate([X, X_TEST]))._asdict().items()}
    f, r = kernels["ntk" if prior == "ntk" else "nngp"], kernels["nngp" if prior == "nngp" else "ntk"]
    n = len(X)
    gain = np.linalg.solve(r[:n, :n] + noise_std**2 * np.eye(n), r[:n, n:]).T
    if prior == "ensemble":
        covariance = f[n:, n:] + gain @ f[:n, :n] @ gain.T - gain @ f[:n, n:] - f[n:, :n] @ gain.T
    else:
        covariance = f[n:, n:] - gain @ f[:n, n:]
    return gain @ Y, covariance


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("noise_std", [0.0, 0.2])
def test_trained_to_the_end_it_is_the_textbook_posterior(prior, noise_std):
    mean, covariance = textbook(prior, noise_std)
    posterior = predict(ARCH, X, Y, X_TEST, prior=prior, noise_std=noise_std)
    np.testing.assert_allclose(posterior.mean, mean, atol=POSTERIOR)
    np.testing.assert_allclose(posterior.covariance, covariance, atol=POSTERIOR)


@pytest.mark.parametrize("prior", PRIORS)
def test_training_starts_at_the_prior_and_ends_at_the_limit(prior):
    before = predict(ARCH, [], [], X_TEST, prior=prior)
    assert not before.mean.any()
    kernels = kernel_pair(ARCH, X_TEST)
    np.testing.assert_array_equal(before.covariance, kernels.ntk if prior == "ntk" else kernels.nngp)
    close(predict(ARCH, X, Y, X_TEST, prior=prior, time=0.0), before, 1e-15)
    close(predict(ARCH, X, Y, X_TEST, prior=prior, time=1e-12), before, 1e-10)
    close(predict(ARCH, X, Y, X_TEST, prior=prior, time=1e9), predict(ARCH, X, Y, X_TEST, prior=prior))


def test_the_ensemble_at_any_time_is_a_linear_map_of_its_initial_functions():
    """cov = [−A, 1] F [−A, 1]ᵀ with A by a dense matrix exponential instead of eigenmodes."""
    f, r = (np.array(k) for k in kernel_pair(ARCH, np.concatenate([X, X_TEST])))
    n, time, noise_std = len(X), 3.0, 0.3
    regularised = r[:n, :n] + noise_std**2 * np.eye(n)
    decay = np.array(jax.scipy.linalg.expm(-regularised * time))
    gain = r[n:, :n] @ np.linalg.solve(regularised, np.eye(n) - decay)
    joint = np.concatenate([-gain, np.eye(len(X_TEST))], axis=1)
    posterior = predict(ARCH, X, Y, X_TEST, noise_std=noise_std, time=time)
    np.testing.assert_allclose(posterior.mean, gain @ Y, atol=POSTERIOR)
    np.testing.assert_allclose(posterior.covariance, joint @ f @ joint.T, atol=POSTERIOR)


@few
@given(ARCHITECTURES, POINTS, st.sampled_from(PRIORS), st.floats(0.05, 1.0), st.permutations(range(5)))
def test_the_order_of_the_points_does_not_matter(arch, points, prior, noise_std, order):
    x, y = points
    close(
        predict(arch, x[order], y[order], X_TEST, prior=prior, noise_std=noise_std),
        predict(arch, x, y, X_TEST, prior=prior, noise_std=noise_std),
        1e-8,
    )


@pytest.mark.filterwarnings("ignore::ntkcore.JitterWarning")
@few
@given(ARCHITECTURES, POINTS, st.sampled_from([0.0, 0.1]))
def test_another_point_never_raises_a_variance_of_the_nngp(arch, points, noise_std):
    x, y = points
    more = predict(arch, x, y, X_TEST, prior="nngp", noise_std=noise_std).covariance
    fewer = predict(arch, x[:4], y[:4], X_TEST, prior="nngp", noise_std=noise_std).covariance
    scale = float(np.trace(kernel_pair(arch, X_TEST).nngp))
    assert (np.linalg.eigvalsh(fewer - more) >= -1e-8 * scale).all()


@pytest.mark.filterwarnings("ignore::ntkcore.JitterWarning")
@few
@given(ARCHITECTURES, POINTS, st.sampled_from(PRIORS), st.sampled_from([0.0, 0.3]), st.sampled_from([0.5, math.inf]))
def test_every_posterior_is_a_covariance_also_with_repeated_points(arch, points, prior, noise_std, time):
    x, y = points
    x[1] = x[0]
    posterior = predict(arch, x, y, X_TEST, prior=prior, noise_std=noise_std, time=time)
    covariance = np.array(posterior.covariance)
    assert np.isfinite(posterior.mean).all()
    assert np.diag(covariance).min() >= 0.0
    np.testing.assert_array_equal(covariance, covariance.T)
    scale = float(np.trace(getattr(kernel_pair(arch, X_TEST), "ntk" if prior == "ntk" else "nngp")))
    assert np.linalg.eigvalsh(covariance)[0] >= -1e-8 * scale


@pytest.mark.parametrize("prior", ["nngp", "ntk"])
def test_the_joint_evidence_is_the_product_of_predictions(prior):
    """log p(y) = Σ log p(y_k | y_<k), each from `predict` with the label noise added."""
    noise_std, total = 0.2, 0.0
    for k in range(3):
        f = predict(ARCH, X[:k], Y[:k], X[k : k + 1], prior=prior, noise_std=noise_std)
        total += float(log_density(Gaussian(f.mean, f.covariance + noise_std**2), Y[k : k + 1]))
    assert float(log_evidence(ARCH, X[:3], Y[:3], prior=prior, noise_std=noise_std)) == pytest.approx(total, rel=1e-10)


def test_the_evidence_is_highest_where_the_regression_predicts():
    """Its only stationary point in y* is k*ᵀ K⁻¹ y: likelihood and regression never disagree."""
    kwargs = {"prior": "ntk", "noise_std": 0.1}
    mean = float(predict(ARCH, X, Y, [0.35], **kwargs).mean[0])
    at = [float(log_evidence(ARCH, [*X, 0.35], [*Y, mean + step], **kwargs)) for step in (-1e-3, 0.0, 1e-3)]
    assert at[1] > max(at[0], at[2])
    assert at[0] == pytest.approx(at[2], abs=1e-9)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("activation", "prior"), [("relu", "nngp"), ("relu", "ntk"), ("gelu", "nngp")])
def test_evidence_has_finite_right_derivatives_also_with_coincident_points(activation, prior):
    x, y = [-0.7, -0.7, 0.0, 0.4, 0.4], [0.1, 0.3, -0.2, 0.8, 0.7]

    def evidence(w, b):
        return log_evidence(Architecture(activation, 2, w, b), x, y, prior=prior)

    value_and_slopes, h = jax.jit(jax.value_and_grad(evidence, (0, 1))), 1e-5
    slopes = value_and_slopes(1.3, 0.3)[1]
    for argument, (dw, db) in enumerate([(h, 0.0), (0.0, h)]):
        above, below = value_and_slopes(1.3 + dw, 0.3 + db)[0], value_and_slopes(1.3 - dw, 0.3 - db)[0]
        assert float(slopes[argument]) == pytest.approx(float((above - below) / (2 * h)), rel=FINITE_DIFFERENCE)


def test_no_data_are_certain():
    assert float(log_evidence(ARCH, [], [])) == 0.0


def test_rank_deficient_data_without_noise_get_the_stated_jitter():
    """A bias-free ReLU network cannot meet three labels on one side of 0: the best it can is least squares."""
    arch, x = Architecture("relu", 1, math.sqrt(2.0), 0.0), np.array([0.5, 1.0, 1.5])
    with pytest.warns(JitterWarning, match="the labels are missed by 57 %"):
        posterior = predict(arch, x, [1.0, 1.0, 1.0], x, prior="ntk")
    line = x * (x.sum() / (x @ x))
    np.testing.assert_allclose(posterior.mean, line, atol=1e-3)  # rounding of K over the jitter
    scale = float(np.mean(np.diag(kernel_pair(arch, x).ntk)))
    assert 0 <= np.diag(posterior.covariance).max() <= JITTER * scale


def test_zero_kernel_predicts_zero():
    """At x = 0 a bias-free network is 0, whatever the label says."""
    posterior = predict(Architecture("relu", 2, 1.4, 0.0), [0.0], [1.0], [0.0, 0.5])
    np.testing.assert_array_equal(posterior.mean, 0.0)
    assert posterior.covariance[0, 0] == 0.0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"prior": "bayes"}, "prior must be one of nngp, ntk, ensemble, got 'bayes'"),
        ({"y": Y[:3]}, r"y must have shape \(5,\), .* got \(3,\)"),
        ({"y": Y[None]}, r"or \(5, k\) for k ≥ 1 outputs, got \(1, 5\)"),
        ({"y": np.zeros((5, 0))}, r"got \(5, 0\)"),
        ({"y": np.zeros((5, 2, 1))}, r"got \(5, 2, 1\)"),
        ({"y": [0.0, 1.0, math.nan, 0.0, 0.0]}, "y must be finite, got nan"),
        ({"x_test": []}, "x_test must have shape"),
        ({"x_test": [1e21]}, r"x_test must lie within ±1e\+20, got 1e\+21"),
        ({"x_test": np.zeros((2, 3))}, "x must have as many features as the other inputs, 3, got 1"),
        ({"noise_std": -0.1}, "noise_std must be in"),
        ({"time": -1.0}, "time must be in"),
        ({"time": math.nan}, "time must be in"),
        ({"time": [0.5, math.nan]}, r"time must be in \[0, inf\], got nan"),
        ({"time": np.array([0.5, -1.0])}, r"time must be in \[0, inf\], got -1.0"),
        ({"time": [[0.5]]}, r"time must be a number or have shape \(T,\) with T ≥ 1, got \(1, 1\)"),
        ({"time": []}, r"got \(0,\)"),
        ({"time": ["late"]}, "time must be an array of real numbers"),
        ({"relative_ridge": -1e-3}, "relative_ridge must be in"),
        ({"relative_ridge": [0.1, 0.2]}, "relative_ridge must be a single number"),
        ({"x": [], "y": [1.0]}, r"y must have shape \(0,\)"),
    ],
)
def test_bad_arguments_are_named(change, says):
    arguments = {"x": X, "y": Y, "x_test": X_TEST} | change
    with pytest.raises(ValueError, match=says):
        predict(ARCH, **arguments)


def test_trained_networks_have_no_evidence():
    with pytest.raises(ValueError, match="must be 'nngp' or 'ntk', got 'ensemble'"):
        log_evidence(ARCH, X, Y, prior="ensemble")


@pytest.mark.parametrize("noise_std", [0.0, 1e-8, 0.1])
def test_beside_a_variance_that_rounding_took_there_is_no_covariance(noise_std):
    """Data near 0 and a kernel of 1e21: two equal inputs far from the data had variance 0 and a covariance of 1e5."""
    arch = Architecture("leaky_relu", 32, 3.0, 0.0)
    posterior = predict(arch, [1e-8, 0.0, -1e-8], [1.0, 0.0, 1.0], [0.2, 0.2], noise_std=1e-8, time=1e-3)
    assert (np.abs(posterior.covariance) <= np.outer(posterior.std, posterior.std) * (1 + 1e-12)).all()
    assert not np.isnan(posterior.log_density([0.0, 0.0], noise_std))
