"""Piecewise linear networks against 60-digit arithmetic, entry by entry, down to inputs 1e-14 apart."""

import mpmath
import numpy as np
import pytest

from ntkcore import Architecture, kernel_pair
from tests.conftest import EXACT
from tests.oracle import exact

GAPS = np.array([0.0, *(10.0**-k for k in range(14, -1, -1))])
ZERO = 1e-25  # between opposite inputs a bias-free kernel is 0, of which acos at 60 digits leaves 1e-30
INITIALISATIONS = [(2**0.5, 0.1), (1.5, 0.3), (1.0, 1.0), (2.0, 0.05), (2**0.5, 0.0)]


def relative_errors(activation, hidden_layers, weight_std, bias_std, x1, x2):
    """|computed − exact| / |exact| of both kernels between the rows of x1 and x2; 0 or 1 where the exact one is 0."""
    computed = kernel_pair(Architecture(activation, hidden_layers, weight_std, bias_std), x1, x2)
    errors = []
    for i, u in enumerate(np.reshape(x1, (len(x1), -1))):
        for j, v in enumerate(np.reshape(x2, (len(x2), -1))):
            reference = exact.kernels(activation, hidden_layers, weight_std, bias_std, u, v)
            for value, truth in zip((computed.nngp[i, j], computed.ntk[i, j]), reference, strict=True):
                error = abs(mpmath.mpf(float(value)) - truth)
                errors.append(float(error / abs(truth)) if abs(truth) > ZERO else float(error > ZERO))
    return errors


@pytest.mark.sample(13)
@pytest.mark.parametrize("hidden_layers", [1, 2, 3, 6, 10])
@pytest.mark.parametrize(("weight_std", "bias_std"), INITIALISATIONS)
def test_relu_in_one_dimension_is_exact_for_close_and_for_opposite_inputs(hidden_layers, weight_std, bias_std):
    for x in (0.3, -0.7, 0.01):
        x2 = np.concatenate([x + GAPS, -x - GAPS])
        assert max(relative_errors("relu", hidden_layers, weight_std, bias_std, [x], x2)) <= EXACT


@pytest.mark.sample(23)
@pytest.mark.parametrize("activation", ["leaky_relu", "abs", "identity"])
@pytest.mark.parametrize("hidden_layers", [1, 3, 10])
@pytest.mark.parametrize(("weight_std", "bias_std"), INITIALISATIONS)
def test_the_rest_of_the_family_is_exact_on_one_side_of_zero(activation, hidden_layers, weight_std, bias_std):
    """On both sides their kernels may cross 0, where no relative error can be small."""
    assert max(relative_errors(activation, hidden_layers, weight_std, bias_std, [0.3], 0.3 + GAPS)) <= EXACT


@pytest.mark.parametrize("hidden_layers", [1, 4])
@pytest.mark.parametrize("bias_std", [0.2, 0.0])
def test_relu_in_three_dimensions_is_exact_for_close_inputs_in_every_direction(hidden_layers, bias_std):
    x = np.array([0.4, -1.1, 0.3])
    for direction in (np.array([1.0, 0.2, -0.5]), np.array([0.3, 0.0, -0.4]), x):
        x2 = x + GAPS[:, None] * direction
        assert max(relative_errors("relu", hidden_layers, 1.5, bias_std, x[None], x2)) <= EXACT
