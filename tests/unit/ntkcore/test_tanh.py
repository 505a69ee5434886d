"""tanh, whose expectations are sums over nodes, against panels of Gauss–Legendre in other coordinates and mpmath."""

import math
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from explorer.scene.limits import ACTIVATIONS
from explorer.scene.permalink import decode
from explorer.scene.scene import Scene
from ntkcore import Activation, Architecture, eigenmodes, fit, kernel_pair, log_evidence, predict
from ntkcore.inference.evidence import climb, evidence_and_gradient
from ntkcore.kernels.activations import CLOSED_FORMS, moments
from ntkcore.kernels.pair import Pair
from ntkcore.networks.ensembles.runs import Run, advance, snapshot, start
from ntkcore.networks.layers import apply, dense_ntk, init
from tests.conftest import FINITE_DIFFERENCE

# Of the larger pre-activation variance: what `quadrature.expectations_of` promises for tanh.
ACCURACY = {1.0: 5e-15, 4.0: 1e-13, 9.0: 3e-9, 16.0: 5e-7, 25.0: 1e-5}
PANELS = 48
X, Y = np.array([-1.0, -0.4, 0.3, 0.9]), np.array([0.5, -0.2, 0.1, 0.8])

compiled = jax.jit(moments, static_argnums=0)


def tanh_moments(q11, q22, q12, det=None, gap=None):
    entries = (q11, q22, q12, q11 * q22 - q12**2 if det is None else det, q11 - q22 if gap is None else gap)
    return compiled(Activation.TANH, Pair(*map(jnp.asarray, entries)))


def panels():
    """Nodes and weights of E over one standard normal: Gauss–Legendre with 12 nodes in each of many panels."""
    nodes, weights = np.polynomial.legendre.leggauss(12)
    edges = np.linspace(-9.0, 9.0, PANELS + 1)
    half_width, middle = 0.5 * np.diff(edges)[:, None], 0.5 * (edges[1:] + edges[:-1])[:, None]
    z = (middle + half_width * nodes).ravel()
    return z, (half_width * weights).ravel() * np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)


def expected(f, g, q11, q22, q12):
    """E[f(u) g(v)] with v = q12/q11 u + what is left."""
    z, weights = panels()
    u = math.sqrt(q11) * z
    v = (q12 / q11) * u[:, None] + math.sqrt(max(q22 - q12 * q12 / q11, 0.0)) * z
    return float(weights @ (f(u)[:, None] * g(v)) @ weights)


def slope(z):
    return 1.0 / np.cosh(z) ** 2


@pytest.mark.parametrize("variance", ACCURACY)
@pytest.mark.parametrize("correlation", [1.0, 0.999, 0.6, 0.0, -0.3, -0.98, -1.0])
@pytest.mark.parametrize("ratio", [1.0, 0.3])
def test_expectations_have_the_accuracy_that_is_promised(variance, correlation, ratio):
    covariance = (variance, variance * ratio, correlation * variance * math.sqrt(ratio))
    m, tolerance = tanh_moments(*covariance), ACCURACY[variance]
    assert float(m.q12) == pytest.approx(expected(np.tanh, np.tanh, *covariance), abs=tolerance)
    assert float(m.slope) == pytest.approx(expected(slope, slope, *covariance), abs=tolerance)
    assert float(m.spread) == pytest.approx(float(m.q11 + m.q22 - 2 * m.q12), abs=1e-14)
    assert float(m.det) == pytest.approx(float(m.q11 * m.q22 - m.q12**2), abs=max(1e-14, tolerance))


def test_one_pair_in_thirty_digits():
    """By the trapezium rule with steps of 1/8, which for this integrand is exact to 25 digits."""
    with mpmath.workdps(30):
        q11, q22, q12 = mpmath.mpf("0.7"), mpmath.mpf("1.1"), mpmath.mpf("0.4")
        rest, steps = mpmath.sqrt(q22 - q12**2 / q11), [mpmath.mpf(k) / 8 for k in range(-80, 81)]
        total: Any = mpmath.mpf(0)
        for z in steps:
            u = mpmath.sqrt(q11) * z
            row = sum(mpmath.tanh(q12 / q11 * u + rest * s) * mpmath.npdf(s) for s in steps)
            total += mpmath.tanh(u) * mpmath.npdf(z) * row / 64
    assert float(tanh_moments(0.7, 1.1, 0.4).q12) == pytest.approx(float(total), abs=1e-15)


@pytest.mark.parametrize("gap", [1e-2, 1e-5, 1e-8, 1e-12])
def test_nearly_equal_inputs_keep_their_distance_to_the_last_digits(gap):
    """E[(tanh u − tanh v)²] for u − v of standard deviation `gap`, of which q11 + q22 − 2 q12 has no digit left."""
    m = tanh_moments(0.8, 0.8, 0.8 - 0.5 * gap**2, det=0.8 * gap**2 - 0.25 * gap**4, gap=0.0)
    with mpmath.workdps(40):
        middle, width = mpmath.sqrt(mpmath.mpf("0.8") - mpmath.mpf(gap) ** 2 / 4), mpmath.mpf(gap)
        z, weights = panels()
        # to fourth order in the distance: E[sech⁴ m] δ² + …, exact to 1e-8 at the widest gap
        second = sum(w * mpmath.sech(middle * s) ** 4 for s, w in zip(z, weights, strict=True)) * width**2
    assert float(m.spread) == pytest.approx(float(second), rel=max(1e-13, gap**2))
    assert float(m.det) == pytest.approx(float(m.spread) * float(m.q11), rel=max(1e-13, gap**2))


