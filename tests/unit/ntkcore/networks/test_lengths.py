"""Correlation lengths that layers show: against those of fixed points, laws on critical lines, and invariances."""

import math

import numpy as np
import pytest

from ntkcore import Architecture, criticality
from ntkcore.networks.correlations import critical_ratio
from ntkcore.networks.lengths import correlation_lengths

PAIR = (-0.5, 0.7)


@pytest.mark.sample(2)
@pytest.mark.parametrize("activation", ["erf", "sin", "gelu", "relu"])
def test_off_the_critical_line_they_are_those_of_the_fixed_point(activation):
    spreads = [(0.5, 0.5), (0.8, 0.1), (1.1, 1.5)] + [(1.8, 0.3), (2.5, 1.0)] * (activation in ("erf", "sin"))
    weights, biases = np.array(spreads).T
    lengths = np.asarray(
        correlation_lengths(Architecture(activation), *PAIR, weight_std=weights, bias_std=biases).length
    )
    for (weight, bias), length in zip(spreads, lengths, strict=True):
        point = criticality.fixed_point(Architecture(activation, 1, weight, bias), size=0.37)
        assert length == pytest.approx(float(point.correlation_depth), rel=1e-2)


def test_on_a_critical_line_they_grow_with_the_layers():
    weight = criticality.line("erf", 0.3)  # 1 − c ≈ β/l: changes fall as 1/l², 1 − 2/l from layer to layer
    short, long = (
        float(correlation_lengths(Architecture("erf"), *PAIR, weight_std=weight, bias_std=0.3, layers=n).length)
        for n in (150, 300)
    )
    assert 0.95 * 75 < short < 75
    assert 0.95 * 150 < long < 150


def test_variances_that_explode_are_told_and_keep_inputs_apart():
    shown = correlation_lengths(Architecture("relu"), *PAIR, weight_std=[1.3, 1.5, 3.0], bias_std=0.2)
    assert shown.explodes.tolist() == [False, True, True]
    assert [math.isinf(length) for length in shown.length.tolist()] == [False, True, True]


def test_for_gelu_the_size_of_the_inputs_decides_what_happens():
    gelu, spreads = Architecture("gelu"), {"weight_std": 2.5**0.5, "bias_std": 1e-6}
    small, large = (bool(correlation_lengths(gelu, x, 0.99 * x, **spreads).explodes) for x in (0.4, 0.6))
    assert (small, large) == (False, True)  # separatrix at K = 0.678, first K = 2.5 x²


def test_with_layer_norm_only_the_ratio_of_spreads_counts():
    arch, ratio, weights = Architecture("erf", norm="layer"), critical_ratio("erf"), np.array([0.3, 1.0, 2.0])
    angle = ([1.0, 0.0], [0.6, 0.8])
    without = np.asarray(correlation_lengths(arch, *angle, weight_std=weights, bias_std=0.0).length)
    assert without == pytest.approx(without[0], rel=1e-6)
    scaled = correlation_lengths(arch, *PAIR, weight_std=weights, bias_std=2 * ratio * weights).length
    assert np.asarray(scaled) == pytest.approx(float(scaled[0]), rel=1e-6)
    assert float(correlation_lengths(arch, *PAIR, weight_std=1.0, bias_std=ratio).length) > 140


def test_inputs_of_a_common_direction_never_come_apart():
    assert math.isnan(float(correlation_lengths(Architecture("relu"), 0.5, 0.7, weight_std=1.5, bias_std=0.0).length))


def test_a_spread_below_zero_is_refused():
    with pytest.raises(ValueError, match="weight_std must be ≥ 0"):
        correlation_lengths(Architecture("erf"), *PAIR, weight_std=[-1.0], bias_std=0.0)
