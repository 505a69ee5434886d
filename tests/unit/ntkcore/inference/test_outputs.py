"""Several outputs, several training times, a mean alone and a relative ridge, against single calls and many digits."""

import math
from typing import Any

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest
from scipy.stats import multivariate_normal

from ntkcore import (
    Architecture,
    Gaussian,
    JitterWarning,
    KernelPair,
    fit,
    kernel_pair,
    log_density,
    log_evidence,
    predict,
)
from ntkcore.inference import prediction
from tests.conftest import POSTERIOR, ROUNDING
from tests.unit import small_problem
from tests.unit.small_problem import ARCH, PRIORS

X, Y = np.array(small_problem.X), np.stack([small_problem.Y, np.cos(small_problem.X), np.square(small_problem.X)], 1)
TESTS, TIMES = np.array([-0.9, 0.0, 0.35, 1.4]), (0.0, 0.7, 30.0, math.inf)
LABELS = np.random.default_rng(0).normal(size=(2, 4, 3))


def close(computed, expected, tolerance=ROUNDING):
    expected = np.asarray(expected)
    np.testing.assert_allclose(computed, expected, rtol=0, atol=tolerance * max(1.0, np.abs(expected).max(initial=0.0)))


@pytest.mark.sample(3)
@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("time", [math.inf, TIMES], ids=str)
def test_outputs_are_those_of_one_call_for_each(prior, time):
    options = {"prior": prior, "noise_std": 0.1, "time": time, "relative_ridge": 0.01}
    posterior = predict(ARCH, X, Y, TESTS, **options)
    times = np.shape(time)
    assert posterior.mean.shape == (*times, 4, 3)
    assert posterior.covariance.shape == (*times, 4, 4)
    assert posterior.std.shape == (*times, 4)
    density = 0.0
    for k in range(3):
        single = predict(ARCH, X, Y[:, k], TESTS, **options)
        assert single.mean.shape == (*times, 4)
        close(posterior.mean[..., k], single.mean)
        close(posterior.covariance, single.covariance)
        density += np.asarray(single.log_density(LABELS[0, :, k], 0.3))
    close(posterior.log_density(LABELS[0], 0.3), density, POSTERIOR)
    close(predict(ARCH, X, Y[:, :1], TESTS, **options).mean, posterior.mean[..., :1])
    alone = predict(ARCH, X, Y, TESTS, covariance=False, **options)
    assert alone.covariance is None
    close(alone.mean, posterior.mean)
    kernels = [kernel_pair(ARCH, *inputs) for inputs in ((X,), (TESTS, X), (TESTS,))]
    fitted = fit(kernels[0], Y, **options)
    for computed, expected in zip(fitted(*kernels[1:]), posterior, strict=True):
        close(computed, expected, POSTERIOR)
    close(fitted(kernels[1]).mean, posterior.mean, POSTERIOR)


@pytest.mark.parametrize("prior", PRIORS)
def test_every_time_is_that_of_one_call(prior):
    options = {"prior": prior, "noise_std": 0.1}
    together = predict(ARCH, X, Y, TESTS, time=np.array(TIMES), **options)
    mapped = jax.vmap(lambda time: predict(ARCH, X, Y, TESTS, time=time, **options).mean)(jnp.asarray(TIMES))
    close(mapped, together.mean)
    traced = jax.jit(lambda times: tuple(predict(ARCH, X, Y, TESTS, time=times, **options)))(jnp.asarray(TIMES))
    for computed, expected in zip(traced, together, strict=True):
        close(computed, expected)
    for index, time in enumerate(TIMES):
        single = predict(ARCH, X, Y, TESTS, time=time, **options)
        close(together.mean[index], single.mean, POSTERIOR)
        close(together.covariance[index], single.covariance, POSTERIOR)


def in_many_digits(prior, noise_std, ridge, time):
    """Mean (m, k) and covariance (m, m) by a matrix exponential of 40 digits, from the library's kernels."""
    functions, regressing = (
        mpmath.matrix(np.asarray(kernel).tolist()) for kernel in kernel_pair(ARCH, [*X[:3], *TESTS[:2]])
    )
    functions = regressing if prior == "ntk" else functions
    regressing = functions if prior == "nngp" else regressing
    n, eye = 3, mpmath.eye(3)
    gram, cross = regressing[:n, :n], regressing[n:, :n]
    matrix = gram + (mpmath.mpf(noise_std) ** 2 + ridge * sum(gram[i, i] for i in range(n)) / n) * eye
    inverse = matrix**-1

    def learned(time):
        return inverse if math.isinf(time) else (eye - mpmath.expm(-matrix * time)) * inverse

    gain = cross * learned(time)
    if prior == "ensemble":
        mixed = gain * functions[:n, n:]
        covariance = functions[n:, n:] + gain * functions[:n, :n] * gain.T - mixed - mixed.T
    else:
        covariance = functions[n:, n:] - cross * learned(2 * time) * cross.T
    return (np.array(part.tolist(), float) for part in (gain * mpmath.matrix(Y[:n].tolist()), covariance))


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize(("noise_std", "relative_ridge"), [(0.0, 0.0), (0.2, 0.0), (0.0, 0.01), (0.1, 0.1)])
def test_it_is_what_many_digits_give(prior, noise_std, relative_ridge):
    options = {"prior": prior, "noise_std": noise_std, "relative_ridge": relative_ridge}
    times = (0.3, 5.0, math.inf)
    posterior = predict(ARCH, X[:3], Y[:3], TESTS[:2], time=times, **options)
    converged = predict(ARCH, X[:3], Y[:3], TESTS[:2], **options)
    answers = [*zip(times, posterior.mean, posterior.covariance, strict=True), (math.inf, *converged)]
    with mpmath.workdps(40):
        for time, *computed in answers:
            for value, expected in zip(computed, in_many_digits(prior, noise_std, relative_ridge, time), strict=True):
                close(value, expected, 1e-12)


