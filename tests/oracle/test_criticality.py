"""Critical lines, fixed points and depth scales against tables with ten digits."""

import math

import numpy as np
import pytest

from ntkcore import Architecture, criticality, kernel_pair

TEN_DIGITS = 6e-11
# φ, bias_std, weight_std on the line, K*, χ∥, β.
ON_THE_LINE = [
    ("tanh", 0.05, 1.1225390048, 0.1536919358, 0.7821962372, 39.28203514),
    ("tanh", 0.1, 1.1934007250, 0.2733009135, 0.6781912459, 16.63928848),
    ("tanh", math.sqrt(0.05), 1.3270096607, 0.5700478816, 0.5181864841, 6.17112614),
    ("tanh", 0.3, 1.3955839752, 0.7634747669, 0.4516402704, 4.28269522),
    ("tanh", 0.5, 1.5496739125, 1.3179389990, 0.3328995277, 2.24209179),
    ("tanh", 1.0, 1.8555891011, 3.0363963946, 0.1863709647, 0.88973706),
    ("erf", 0.05, 0.9936862904, 0.1451458617, 0.7750185341, 37.51268219),
    ("erf", 0.1, 1.0555946492, 0.2532096563, 0.6638257964, 15.69706420),
    ("erf", 0.3, 1.2336725058, 0.6887712695, 0.4206023588, 3.95767146),
    ("erf", 0.5, 1.3713304703, 1.1832724389, 0.2970404484, 2.04733659),
    ("erf", 1.0, 1.6487514526, 2.7448909303, 0.1540883841, 0.79498846),
    ("sin", 0.1, 1.1422667189, 0.3147732572, 0.6952267428, 20.84756378),
    ("sin", 0.3, 1.2626646047, 0.6843219039, 0.4056780961, 4.91753906),
    ("sin", 1.0, 1.4004212764, 1.9611797514, 0.0388202486, 1.06098192),
    ("gelu", math.sqrt(0.1729223908), math.sqrt(1.9830582574), 3.5615528128, 1.0, None),
    ("gelu", math.sqrt(0.067192), math.sqrt(2.193700), 1.0, 1.0672, None),
    ("gelu", math.sqrt(0.323459), math.sqrt(1.955815), 10.0, 0.9818, None),
]
# φ, weight_std, bias_std, and what is known of K*, χ∥, χ⊥, c*, the slope there, ξ_c.
OFF_THE_LINE = [
    ("tanh", 1.0, 0.3, 0.2762991929, 0.47337283, 0.70025815, 1.0, None, 2.80657),
    ("tanh", 2.5, 0.3, 4.0791238753, 0.23392205, 1.58522477, 0.1221037473, 0.82222917, 5.10892),
    ("tanh", 4.0, 0.3, 12.6041494978, None, None, 0.0296959216, None, 3.63935),
    ("erf", 2.0, 0.3, 2.6310006542, 0.23958260, 1.50026658, 0.1866018970, None, 5.14950),
    ("erf", 1.0, 0.3, 0.3693531915, 0.46524818, 0.80892998, 1.0, None, 4.71603),
    ("sin", 1.2, 0.3, 0.5877706679, 0.44445866, 0.94222933, 1.0, None, 16.80486),
    ("gelu", 1.2, 0.3, 0.1630551717, 0.51705928, 0.47251036, 1.0, None, None),
]


def digits(number):
    """Half a unit of the last decimal of a number of the table, and a little."""
    decimals = len(repr(number).partition(".")[2])
    return 0.6 * 10.0**-decimals


@pytest.mark.sample(9)
@pytest.mark.parametrize(("activation", "bias_std", "weight_std", "variance", "chi", "decay"), ON_THE_LINE)
def test_points_of_the_critical_line(activation, bias_std, weight_std, variance, chi, decay):
    rounded = chi is not None and digits(chi) > 1e-9  # a line of the table with six digits
    tolerance = 2e-6 if rounded and chi != 1.0 else TEN_DIGITS
    assert float(criticality.line(activation, bias_std)) == pytest.approx(weight_std, abs=tolerance)
    point = criticality.curve(activation, variance)
    assert float(point.weight_std) == pytest.approx(weight_std, abs=tolerance)
    assert float(point.bias_std) == pytest.approx(bias_std, abs=tolerance)
    assert float(point.chi_parallel) == pytest.approx(chi, abs=6e-5 if tolerance > 1e-9 else 1e-10)
    if decay is not None:
        assert float(point.decay) == pytest.approx(decay, abs=1e-8 + 1e-9 * decay)
        reached = criticality.fixed_point(
            Architecture(activation, 1, float(criticality.line(activation, bias_std)), bias_std)
        )
        assert float(reached.variance) == pytest.approx(variance, abs=TEN_DIGITS)
        assert float(reached.chi_perp) == pytest.approx(1.0, abs=1e-14)
        assert float(reached.correlation) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.sample(4)
@pytest.mark.parametrize("row", OFF_THE_LINE, ids=str)
def test_fixed_points_off_the_line(row):
    activation, weight_std, bias_std, *expected = row
    point = criticality.fixed_point(Architecture(activation, 3, weight_std, bias_std))
    fields = ("variance", "chi_parallel", "chi_perp", "correlation", "slope", "correlation_depth")
    for name, value in zip(fields, expected, strict=True):
        if value is not None:
            assert float(getattr(point, name)) == pytest.approx(value, abs=max(digits(value), TEN_DIGITS)), name


def test_the_size_of_the_input_decides_where_gelu_is_bistable():
    """The first K is b² + w² size; the separatrix has ten digits."""
    for weight_var, bias_var, separatrix in (
        (2.5, 0.0, 0.6780912338),
        (3.0, 0.0, 0.2470671687),
        (2.05, 0.05, 3.8147098976),
    ):
        arch = Architecture("gelu", 1, math.sqrt(weight_var), math.sqrt(bias_var))
        sizes = [(separatrix * (1 + side) - bias_var) / weight_var for side in (-1e-6, 1e-6)]
        below, above = (float(criticality.fixed_point(arch, size=size).variance) for size in sizes)
        assert above == math.inf
        assert below < separatrix
        assert (below == 0.0) == (bias_var == 0.0)


def test_the_half_stable_point_of_gelu():
    point = criticality.half_stable_point()
    assert float(point.weight_std) == pytest.approx(1.4082110131, abs=TEN_DIGITS)
    assert float(point.bias_std) == pytest.approx(0.4158393810, abs=TEN_DIGITS)
    assert float(point.chi_parallel) == pytest.approx(1.0, abs=1e-13)
    for side in (-0.5, 0.5):  # one layer makes the variance smaller on both sides
        k = 0.5 * (3 + 17**0.5) + side
        arch = Architecture("gelu", 1, float(point.weight_std), float(point.bias_std))
        x = math.sqrt((k - arch.bias_std**2) / arch.weight_std**2)
        assert k - 1e-3 < float(kernel_pair(arch, [x]).nngp[0, 0]) < k - 1e-6
    boundary = np.asarray(criticality.is_boundary("gelu", [0.0, 0.2, 0.4158, 0.4159, 1.0]))
    assert boundary.tolist() == [False, False, False, True, True]