def test_kernels_are_the_recursion_over_those_expectations():
    arch = Architecture("tanh", 3, 1.3, 0.4)
    x1, x2 = -0.5, 0.7
    q11, q22, q12 = (0.16 + 1.69 * a * b for a, b in ((x1, x1), (x2, x2), (x1, x2)))
    ntk = q12
    for _ in range(3):
        ntk *= 1.69 * expected(slope, slope, q11, q22, q12)
        q11, q22, q12 = (
            0.16 + 1.69 * expected(np.tanh, np.tanh, *entries)
            for entries in ((q11, q11, q11), (q22, q22, q22), (q11, q22, q12))
        )
        ntk += q12
    kernels = kernel_pair(arch, [x1], [x2])
    assert float(kernels.nngp[0, 0]) == pytest.approx(q12, abs=1e-12)
    assert float(kernels.ntk[0, 0]) == pytest.approx(ntk, abs=1e-12)


def test_finite_networks_have_these_kernels_in_the_mean():
    arch, x = Architecture("tanh", 2, 1.4, 0.3), jnp.asarray(X)[:, None]
    networks = [init(jax.random.key(seed), 2, 256) for seed in range(60)]
    f = np.array([apply(arch, theta, x) for theta in networks])
    tangent = np.array([dense_ntk(arch, theta, x, x) for theta in networks])
    kernels = kernel_pair(arch, X)
    for drawn, limit in ((f[:, :, None] * f[:, None], kernels.nngp), (tangent, kernels.ntk)):
        error = drawn.std(axis=0) / math.sqrt(len(networks))
        assert (np.abs(drawn.mean(axis=0) - limit) < 5 * error + 0.02 * np.max(limit)).all()


@pytest.mark.parametrize("prior", ["nngp", "ntk", "ensemble"])
def test_posteriors_pass_through_the_data(prior):
    arch = Architecture("tanh", 2, 1.4, 0.3)
    np.testing.assert_allclose(predict(arch, X, Y, X, prior=prior).mean, Y, atol=1e-6)
    train, cross, test = kernel_pair(arch, X), kernel_pair(arch, [0.2], X), kernel_pair(arch, [0.2])
    fitted = fit(train, Y, prior=prior)
    direct = predict(arch, X, Y, [0.2], prior=prior)
    np.testing.assert_allclose(fitted(cross, test).mean, direct.mean, rtol=1e-9)


def test_modes_are_those_of_its_kernel():
    arch = Architecture("tanh", 1, 1.4, 0.3)
    modes = eigenmodes(arch, X, kernel="ntk")
    gram = np.asarray(kernel_pair(arch, X).ntk)
    np.testing.assert_allclose(np.sort(modes.values)[::-1], np.linalg.eigvalsh(gram)[::-1], rtol=1e-10)


def test_its_evidence_has_the_derivative_that_finite_differences_have():
    arch, h = Architecture("tanh", 1, 1.4, 0.3), 1e-5

    def evidence(arch):
        return log_evidence(arch, X, Y, noise_std=0.1)

    slopes = jax.jit(jax.grad(evidence))(arch)
    for name in ("weight_std", "bias_std"):
        above, below = (float(evidence(replace(arch, **{name: getattr(arch, name) + s}))) for s in (h, -h))
        assert float(getattr(slopes, name)) == pytest.approx((above - below) / (2 * h), rel=FINITE_DIFFERENCE)
    total, gradient = evidence_and_gradient(arch, X, Y, (1.4, 0.3), prior="nngp", noise_std=0.1)
    assert total == pytest.approx(float(evidence(arch)), rel=1e-9)
    np.testing.assert_allclose(gradient, [slopes.weight_std, slopes.bias_std], rtol=1e-7)


def test_many_networks_at_once_are_each_network():
    stds = jnp.array([0.8, 1.4, 2.0])
    together = jax.vmap(lambda w: kernel_pair(Architecture("tanh", 2, w, 0.3), X).ntk)(stds)
    each = [kernel_pair(Architecture("tanh", 2, float(w), 0.3), X).ntk for w in stds]
    np.testing.assert_allclose(together, np.array(each), rtol=1e-12)


@pytest.mark.long
def test_the_climb_gains_evidence():
    arch = Architecture("tanh", 1, 0.5, 0.1)
    steps = climb(arch, X[:2], Y[:2], prior="nngp", noise_std=0.1, bounds=((0.1, 3.0), (0.0, 3.0)))
    first, second = next(steps), next(steps)
    assert second.total > first.total


def test_an_ensemble_of_it_learns():
    run = Run(Architecture("tanh", 1, 1.4, 0.3), tuple(X), tuple(Y), width=32, networks=4, steps=300)
    begun = start(run, X)
    assert snapshot(advance(begun, 300)).loss.mean() < 0.2 * snapshot(begun).loss.mean()


def test_equal_inputs_have_finite_exact_derivatives():
    """∂k(x, x′)/∂x at x = x′ is half of the derivative of k(x, x)."""
    arch = Architecture("tanh", 2, 1.4, 0.3)
    across = jax.jit(jax.grad(lambda x: kernel_pair(arch, x[None], jnp.array([0.4])).ntk[0, 0]))(jnp.asarray(0.4))
    along = jax.jit(jax.grad(lambda x: kernel_pair(arch, x[None]).ntk[0, 0]))(jnp.asarray(0.4))
    assert float(across) == pytest.approx(0.5 * float(along), rel=1e-10)


def test_the_app_does_not_offer_it():
    assert Activation.TANH not in (*ACTIVATIONS, *CLOSED_FORMS)
    with pytest.raises(ValueError, match=r"activation must be one of relu, .*got tanh"):
        Scene(Architecture("tanh"))
    scene, problems = decode("v=2&activation=tanh")
    assert scene.architecture.activation in ACTIVATIONS
    assert "tanh" in " ".join(problems)