@pytest.mark.parametrize("prior", ["nngp", "ntk"])
def test_a_relative_ridge_is_noise_of_that_share_of_the_mean_diagonal(prior):
    gram = np.asarray(kernel_pair(ARCH, X).of(prior))
    noise_std = math.sqrt(0.04 + 0.03 * gram.trace() / len(X))
    both = {"prior": prior, "noise_std": 0.2, "relative_ridge": 0.03}
    for left, right in zip(
        predict(ARCH, X, Y, TESTS, **both), predict(ARCH, X, Y, TESTS, prior=prior, noise_std=noise_std), strict=True
    ):
        close(left, right)
    evidence = log_evidence(ARCH, X, Y, **both)
    assert float(evidence) == pytest.approx(
        float(log_evidence(ARCH, X, Y, prior=prior, noise_std=noise_std)), rel=1e-13
    )
    covariance: Any = gram + noise_std**2 * np.eye(len(X))
    expected = sum(multivariate_normal.logpdf(Y[:, k], cov=covariance) for k in range(3))  # pyright: ignore[reportArgumentType]
    assert float(evidence) == pytest.approx(expected, rel=1e-11)


def test_the_density_of_labels_is_scipys_summed_over_outputs_at_every_time():
    posterior = predict(ARCH, X, Y, TESTS, noise_std=0.1, time=TIMES)

    def scipys(labels, time):
        mean = np.asarray(posterior.mean[time])
        covariance: Any = np.asarray(posterior.covariance[time]) + 0.09 * np.eye(4)
        return sum(multivariate_normal.logpdf(labels[:, k], mean[:, k].tolist(), covariance) for k in range(3))

    expected = np.array([[scipys(labels, time) for time in range(4)] for labels in LABELS])
    close(posterior.log_density(LABELS[:, None], 0.3), expected, POSTERIOR)
    close(posterior.log_density(LABELS[0], 0.3), expected[0], POSTERIOR)
    last = Gaussian(posterior.mean[-1], posterior.covariance[-1] + 0.09 * np.eye(4))
    close(log_density(last, LABELS), expected[:, -1], POSTERIOR)
    assert log_density(last, np.stack([LABELS, LABELS])).shape == (2, 2)
    single = Gaussian(posterior.mean[..., 0], posterior.covariance)
    close(single.log_density(LABELS[:, None, :, 0], 0.3)[1], single.log_density(LABELS[1, :, 0], 0.3), POSTERIOR)


def test_a_certain_function_has_one_density_for_all_outputs():
    certain = Gaussian(jnp.array([[0.5, -1.0]]), jnp.zeros((1, 1)))
    assert log_density(certain, [[[0.5, -1.0]], [[0.5, 0.0]]]).tolist() == [math.inf, -math.inf]


def test_draws_have_the_law_of_every_output_and_time():
    posterior, count = predict(ARCH, X, Y, TESTS, noise_std=0.3, time=(0.0, 2.0)), 4000
    draws = np.asarray(posterior.sample(jax.random.key(0), count))
    assert draws.shape == (count, 2, 4, 3)
    std = np.asarray(posterior.std)[..., None]
    assert (np.abs(draws.mean(axis=0) - posterior.mean) < 5 * std / count**0.5).all()
    for time in range(2):
        of_outputs = np.cov(draws[:, time].reshape(count, -1).T)
        expected = np.kron(posterior.covariance[time], np.eye(3))  # outputs are independent
        spread = np.sqrt(np.outer(np.diag(expected), np.diag(expected)) * 2 / count)
        assert (np.abs(of_outputs - expected) < 5 * spread).all()
    one_time = predict(ARCH, X, Y, TESTS, noise_std=0.3, time=2.0)
    np.testing.assert_allclose(one_time.sample(jax.random.key(0), count), draws[:, 1], atol=1e-12)
    assert predict(ARCH, X, Y[:, 0], TESTS, noise_std=0.3, time=(0.0, 2.0)).sample(jax.random.key(0), 5).shape == (
        5,
        2,
        4,
    )


