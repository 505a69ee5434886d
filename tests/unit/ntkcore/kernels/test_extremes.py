"""Kernels and derivatives at any spread, depth and input against many-digit arithmetic; a sample, and a long scan."""

import itertools

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from ntkcore import Activation, Architecture, kernel_pair
from ntkcore.kernels.gram import pair
from tests.oracle import exact

DEPTHS = (1, 2, 32)
WEIGHTS = (0.0, 1e-3, 0.1, 1.41, 3.0, 10.0, 1e3)
BIASES = (0.0, 1e-160, 1e-80, 1e-45, 1e-35, 1e-20, 1e-3, 1.0)
# Zero, coincident, mirrored, 1e-8 apart, very small, very large, and small beside large. An input 1e-80 times as large
# as the largest has a variance whose square is no float: only a bias tells it from 0.
INPUTS = (
    *((0.0, 0.0), (0.0, 1.0), (0.7, 0.7), (0.7, -0.7), (0.7, 0.7 + 1e-8), (0.7, -0.7 - 1e-8), (-0.3, 1.1)),
    *((1e-8, 1e-8), (1e-8, -1e-8), (1e-8, 2e-8), (1e-80, 1e-80), (1e-80, 2e-80), (1e-40, -1e-40), (1e-30, 0.5)),
    *((1e-150, 1e-150), (1e6, 1e6), (1e6, -1e6), (1e6, 1e6 + 1e-2), (1e6, 0.3), (1e20, -1e20)),
)
CASES = np.array([(w, b, *ends) for w in WEIGHTS for b in BIASES for ends in INPUTS])
COMMON = np.array([case for case in CASES if case[1] in (0.0, 1e-3, 1.0)])
LINES = tuple(exact.SLOPES)
EXACT = (*LINES, "erf", "gelu", "sin")
LEAST = 1e-290  # below, floats lose their digits


@pytest.fixture(autouse=True)
def many_digits(monkeypatch):
    monkeypatch.setattr(exact, "DIGITS", 250)


def answers(activation, depth, cases):
    """Both kernels (c, 2) at cases (c, 4), and their derivatives (c, 2, 4)."""

    def kernels(case):
        values = jnp.stack(pair(Architecture(activation, depth, case[0], case[1]), case[2:3], case[3:4]))
        return values, values

    with jax.enable_x64(True):
        derivatives, values = jax.jit(jax.vmap(jax.jacrev(kernels, has_aux=True)))(cases)
        return np.asarray(values), np.asarray(derivatives)


def truth(activation, depth, w, b, x1, x2):
    """Both kernels, in 250 digits."""
    if activation in LINES:
        return exact.kernels(activation, depth, w, b, [x1], [x2])
    last = exact.smooth_layers(activation, depth, w, b, x1, x2)[-1]
    return last.q12, last.ntk


def slopes(activation, depth, case):
    """Central differences of the truth, (2, 4): at a kink they are the mean of the one-sided derivatives."""
    out = np.zeros((2, 4))
    with mp.workdps(exact.DIGITS):
        case = [mp.mpf(float(number)) for number in case]
        for i, number in enumerate(case):
            near = [abs(number), abs(case[5 - i]) if i > 1 else 0, 1]
            step = next(size for size in near if size) * mp.mpf(10) ** -30
            ends = [truth(activation, depth, *(n + s * step * (j == i) for j, n in enumerate(case))) for s in (1, -1)]
            out[:, i] = [float((above - below) / (2 * step)) for above, below in zip(*ends, strict=True)]
    return out


def assert_exact(activation, depth, cases, tolerance):
    """Values and derivatives to `tolerance` of the larger variance at the pair; of its change, for derivatives."""
    values, derivatives = answers(activation, depth, cases)
    for case, value, derivative in zip(cases, values, derivatives, strict=True):
        w, b, x1, x2 = (mp.mpf(float(number)) for number in case)
        with mp.workdps(exact.DIGITS):
            ends = [truth(activation, depth, w, b, x, x) for x in (x1, x2)]
            expected = [float(number) for number in truth(activation, depth, w, b, x1, x2)]
        for i in range(2):
            size = max(float(end[i]) for end in ends)
            if not LEAST < size < 1e290:
                assert size or not value[i]
                continue
            label = f"{activation} {depth} {case.tolist()} {('nngp', 'ntk')[i]}"
            assert abs(value[i] - expected[i]) <= tolerance * size, (label, value[i], expected[i])
            wanted = slopes(activation, depth, case)[i]
            for j in range(4):
                if j > 1 and case[j] == case[1] == 0.0 < depth - 1:
                    continue  # the kernel has a kink at an input of 0: with several layers no mean is promised
                natural = size * (depth + 1) / max(abs(case[j]) or abs(case[5 - j] if j > 1 else 0.0), 1e-300)
                slack = 2e-6 * abs(wanted[j]) + tolerance * 1e3 * min(natural, 1e290) + LEAST
                assert abs(derivative[i, j] - wanted[j]) <= slack, (label, j, derivative[i, j], wanted[j])


def sample(seed, count):
    return COMMON[np.random.default_rng(seed).choice(len(COMMON), count, replace=False)]


@pytest.mark.sample(1)
@pytest.mark.parametrize(("activation", "depth"), [("relu", 1), ("abs", 32), ("erf", 2), ("gelu", 1)])
def test_a_sample_of_extreme_pairs_is_exact(activation, depth):
    assert_exact(activation, depth, sample(depth, 12), 1e-13)


KNOWN_ONCE = [
    (0.1, 1e-160, 1e-8, -1e-8),
    (1e-3, 0.0, 0.7, -0.7),
    (1e-3, 0.0, 0.0, 1.0),
    (1e3, 0.0, 0.7, 0.2),
    (1e-3, 0.0, 1e-30, 0.5),
    (1.41, 1e-160, 0.0, 0.0),
]


def test_variances_far_below_and_above_the_range_of_their_squares_are_exact():
    """Their determinants are no floats; derivatives of quotients were NaN."""
    assert_exact("abs", 32, np.array(KNOWN_ONCE), 1e-13)


@pytest.mark.long
@pytest.mark.parametrize(("activation", "depth"), [*itertools.product(EXACT, DEPTHS)])
def test_many_extreme_pairs_are_exact(activation, depth):
    assert_exact(activation, depth, sample(7 + depth, 60 if depth == 1 else 15), 1e-12)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "activation",
    [pytest.param(each, marks=() if each in ("relu", "erf") else pytest.mark.long) for each in Activation],
)
def test_no_value_and_no_derivative_is_nan(activation):
    depths = (1, 32) if activation in ("relu", "erf") else (2,)
    for depth in depths:
        values, derivatives = answers(activation, depth, CASES)
        assert np.isfinite(values).all()
        assert np.isfinite(derivatives).all()


@pytest.mark.parametrize("options", [{}, {"rows": 2}])
def test_inputs_whose_products_are_no_floats_are_warned_about(options):
    tiny = np.array([1e-160, -2e-160, 0.0])
    with pytest.warns(RuntimeWarning, match=r"^x1 and x2 reach 2e-160 and 2e-160 only"):
        kernel_pair(Architecture("relu", 2, 1.4, 0.0), tiny, **options)


@pytest.mark.parametrize(
    ("inputs", "bias_std"), [((1e-160,), 0.1), ((1e-140,), 0.0), ((1e-160, 1.0), 0.0), ((0.0,), 0.0)]
)
def test_other_small_inputs_are_not(inputs, bias_std):
    assert np.isfinite(kernel_pair(Architecture("relu", 2, 1.4, bias_std), inputs).ntk).all()
