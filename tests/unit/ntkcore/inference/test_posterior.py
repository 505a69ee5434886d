"""Variances that are never below 0, derivatives at any time, and when jitter decides: `fit`, `predict`, `Gaussian`."""

import math
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import (
    Activation,
    Architecture,
    Gaussian,
    JitterWarning,
    KernelPair,
    fit,
    kernel_pair,
    log_evidence,
    predict,
)
from ntkcore.inference.factor import JITTER
from tests.conftest import POSTERIOR
from tests.unit import small_problem
from tests.unit.small_problem import ARCH, PRIORS

X, Y, TESTS = np.array(small_problem.X), np.array(small_problem.Y), np.array([-0.9, 0.0, 0.35])
# Labels rounded to 0.01 lie on no function as smooth as those of erf.
SNAPPED = np.arange(0.0, 0.99, 0.07)
SMOOTH = Architecture("erf", 1, 1.41, 0.3)


def blocks(arch, x, tests) -> tuple[KernelPair, KernelPair, KernelPair]:
    kernels, n = kernel_pair(arch, np.concatenate([x, tests])), len(x)
    cuts = ((slice(n), slice(n)), (slice(n, None), slice(n)), (slice(n, None), slice(n, None)))
    train, cross, test = (KernelPair(*(kernel[cut] for kernel in kernels)) for cut in cuts)
    return train, cross, test


@pytest.mark.sample(4)
@pytest.mark.filterwarnings("ignore::ntkcore.JitterWarning")
@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("hidden_layers", [2, 32])
@pytest.mark.parametrize("prior", PRIORS)
def test_no_variance_is_below_zero_where_the_data_fix_the_function(activation, hidden_layers, prior):
    """At the training inputs without noise: 0 but for rounding and jitter, whose root is 1e-6 of the prior's."""
    for weight_std, bias_std, time in ((1.4, 0.3, math.inf), (0.5, 0.0, math.inf), (3.0, 1.0, 50.0)):
        arch = Architecture(activation, hidden_layers, weight_std, bias_std)
        for x in (X, np.array([0.3, 0.3, 0.31, -0.3, 1.5])):
            posterior = predict(arch, x, Y, x, prior=prior, time=time)
            before = predict(arch, [], [], x, prior=prior).std
            roots = np.sqrt(np.diag(np.asarray(posterior.covariance)))
            assert np.isfinite(posterior.mean).all()
            np.testing.assert_array_equal(posterior.std, roots)
            if math.isinf(time):
                # Directions that only jitter holds up are fixed to JITTER in the variance, unless functions of the
                # ensemble, drawn from another kernel, do not lie in what the NTK can learn.
                tolerance = 2e-5 if prior != "ensemble" else 3e-3
                assert (roots <= tolerance * np.asarray(before).max()).all(), (roots, before)


def test_a_gaussian_unpacks_and_passes_through_jax():
    posterior = jax.jit(lambda y: predict(ARCH, X, y, TESTS, noise_std=0.1))(Y)
    mean, covariance = posterior
    np.testing.assert_allclose(posterior.std, np.sqrt(np.diag(covariance)), rtol=1e-15)
    many = jax.vmap(lambda y: predict(ARCH, X, y, TESTS, noise_std=0.1))(np.stack([Y, 2.0 * Y]))
    np.testing.assert_allclose(many.mean, np.stack([mean, 2.0 * mean]), atol=POSTERIOR)
    assert many.std.shape == (2, 3)
    densities = jax.vmap(lambda g: g.log_density([0.1, 0.2, 0.3]))(many)
    again = jax.vmap(lambda g: g.log_density([0.1, 0.2, 0.3]))(Gaussian(many.mean, many.covariance))
    np.testing.assert_array_equal(densities, again)
    assert float(densities[0]) == pytest.approx(float(posterior.log_density([0.1, 0.2, 0.3])), rel=POSTERIOR)


def test_samples_have_the_mean_and_the_covariance():
    posterior = predict(ARCH, X, Y, TESTS, noise_std=0.3)
    count = 20_000
    draws = np.asarray(posterior.sample(jax.random.key(0), count))
    assert draws.shape == (count, 3)
    standard_error = np.asarray(posterior.std) / count**0.5
    assert (np.abs(draws.mean(axis=0) - posterior.mean) < 4 * standard_error).all()
    variances = np.outer(posterior.std, posterior.std) + np.asarray(posterior.covariance) ** 2 / np.outer(
        posterior.std, posterior.std
    )
    deviation = np.abs(np.cov(draws.T) - posterior.covariance)
    assert (deviation < 4 * np.sqrt(np.outer(posterior.std, posterior.std) * variances / count)).all()
    fixed = predict(ARCH, X, Y, X).sample(jax.random.key(1), 5)
    np.testing.assert_allclose(fixed, np.broadcast_to(Y, (5, 5)), atol=1e-6)