@pytest.mark.parametrize("limit", [0, 512])
def test_a_mean_alone_needs_no_kernel_among_the_tests(monkeypatch, limit):
    shapes = []

    def recorded(*arguments):
        kernels = kernel_pair(*arguments)
        shapes.append(kernels.nngp.shape)
        return kernels

    monkeypatch.setattr(prediction, "kernel_pair", recorded)
    monkeypatch.setattr(prediction, "_JOINED_UP_TO", limit)
    mean = predict(ARCH, X, Y, TESTS, noise_std=0.1, covariance=False).mean
    assert sum(map(math.prod, shapes)) == 5 * 5 + 4 * 5
    shapes.clear()
    posterior = predict(ARCH, X, Y, TESTS, noise_std=0.1)
    assert sum(map(math.prod, shapes)) == (9 * 9 if limit else 5 * 5 + 4 * 5 + 4 * 4)
    close(mean, posterior.mean, POSTERIOR)


@pytest.mark.parametrize("times", [(), (2,), (4,)])
def test_without_data_the_prior_has_the_same_shapes(times):
    time = np.ones(times) if times else 1.0
    posterior = predict(ARCH, [], np.zeros((0, 3)), TESTS, time=time)
    np.testing.assert_array_equal(posterior.mean, np.zeros((*times, 4, 3)))
    np.testing.assert_array_equal(posterior.covariance, np.broadcast_to(kernel_pair(ARCH, TESTS).nngp, (*times, 4, 4)))
    assert predict(ARCH, [], [], TESTS, time=time, covariance=False).mean.shape == (*times, 4)
    assert float(log_evidence(ARCH, [], np.zeros((0, 3)))) == 0.0


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda f: f(covariance=False).std, r"mean only.*covariance=True"),
        (lambda f: f(covariance=False).sample(jax.random.key(0), 2), "mean only"),
        (lambda f: f(covariance=False).log_density(LABELS), "mean only"),
        (lambda f: f().log_density(LABELS[..., 0]), r"labels must have shape \(\.\.\., 4, 3\), .* got \(2, 4\)"),
        (lambda f: f().log_density(LABELS[0, 0]), r"got \(3,\)"),
        (lambda f: f(time=(1.0, 2.0, 3.0)).log_density(LABELS), r"broadcast against the times \(3,\), got \(2, 4, 3\)"),
        (lambda f: Gaussian(np.zeros(3), np.eye(4)).sample(jax.random.key(0), 2), r"got \(3,\) and \(4, 4\)"),
        (lambda f: Gaussian(np.zeros(4), np.ones((2, 4, 4))).log_density(LABELS), r"got \(4,\) and \(2, 4, 4\)"),
    ],
)
def test_what_a_gaussian_cannot_answer_is_refused_in_words(ask, says):
    with pytest.raises(ValueError, match=says):
        ask(lambda **options: predict(ARCH, X, Y, TESTS, noise_std=0.1, **options))


def test_jitter_warns_if_it_decides_one_output_at_one_time():
    """Labels rounded to 0.01 need directions that only jitter holds up; early in training nothing has learned them."""
    arch, x = Architecture("erf", 1, 1.41, 0.3), np.arange(0.0, 0.99, 0.07)
    rounded = np.round(np.sin(3 * x), 2)
    smooth = np.asarray(kernel_pair(arch, x, [0.5]).nngp)[:, 0]
    options = {"prior": "nngp", "covariance": False}
    predict(arch, x, np.stack([smooth, 0 * x], 1), [1.2], **options)
    predict(arch, x, np.stack([smooth, rounded], 1), [1.2], time=[0.0, 1.0], **options)
    for time in (math.inf, [1.0, math.inf]):
        with pytest.warns(JitterWarning, match="the mean is decided by the jitter"):
            predict(arch, x, np.stack([smooth, rounded], 1), [1.2], time=time, **options)
    with pytest.warns(JitterWarning, match="the fit is decided"):
        fit(kernel_pair(arch, x), np.stack([smooth, rounded], 1), prior="nngp")
    with pytest.warns(JitterWarning, match="the log-evidence is decided"):
        log_evidence(arch, x, np.stack([smooth, rounded], 1), noise_std=0.0)


def test_only_the_kernels_that_are_needed_are_looked_at():
    train, cross, test = (np.asarray(kernel_pair(ARCH, *inputs).ntk) for inputs in ((X,), (TESTS, X), (TESTS,)))
    fitted = fit(KernelPair(None, train), Y, prior="ntk", noise_std=0.1)  # pyright: ignore[reportArgumentType]
    posterior = fitted(KernelPair(None, cross), KernelPair(None, test))  # pyright: ignore[reportArgumentType]
    close(posterior.mean, predict(ARCH, X, Y, TESTS, prior="ntk", noise_std=0.1).mean, POSTERIOR)
