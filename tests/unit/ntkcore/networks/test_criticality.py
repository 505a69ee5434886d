"""Order and chaos against closed forms, and against deep networks' kernels, which take another road."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntkcore import Activation, Architecture, Network, criticality, kernel_pair, layers
from ntkcore.kernels.activations import piecewise_linear
from tests.conftest import FINITE_DIFFERENCE
from tests.unit.ntkcore.networks.derivatives import check_derivatives

LINES = [activation for activation in Activation if piecewise_linear(activation) is not None]
SMOOTH = [activation for activation in Activation if piecewise_linear(activation) is None]
LAST = 150
LONG = pytest.mark.long


def test_closed_forms_of_the_line():
    k = np.array([1e-3, 0.1, 0.7, 3.0, 40.0])
    sin, erf = criticality.curve("sin", k), criticality.curve("erf", k)
    np.testing.assert_allclose(np.square(sin.weight_std), 1 + np.tanh(k), rtol=1e-13)
    np.testing.assert_allclose(np.square(sin.bias_std), k - np.tanh(k), rtol=1e-9)
    np.testing.assert_allclose(np.square(erf.weight_std), math.pi / 4 * np.sqrt(1 + 4 * k), rtol=1e-13)
    bias_var = k - 0.5 * np.sqrt(1 + 4 * k) * np.arcsin(2 * k / (1 + 2 * k))
    np.testing.assert_allclose(np.square(erf.bias_std), bias_var, rtol=1e-9)
    gelu = criticality.curve("gelu", (3 + 17**0.5) / 2)
    assert float(gelu.chi_parallel) == pytest.approx(1.0, abs=1e-13)


@pytest.mark.parametrize(
    "activation", ["erf", *(pytest.param(name, marks=LONG) for name in SMOOTH if name != Activation.ERF)]
)
def test_the_line_is_the_curve_by_its_bias(activation):
    bias_std = np.array([[1e-3, 0.1, 0.4], [0.7, 2.0, 9.0]])
    weights = criticality.line(activation, bias_std)
    assert weights.shape == (2, 3)
    np.testing.assert_array_equal(weights[1], criticality.line(activation, bias_std[1]))
    point = criticality.curve(activation, np.geomspace(1e-7, 1e7, 4000))
    real = ~np.isnan(np.asarray(point.bias_std))
    inside = np.asarray(point.bias_std)[real]
    assert (np.diff(inside) > 0).all()  # one variance for each bias
    beyond = bias_std > inside[1]  # the first of a φ with φ(0) ≠ 0 has any size
    expected = np.interp(bias_std, inside, np.asarray(point.weight_std)[real])
    np.testing.assert_allclose(np.asarray(weights)[beyond], expected[beyond], rtol=2e-4)
    assert np.count_nonzero(beyond) >= 3


@pytest.mark.parametrize("activation", LINES)
def test_lines_are_critical_at_every_bias(activation):
    even, odd = piecewise_linear(activation) or (0.0, 0.0)
    weight = 1 / math.hypot(even, odd)
    np.testing.assert_allclose(criticality.line(activation, [0.0, 0.3, 5.0]), weight, rtol=1e-15)
    assert bool(criticality.is_boundary(activation, 0.3))
    below = criticality.fixed_point(Architecture(activation, 1, 0.9 * weight, 0.3))
    assert float(below.variance) == pytest.approx(0.09 / 0.19, rel=1e-13)
    assert float(below.ntk) == pytest.approx(0.09 / 0.19**2, rel=1e-13)
    assert float(below.correlation_depth) == pytest.approx(-1 / math.log(0.81), rel=1e-13)
    at, above = (criticality.fixed_point(Architecture(activation, 1, f * weight, 0.3)) for f in (1.0, 1.1))
    assert at.variance == above.variance == math.inf
    assert at.correlation_depth == above.correlation_depth == math.inf
    assert float(criticality.fixed_point(Architecture(activation, 1, weight, 0.0), size=0.7).variance) == pytest.approx(
        0.7 * weight**2, rel=1e-14
    )


@pytest.mark.sample(2)
@pytest.mark.parametrize("activation", ["erf", "sin", "tanh"])
def test_without_bias_the_line_begins_at_the_slope_of_phi(activation):
    start = {"erf": math.sqrt(math.pi) / 2}.get(activation, 1.0)
    assert float(criticality.line(activation, 0.0)) == pytest.approx(start, rel=1e-15)
    dead = criticality.fixed_point(Architecture(activation, 1, 0.9 * start, 0.0))
    assert (float(dead.variance), float(dead.slope), float(dead.ntk)) == (0.0, 1.0, 0.0)
    assert float(dead.variance_depth) == pytest.approx(-1 / math.log(0.81), rel=1e-13)
    alive = criticality.fixed_point(Architecture(activation, 1, 1.5 * start, 0.0))
    assert float(alive.correlation) == pytest.approx(0.0, abs=1e-13)


DEEP = [
    ("erf", 1.0, 0.3),
    ("erf", 2.0, 0.3),
    *(pytest.param(*row, marks=LONG) for row in (("sin", 1.5, 0.2), ("sin", 1.1, 0.4), ("gelu", 1.2, 0.3))),
    *(pytest.param(*row, marks=LONG) for row in (("sigmoid_like", 3.0, 0.5), ("tanh", 1.8, 0.2), ("abs", 0.8, 0.3))),
    ("relu", 1.2, 0.4),
]


@pytest.mark.parametrize(("activation", "weight_std", "bias_std"), DEEP)
def test_deep_kernels_go_where_the_fixed_point_is(activation, weight_std, bias_std):
    """K, c, the slopes of both maps and the NTK from the kernels of deep networks at two inputs."""
    x = [[1.0, 0.4], [-0.3, 0.9]]
    point = criticality.fixed_point(Architecture(activation, 1, weight_std, bias_std), size=0.5)
    last = kernel_pair(Architecture(activation, LAST, weight_std, bias_std), x)
    assert float(last.nngp[0, 0]) == pytest.approx(float(point.variance), rel=1e-12)
    correlation = last.nngp[0, 1] / np.sqrt(last.nngp[0, 0] * last.nngp[1, 1])
    assert float(correlation) == pytest.approx(float(point.correlation), abs=1e-8)
    if float(point.chi_perp) < 1.0:
        assert float(last.ntk[0, 0]) == pytest.approx(float(point.ntk), rel=1e-9)
    distances, sizes = [], []
    for depth in (14, 15):
        k = kernel_pair(Architecture(activation, depth, weight_std, bias_std), x).nngp
        distances.append(float(k[0, 1] / np.sqrt(k[0, 0] * k[1, 1]) - point.correlation))
        sizes.append(float(k[0, 0] - point.variance))
    if float(point.slope) > float(point.chi_parallel) + 0.05:
        assert distances[1] / distances[0] == pytest.approx(float(point.slope), rel=0.03)
    if abs(sizes[1]) > 1e-9:
        assert sizes[1] / sizes[0] == pytest.approx(float(point.chi_parallel), rel=0.03)


@settings(max_examples=25)
@given(
    st.sampled_from(["erf", "gelu"]),
    st.floats(0.2, 2.2),
    st.sampled_from([0.0, 0.05, 0.4, 1.0]),
    st.sampled_from([0.0, 0.01, 1.0, 30.0]),
)
def test_layer_by_layer_networks_get_to_the_same_variance(activation, weight_std, bias_std, size):
    """300 layers' kernels, started at the size: at the limit, or on their way there if they still move."""
    point = criticality.fixed_point(Architecture(activation, 1, weight_std, bias_std), size=size)
    depths = (299, 300)
    before, after = (
        float(np.asarray(kernel_pair(Architecture(activation, d, weight_std, bias_std), [math.sqrt(size)]).nngp)[0, 0])
        for d in depths
    )
    limit = float(point.variance)
    if abs(after - before) <= 1e-13 * after:
        assert after == pytest.approx(limit, rel=1e-9, abs=1e-12)
    else:
        assert (after - before) * (limit - after) >= 0
        assert limit == math.inf or abs(limit - after) <= max(abs(limit - before), 1e-9)