def test_the_noise_of_labels_is_added_to_the_covariance():
    f, labels = predict(ARCH, X, Y, TESTS), [0.1, 0.2, 0.3]
    noisy = Gaussian(f.mean, f.covariance + 0.04 * jnp.eye(3))
    assert float(f.log_density(labels, 0.2)) == pytest.approx(float(noisy.log_density(labels)), rel=1e-12)
    with pytest.raises(ValueError, match="noise_std must be in"):
        f.log_density(labels, -0.1)


SLOW = [("erf", "nngp"), ("erf", "ntk")]


def total(p, arch, prior, time):
    """Some number of every entry of mean and covariance."""
    network = Architecture(arch, 2, p["weight_std"], p["bias_std"])
    f = predict(network, p["x"], p["y"], p["x_test"], prior=prior, noise_std=p["noise_std"], time=p.get("time", time))
    weights = jnp.array([0.7, -1.1, 0.4])
    return weights @ f.mean + jnp.sum(jnp.outer(weights, jnp.array([1.0, 0.3, -0.8])) * f.covariance)


# The smooth activation takes half a minute to compile for each prior; the ensemble has both kernels.
@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("activation", "time", "prior"),
    [
        pytest.param(activation, time, prior, marks=pytest.mark.long if (activation, prior) in SLOW else ())
        for activation, time in [("relu", math.inf), ("erf", 2.5), ("relu", 0.0)]
        for prior in PRIORS
    ],
)
def test_derivatives_in_everything_are_those_of_differences(activation, time, prior):
    """In directions that keep the coincident inputs equal; their kernel has a repeated eigenvalue."""
    x = np.array([-1.2, -1.2, 0.1, 0.6, 0.6])
    point = {"weight_std": 1.4, "bias_std": 0.4, "noise_std": 0.2, "x": x, "y": Y, "x_test": TESTS}
    if math.isfinite(time):
        point["time"] = time
    point = {name: jnp.asarray(value) for name, value in point.items()}
    both = jax.jit(jax.value_and_grad(lambda p: total(p, activation, prior, time)))
    _, gradient = both(point)
    direction = {"x": jnp.array([1.0, 1.0, -0.4, 0.3, 0.3]), "y": jnp.cos(Y), "x_test": jnp.cos(9 * TESTS)}
    for name, value in point.items():
        step = direction.get(name, jnp.ones_like(value))
        h = 1e-4 if name != "time" or time else 0.0
        at = [both(point | {name: value + k * h * step})[0] for k in (-2, -1, 1, 2)]
        slope = float(jnp.sum(gradient[name] * step))
        assert math.isfinite(slope)
        if h:
            expected = float(at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * h)
            assert slope == pytest.approx(expected, rel=1e-7, abs=1e-8)


def mean(w, time):
    return predict(Architecture("relu", 2, w, 0.3), X, Y, [0.25], time=time).mean[0]


def test_the_derivative_without_noise_is_finite_in_the_end_and_equals_that_of_late_times():
    slope = float(jax.grad(mean)(1.4, math.inf))
    assert slope == pytest.approx(float(mean(1.4 + 1e-5, math.inf) - mean(1.4 - 1e-5, math.inf)) / 2e-5, rel=1e-6)
    compiled = jax.jit(jax.grad(mean))  # for any time
    assert slope == pytest.approx(float(compiled(1.4, 1e4)), rel=1e-9)
    assert slope == pytest.approx(float(compiled(1.4, math.inf)), rel=1e-9)


