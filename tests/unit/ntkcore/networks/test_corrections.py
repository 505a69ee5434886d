"""One input at finite width against drawn networks with error bars, and against formulas that are exact."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntkcore import Activation, Architecture, Network, kernel_pair, layers, statistics
from ntkcore.kernels.activations import piecewise_linear
from tests.conftest import ROUNDING
from tests.unit.ntkcore.networks.derivatives import check_derivatives
from tests.unit.ntkcore.networks.whole_networks import draw_whole

LINES = [activation for activation in Activation if piecewise_linear(activation) is not None]
SIGMAS = 5.0
# φ, w², b², hidden layers, and n Var q, K1, Θ1, n Var Θ̂/Θ², n Cov(q, Θ̂), n Cov(f², Θ̂) at |x|²/d = 1: another program's.
TABLE = [
    ("erf", 2.25, 0.01, 3, 0.7270, -0.148, 0.590, 5.795, -5.145, 0.39),
    ("gelu", 1.5, 0.09, 3, 5.5037, 0.395, 1.648, 12.761, 15.170, 24.32),
    ("sin", 1.5, 0.05, 2, 0.2850, -0.091, -0.144, 2.099, -0.325, 0.88),
]


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_another_program_has_the_same_numbers(row):
    activation, weight_var, bias_var, depth, *expected = row
    got = statistics.one_input(Architecture(activation, depth, weight_var**0.5, bias_var**0.5), 1.0)
    relative = got.ntk_variance / got.ntk**2
    numbers = (got.nngp_variance, got.nngp_shift, got.ntk_shift, relative, got.nngp_covariance, got.output_covariance)
    for number, value in zip(numbers, expected, strict=True):
        assert float(number) == pytest.approx(value, abs=0.6 * 10.0 ** -len(repr(value).partition(".")[2]))


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_relu_without_bias_has_a_closed_form(depth):
    """Hanin & Nica (2020): the relative variance of Θ̂ is [5L − 4L(L + 2)/(3(L + 1))]/n."""
    got = statistics.one_input(Architecture("relu", depth, 2**0.5, 0.0), 0.7)
    relative = float(got.ntk_variance / got.ntk**2)
    assert relative == pytest.approx(5 * depth - 4 * depth * (depth + 2) / (3 * (depth + 1)), rel=ROUNDING)
    assert float(got.kurtosis) == pytest.approx(15 * depth, rel=ROUNDING)


@settings(max_examples=40)
@given(st.sampled_from(LINES), st.sampled_from([1, 4]), st.floats(0.1, 2.5), st.floats(0.0, 1.5), st.floats(0.1, 3.0))
def test_piecewise_linear_networks_have_no_mean_shift(activation, depth, weight_std, bias_std, x):
    arch = Architecture(activation, depth, weight_std, bias_std)
    got = statistics.one_input(arch, x)
    assert float(got.nngp_shift) == 0.0
    assert float(got.ntk_shift) == 0.0
    assert float(got.ntk_variance) >= 0.0
    wide = statistics.predicted_kurtosis(arch, 10**7, x).value * 1e7  # exact at every width
    assert float(got.kurtosis) == pytest.approx(wide, rel=1e-4, nan_ok=True)


@settings(max_examples=40)
@given(st.sampled_from(["erf", "gelu"]), st.floats(0.3, 2.0), st.floats(0.0, 1.0), st.floats(-2.0, 2.0))
def test_covariances_are_possible(activation, weight_std, bias_std, x):
    """Var q, Var Θ̂ ≥ 0, and Cov(q, Θ̂) is at most the product of both spreads."""
    got = statistics.one_input(Architecture(activation, 3, weight_std, bias_std), x)
    assert float(got.nngp_variance) >= 0
    assert float(got.ntk_variance) >= 0
    product = float(got.nngp_variance * got.ntk_variance)
    assert float(got.nngp_covariance) ** 2 <= product * (1 + 1e-9) + 1e-12


@pytest.mark.parametrize(
    "activation", ["sin", "relu", *(pytest.param(name, marks=pytest.mark.long) for name in Activation)]
)
def test_the_limit_is_the_kernel(activation):
    arch, x = Architecture(activation, 3, 1.3, 0.4), np.array([0.3, -1.2, 0.8])
    got = statistics.one_input(arch, x, order=0)
    kernels = kernel_pair(arch, x[None])
    assert float(got.nngp) == pytest.approx(float(kernels.nngp[0, 0]), rel=1e-12)
    assert float(got.ntk) == pytest.approx(float(kernels.ntk[0, 0]), rel=1e-10)
    assert not np.any([*got[2:]])
    corrected = statistics.one_input(arch, x)
    assert (corrected.nngp, corrected.ntk) == (got.nngp, got.ntk)
    narrow = statistics._leading_kurtosis(arch, 1, 0.4**2 + 1.3**2 * float(np.mean(x**2)))
    if activation not in LINES:
        assert float(corrected.kurtosis) == pytest.approx(narrow, rel=1e-9)


def coefficients(arch, width, count, seed):
    """n (mean − limit), n variances and covariances in the order of TABLE, and their standard errors."""
    limit = statistics.one_input(arch, 1.0, order=0)
    q, f, theta = draw_whole(arch, width, count, seed)
    dq, dtheta = q - q.mean(), theta - theta.mean()
    fluctuations = (dq**2, q - float(limit.nngp), theta - float(limit.ntk), dtheta**2, dq * dtheta, f**2 * dtheta)
    numbers = np.array(fluctuations) * width
    return numbers.mean(axis=1), numbers.std(axis=1) / math.sqrt(count)


@pytest.mark.parametrize(
    ("activation", "weight_std", "bias_std", "depth"),
    [
        ("erf", 1.5, 0.1, 2),
        *(pytest.param(name, 1.4, 0.3, 2, marks=pytest.mark.long) for name in Activation),
        *(pytest.param(name, 1.3, 0.3, 3, marks=pytest.mark.long) for name in ("erf", "gelu", "relu", "sin")),
    ],
)
def test_drawn_networks_have_these_statistics(activation, weight_std, bias_std, depth):
    """At widths n and 2n: 2 × the second minus the first is free of the next order in 1/n."""
    arch = Architecture(activation, depth, weight_std, bias_std)
    got = statistics.one_input(arch, 1.0)
    expected = np.array([got.nngp_variance, got.nngp_shift, got.ntk_shift, got.ntk_variance, got.nngp_covariance])
    expected = np.append(expected, float(got.output_covariance))
    (narrow, narrow_error), (wide, wide_error) = (coefficients(arch, n, 10_000, n) for n in (24, 48))
    error = np.hypot(narrow_error, 2 * wide_error)
    assert (np.abs(2 * wide - narrow - expected) < SIGMAS * error).all()
    variances = [0, 3]
    assert (error[variances] < 0.2 * expected[variances]).all()  # the comparison says something


@pytest.mark.parametrize("activation", ["erf", "relu"])
def test_each_depth_has_its_row(activation):
    rows = statistics.one_input_by_depth(Architecture(activation, 5, 1.4, 0.3), 0.8)
    for depth in (1, 2, 5):
        single = statistics.one_input(Architecture(activation, depth, 1.4, 0.3), 0.8)
        np.testing.assert_allclose([float(each[depth - 1]) for each in rows], single, rtol=ROUNDING, atol=ROUNDING)


def test_saturating_networks_learn_slowly_where_they_are_large():
    signs = {"erf": -1, "sin": -1, "relu": 1, "gelu": 1}
    for name, sign in signs.items():
        got = statistics.one_input(Architecture(name, 3, 1.5, 0.3), 1.0)
        assert math.copysign(1.0, float(got.nngp_covariance)) == sign, name


def test_a_width_is_put_in():
    got = statistics.one_input(Architecture("erf", 2, 1.5, 0.3), 0.5)
    at = got.at(64)
    assert float(at.output_variance) == pytest.approx(float(got.nngp + got.nngp_shift / 64), rel=1e-6)
    assert float(at.ntk_mean) == pytest.approx(float(got.ntk + got.ntk_shift / 64), rel=1e-6)
    assert float(at.ntk_std) == pytest.approx(math.sqrt(float(got.ntk_variance) / 64), rel=1e-6)
    assert float(at.excess_kurtosis) == pytest.approx(float(got.kurtosis) / 64, rel=1e-6)
    with pytest.raises(ValueError, match=r"width must be in \[1, 9.0072e\+15\], got 0"):
        got.at(0)


@pytest.mark.parametrize("activation", ["erf", *(pytest.param(name, marks=pytest.mark.long) for name in Activation)])
def test_derivatives_are_differences(activation):
    def numbers(weight_std, bias_std, x):
        return jnp.stack(statistics.one_input(Architecture(activation, 2, weight_std, bias_std), x))

    at = (1.3, 0.3, 0.6)
    check_derivatives(numbers, at, atol=1e-7)


def test_many_inputs_are_a_vmap_and_0_has_no_nan_derivative():
    arch = Architecture("erf", 2, 1.4, 0.0)
    x = np.array([[0.0, 0.0], [0.4, -1.0]])
    many = jax.jit(jax.vmap(lambda row: statistics.one_input(arch, row).ntk_variance))(x)
    np.testing.assert_allclose(many, [statistics.one_input(arch, row).ntk_variance for row in x], rtol=1e-6)
    slope = jax.grad(lambda row: statistics.one_input(arch, row).ntk_variance)(x[0])
    assert np.isfinite(slope).all()
    assert math.isnan(float(statistics.one_input(arch, 0.0).kurtosis))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((Network(layers.dense(1.0)), 1.0), "arch must be an Architecture, got Network"),
        ((Architecture(), [[1.0], [2.0]]), r"x must be one input, .* got shape \(2, 1\)"),
        ((Architecture(), []), "x must be one input"),
        ((Architecture(), math.nan), "x must be finite"),
        ((Architecture(), 1.0, 2), r"order must be in \[0, 1\], got 2"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        statistics.one_input(*arguments)