@pytest.mark.parametrize("activation", ["erf", *(pytest.param(name, marks=LONG) for name in ("gelu", "relu", "tanh"))])
def test_derivatives_are_differences(activation):
    def numbers(weight_std, bias_std, size):
        point = criticality.fixed_point(Architecture(activation, 1, weight_std, bias_std), size=size)
        return jnp.stack([*point[:2], *point[3:5], point.variance_depth])

    at = (2.0, 0.3, 0.6) if activation in ("erf", "tanh") else (1.2, 0.3, 0.6)
    check_derivatives(numbers, at, atol=1e-8)


def test_derivatives_of_the_line():
    with jax.enable_x64(True):
        slope = jax.grad(lambda b: criticality.line("erf", b))(0.3)
    ends = [float(criticality.line("erf", 0.3 + s)) for s in (1e-5, -1e-5)]
    assert float(slope) == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=FINITE_DIFFERENCE)


@LONG
def test_derivatives_of_the_curve():
    with jax.enable_x64(True):
        across = jax.jit(jax.vmap(jax.grad(lambda k: criticality.curve("gelu", k).bias_std)))(jnp.array([0.5, 2.0]))
    ends = [np.asarray(criticality.curve("gelu", np.array([0.5, 2.0]) + s).bias_std) for s in (1e-5, -1e-5)]
    np.testing.assert_allclose(across, (ends[0] - ends[1]) / 2e-5, rtol=FINITE_DIFFERENCE)