@pytest.mark.long
def test_the_second_derivative_in_the_end_is_that_of_differences():
    slope = float(jax.grad(mean)(1.4, math.inf))
    second = jax.grad(jax.grad(lambda w: mean(w, math.inf)))(1.4)
    assert float(second) == pytest.approx(float(jax.grad(mean)(1.401, math.inf) - slope) / 1e-3, rel=1e-2)


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize(("noise_std", "time"), [(0.0, math.inf), (0.2, math.inf), (0.1, 3.0)])
def test_a_fit_of_kernels_is_the_prediction(prior, noise_std, time):
    train, cross, test = blocks(ARCH, X, TESTS)
    fitted = fit(train, Y.tolist(), prior=prior, noise_std=noise_std, time=time)
    expected = predict(ARCH, X, Y, TESTS, prior=prior, noise_std=noise_std, time=time)
    computed = fitted(cross, test)
    for value, other in zip(jax.tree.leaves(computed), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(value, other, rtol=POSTERIOR, atol=POSTERIOR)
    alone = fitted(cross)
    np.testing.assert_allclose(alone.mean, computed.mean, rtol=1e-12)
    assert alone.covariance is None
    gram = np.asarray(train.nngp if prior == "nngp" else train.ntk) + noise_std**2 * np.eye(len(X))
    assert float(computed.condition) == float(fitted.condition) == pytest.approx(np.linalg.cond(gram), rel=1e-9)
    assert float(computed.jitter) == 0.0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"y": Y[:3]}, r"y must have shape \(5,\)"),
        ({"train": (3, 4)}, r"train must have shape \(3, 3\), got \(3, 4\)"),
        ({"train": (0, 0)}, "n ≥ 1"),
        ({"cross": (2, 4)}, r"cross must have shape \(any, 5\), got \(2, 4\)"),
        ({"test": (3, 2)}, r"test must have shape \(2, 2\), got \(3, 2\)"),
        ({"prior": "bayes"}, "prior must be one of"),
        ({"noise_std": 1e200}, "noise_std must be in"),
    ],
)
def test_bad_kernels_are_named(change, says):
    def pair(shape):
        return KernelPair(np.eye(*shape), np.eye(*shape))

    shapes = {"train": (5, 5), "cross": (2, 5), "test": (2, 2)}
    shapes |= {name: shape for name, shape in change.items() if name in shapes}
    options = {name: value for name, value in change.items() if name in ("prior", "noise_std")}
    with pytest.raises(ValueError, match=says):
        fit(pair(shapes["train"]), change.get("y", Y), **options)(pair(shapes["cross"]), pair(shapes["test"]))


def test_where_jitter_decides_a_warning_says_so():
    y = np.round(np.sin(3 * SNAPPED), 2)
    train, cross, test = blocks(SMOOTH, SNAPPED, [1.2])
    with pytest.warns(JitterWarning, match="the mean is decided by the jitter") as caught:
        posterior = predict(SMOOTH, SNAPPED, y, [1.2], prior="nngp")
    assert [w.filename for w in caught] == [__file__]
    scale = float(np.mean(np.diag(train.nngp)))
    assert float(posterior.jitter) == pytest.approx(JITTER * scale)
    assert float(posterior.condition) > 1e13
    with pytest.warns(JitterWarning, match="the fit is decided") as caught:
        fitted = fit(train, y, prior="nngp")
    assert [w.filename for w in caught] == [__file__]
    with pytest.warns(JitterWarning) as caught:
        fitted(cross, test)
    assert [w.filename for w in caught] == [__file__]
    with pytest.warns(JitterWarning, match="the log-evidence is decided") as caught:
        log_evidence(SMOOTH, SNAPPED, y, noise_std=0.0)
    assert [w.filename for w in caught] == [__file__]


def test_no_warning_where_the_data_decide():
    """With the noise of rounded labels; with equal points, which determine each other without conflict; traced."""
    y = np.round(np.sin(3 * SNAPPED), 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert float(predict(SMOOTH, SNAPPED, y, [1.2], prior="nngp", noise_std=0.003).jitter) == 0.0
        log_evidence(SMOOTH, SNAPPED, y, noise_std=0.003)
        equal = predict(ARCH, [*X, X[0]], [*Y, Y[0]], TESTS)
        fit(kernel_pair(ARCH, [*X, X[0]]), [*Y, Y[0]])
        assert float(equal.jitter) > 0.0
        np.testing.assert_allclose(equal.mean, predict(ARCH, X, Y, TESTS).mean, atol=1e-3)
        assert math.isfinite(jax.jit(lambda y: predict(SMOOTH, SNAPPED, y, [1.2], prior="nngp").mean)(y)[0])


def test_jitter_that_takes_the_place_of_the_noise_is_named():
    large = Architecture("identity", 16, 2.18, 0.3)
    with pytest.warns(JitterWarning, match=r"in place of the smaller noise_std = 0.01"):
        log_evidence(large, X, Y, noise_std=0.01)


@pytest.mark.parametrize("prior", ["nngp", "ensemble"])
def test_draws_at_coincident_inputs_have_derivatives(prior):
    """Their covariance has a repeated eigenvalue 0, where the root of an eigenvalue has none."""

    def total(weight_std):
        f = predict(Architecture("relu", 2, weight_std, 0.3), X, Y, [0.3, 0.3, -0.4, X[0]], prior=prior)
        return jnp.sum(f.sample(jax.random.key(3), 4) * jnp.arange(4.0))

    h, both = 1e-3, jax.jit(jax.value_and_grad(total))
    difference = float(both(1.4 + h)[0] - both(1.4 - h)[0]) / (2 * h)
    assert float(both(1.4)[1]) == pytest.approx(difference, rel=1e-2, abs=1e-3)
