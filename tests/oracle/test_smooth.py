"""erf, GELU and sin against 120-digit arithmetic, down to inputs 1e-12 apart, ordered and chaotic, 1 to 32 layers."""

from functools import partial

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from ntkcore import Activation, Architecture, kernel_pair
from ntkcore.kernels import layers
from ntkcore.kernels import state as state_of
from tests.oracle import exact

GAPS = [0.0, *(10.0**-k for k in range(12, 0, -1))]
SMOOTH = ["erf", "gelu", "sin"]
DEPTH = 32
TOLERANCE = 3e-14


@partial(jax.jit, static_argnums=0)
def carried(activation, weight_std, bias_std, x1, x2):
    """NNGP, NTK, spread and det of each pair of scalar inputs after each layer, (DEPTH, 4, pairs)."""

    def of_pair(a, b):
        dense, phi = layers.dense(weight_std, bias_std), layers.activation(activation)

        def layer(state, _):
            after = dense(phi(state))
            return after, jnp.stack([after.pair.q12, after.ntk, after.spread, after.pair.det])

        state = dense(state_of.inputs(a[None], b[None]))
        return jax.lax.scan(layer, state, length=DEPTH)[1]

    return jax.vmap(of_pair, out_axes=2)(x1, x2)


@pytest.mark.sample(9)
@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("weight_std", [0.1, 1.2, 3.0])
@pytest.mark.parametrize("bias_std", [0.0, 0.3])
def test_nothing_is_lost_between_close_and_opposite_inputs(activation, weight_std, bias_std):
    """Kernels to rounding of the larger variance, spreads to their own, det to that of spread times variance."""
    x = -0.7
    others = np.array([x + gap for gap in GAPS] + [-x, -x - 1e-6, 0.0, 1.5])
    computed = np.asarray(carried(Activation(activation), weight_std, bias_std, np.full_like(others, x), others))
    for column, other in enumerate(others):
        for depth, truth in enumerate(exact.smooth_layers(activation, DEPTH, weight_std, bias_std, x, float(other))):
            nngp, ntk, spread, det = (mpmath.mpf(float(value)) for value in computed[depth, :, column])
            largest = max(truth.q11, truth.q22)
            assert abs(nngp - truth.q12) <= TOLERANCE * largest
            assert abs(ntk - truth.ntk) <= TOLERANCE * max(largest, abs(truth.ntk))
            if other == x:
                assert (spread, det) == (0, 0)
            elif abs(truth.spread) > 1e-60 * largest:  # opposite inputs of an odd φ without bias: 0 but for 120 digits
                assert abs(spread - truth.spread) <= TOLERANCE * truth.spread
                assert abs(det - truth.det) <= TOLERANCE * truth.spread * largest


@pytest.mark.parametrize(("activation", "gap"), [("sin", 1e-8), ("erf", 1e-8), ("erf", 1e-10)])
def test_deep_in_the_chaotic_phase_nearly_equal_inputs_part(activation, gap):
    """1e-8 apart, sin makes them uncorrelated in 32 layers; equal ones stay equal."""
    arch, x = Architecture(activation, DEPTH, 3.0, 0.3), np.array([0.3, 0.3, 0.3 + gap])
    for name in ("nngp", "ntk"):
        kernel = np.asarray(getattr(kernel_pair(arch, x), name))
        truth = [
            getattr(exact.smooth_layers(activation, DEPTH, 3.0, 0.3, 0.3, v)[-1], key)
            for v in x[1:].tolist()
            for key in ["q12" if name == "nngp" else "ntk"]
        ]
        np.testing.assert_allclose(kernel[0, 1:], [float(value) for value in truth], rtol=0, atol=3e-14 * kernel[0, 0])
        assert kernel[0, 0] == kernel[0, 1] == kernel[1, 1]
    kernel = np.asarray(kernel_pair(arch, x).nngp)
    if activation == "sin":
        assert kernel[0, 2] < 0.1 * kernel[0, 0]