@pytest.mark.parametrize("activation", [pytest.param("erf", marks=LONG), "relu"])
def test_nothing_is_nan_where_variance_dies_or_explodes(activation):
    for weight_std, bias_std in ((0.4, 0.0), (3.0, 0.4), (0.0, 0.0)):
        slope = jax.grad(lambda arch: criticality.fixed_point(arch).chi_perp)(
            Architecture(activation, 1, weight_std, bias_std)
        )
        assert np.isfinite([slope.weight_std, slope.bias_std]).all()


def test_a_phase_diagram_is_a_vmap():
    weights, biases = np.meshgrid([0.5, 1.2, 2.5], [0.0, 0.3])
    diagram = jax.jit(jax.vmap(lambda w, b: criticality.fixed_point(Architecture("erf", 1, w, b)).correlation_depth))(
        weights.ravel(), biases.ravel()
    )
    each = [
        criticality.fixed_point(Architecture("erf", 1, w, b)).correlation_depth
        for w, b in zip(weights.ravel(), biases.ravel(), strict=True)
    ]
    np.testing.assert_allclose(diagram, each, rtol=1e-5)


def test_correlations_decay_on_the_line_as_beta_says():
    """1 − c_l → β/l for erf, and 9π²/(2l²) for ReLU without bias."""
    weight_std = float(criticality.line("erf", 0.3))
    point = criticality.fixed_point(Architecture("erf", 1, weight_std, 0.3))
    decay = float(criticality.curve("erf", float(point.variance)).decay)
    k = kernel_pair(Architecture("erf", 3000, weight_std, 0.3), [[1.0, 0.0], [0.0, 1.0]])
    assert float(1 - k.nngp[0, 1] / k.nngp[0, 0]) * 3000 == pytest.approx(decay, rel=0.02)
    assert float(k.ntk[0, 1] / k.ntk[0, 0]) == pytest.approx(1 / 3, rel=0.01)
    assert float(criticality.curve("relu", 1.0).decay) == math.inf


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: criticality.line("swish", 0.1), "activation must be one of"),
        (lambda: criticality.line("erf", -0.1), "bias_std must be in"),
        (lambda: criticality.line("erf", [0.1, -0.1]), "bias_std must be ≥ 0, got -0.1"),
        (lambda: criticality.line("erf", [[math.inf]]), "bias_std must be finite"),
        (lambda: criticality.curve("erf", -1.0), "variance must be ≥ 0, got -1"),
        (lambda: criticality.fixed_point(Network(layers.dense(1.0))), "arch must be an Architecture, got Network"),  # pyright: ignore[reportArgumentType]
        (lambda: criticality.fixed_point(Architecture(), size=-0.5), "size must be ≥ 0, got -0.5"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
