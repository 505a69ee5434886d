"""The map of correlations and the laws of its decay: against a grid of nodes, a table, and thousands of layers."""

import math

import numpy as np
import pytest

from ntkcore import Architecture, criticality, depth
from ntkcore.kernels.activations import apply
from ntkcore.networks.correlations import cobweb, critical_ratio, decay

RIGHT_ANGLE = ([1.0, 0.0], [0.0, 1.0])


@pytest.mark.parametrize(
    ("activation", "square"),
    [("erf", 0.10485098), ("gelu", 0.03062938), ("sin", 0.13533528), ("tanh", 0.07010841), ("relu", 0)],
)
def test_critical_ratios_of_spreads_with_layer_norm(activation, square):
    assert critical_ratio(activation) ** 2 == pytest.approx(square, abs=6e-9)


def expected(activation, variance, c):
    """E φ(u)φ(v) by Gauss–Hermite quadrature in two dimensions."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / math.sqrt(2 * math.pi)
    u, other = np.meshgrid(nodes, nodes)
    v = c * u + math.sqrt(1 - c * c) * other
    root = math.sqrt(variance)
    return float(weights @ (apply(activation, root * u) * apply(activation, root * v)) @ weights)


@pytest.mark.parametrize("activation", ["erf", "gelu", "sin"])
def test_one_layer_maps_correlations_as_quadrature_does(activation):
    arch, variance, given = Architecture(activation, 1, 1.5, 0.4), 0.8, np.array([-0.9, 0.2, 0.7])
    web = cobweb(arch, given, 0.7, variance=variance, steps=3)
    size = 0.16 + 2.25 * expected(activation, variance, 1.0)
    for c, after in zip(given, web.after, strict=True):
        assert after == pytest.approx((0.16 + 2.25 * expected(activation, variance, c)) / size, abs=1e-9)
    assert web.steps[:2] == pytest.approx([0.7, web.after[2]], abs=1e-15)
    assert len(web.steps) == 4


def test_the_steps_of_a_map_end_at_the_stable_fixed_point_with_its_slope():
    arch = Architecture("erf", 1, 2.0, 0.3)
    point = criticality.fixed_point(arch)
    web = cobweb(arch, [0.0], 0.9, variance=float(point.variance), steps=100)
    assert web.steps[-1] == pytest.approx(0.186601897, abs=1e-6)
    change = np.diff(web.steps)
    assert change[40] / change[39] == pytest.approx(float(point.slope), abs=1e-4)
    assert decay(arch).length == pytest.approx(5.14949555, abs=1e-7)


# On critical lines 1 − c ≈ factor/l^power. Two depths cancel the next term, of order 1/l relative to it.
@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("arch", "power", "share"),
    [
        (Architecture("relu", 1, 2**0.5, 0.0), 2, 0.01),
        (Architecture("relu", 1, 2**0.5, 0.3), 2, 0.05),
        (Architecture("relu", 1, 2**0.5, 0.0, "equal"), 2, 0.02),
        (Architecture("relu", 1, 1.45, 0.2, "equal"), 2, 0.02),
        (Architecture("abs", 1, 1.0, 0.0), 2, 0.01),
        (Architecture("leaky_relu", 1, 0.7, 0.0, norm="layer"), 2, 0.01),
        (lambda: Architecture("erf", 1, float(criticality.line("erf", 0.3)), 0.3), 1, 0.01),
        (lambda: Architecture("erf", 1, 1.7, 1.7 * critical_ratio("erf"), norm="layer"), 1, 0.01),
    ],
    ids=lambda value: value.activation if isinstance(value, Architecture) else str(value),
)
def test_laws_of_critical_networks_are_those_of_thousands_of_layers(arch, power, share):
    arch = arch if isinstance(arch, Architecture) else arch()
    law = decay(arch, size=0.5)
    assert (law.power, law.correlation, law.length) == (power, 1.0, math.inf)
    distance = np.asarray(depth.course(arch, *RIGHT_ANGLE, layers=4000).distance)
    end, middle = (distance[n - 1] * n**power for n in (4000, 2000))
    assert 2 * end - middle == pytest.approx(law.factor, rel=share)


@pytest.mark.sample(2)
@pytest.mark.parametrize(("skip", "norm"), [("none", "layer"), ("equal", "none"), ("equal", "layer")])
def test_layer_norm_and_equal_skips_have_limits_of_their_own(skip, norm):
    arch = Architecture("erf", 1, 2.0, 0.3, skip, norm)  # b/w = 0.15 is below the critical ratio 0.324: chaotic
    law = decay(arch, size=0.37)
    correlation = np.asarray(depth.course(arch, -0.5, 0.7, layers=400).correlation)
    assert correlation[-1] == pytest.approx(law.correlation, abs=1e-7)
    left = correlation[:140] - law.correlation
    assert left[139] / left[138] == pytest.approx(law.slope, rel=1e-3)


def test_scaled_skips_have_no_limit():
    with pytest.raises(ValueError, match="scaled"):
        decay(Architecture("erf", skip="scaled"))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"correlations": [1.5]}, "correlations must be"),
        ({"start": 2.0}, "start must be"),
        ({"variance": 0.0}, "variance"),
    ],
)
def test_bad_input_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        cobweb(Architecture("erf"), **({"correlations": [0.5], "start": 0.5} | changed))
