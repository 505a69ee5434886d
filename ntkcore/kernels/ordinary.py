"""The recursion of an Architecture with a piecewise linear φ whose numbers need no unit: there is less to compile.

It is `chain.Plain` with the Scale left out, for all pairs at once and without derivatives: the first call of a process
waits for XLA more than for anything else.
"""

import math
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from ntkcore.choices import Activation
from ntkcore.compiled import quick_jit
from ntkcore.kernels.activations import moments, piecewise_linear
from ntkcore.kernels.layers import AnyNetwork, Plain
from ntkcore.kernels.pair import Pair
from ntkcore.kernels.state import Scale, State

_LEAST, _LARGEST = 2e-3, 1e3  # of standard deviations; φ makes them smaller by a factor of √½ at most
_LEAST_BIAS = 1e-30


def is_ordinary(network: AnyNetwork, scale: Scale) -> bool:
    """True if `kernels` computes this network at inputs of that Scale; nothing may be traced."""
    if not isinstance(network, Plain) or not isinstance(network.activation, Activation):
        return False
    lines = piecewise_linear(network.activation)
    weight_std, bias_std = abs(float(network.weight_std)), abs(float(network.bias_std))
    if lines is None or weight_std == 0.0 or 0.0 < bias_std < _LEAST_BIAS or scale.unit != 1.0:
        return False
    size = float(scale.size)
    if not _LEAST < size < _LARGEST:
        return False
    # Standard deviations grow or shrink by a factor, but not below the bias: the first and the last are the extremes.
    first = math.log(max(weight_std * size, bias_std))
    last = first + float(network.hidden_layers) * math.log(weight_std * math.hypot(*lines))
    if bias_std > 0.0:
        last = max(last, math.log(bias_std))
    return all(math.log(_LEAST) < value < math.log(_LARGEST) for value in (first, last))


@quick_jit()
def kernels(network: Plain, state: State) -> tuple[jax.Array, jax.Array]:
    """Both kernels (r, c) from a State whose q11 is (r,), whose q22 is (c,), and whose other fields are (r, c)."""
    weight_var, bias_var = jnp.square(network.weight_std), jnp.square(network.bias_std)

    def dense(state: State) -> State:
        q11, q22, q12, det, gap = state.pair
        q12 = bias_var + weight_var * q12
        det = weight_var * (weight_var * det + bias_var * state.spread)
        pair = Pair(bias_var + weight_var * q11, bias_var + weight_var * q22, q12, det, weight_var * gap)
        return State(pair, weight_var * state.spread, q12 + weight_var * state.ntk)

    def hidden(_: Any, state: State) -> State:
        state = dense(state)
        q11, q22, q12, det, gap, spread, slope = moments(network.activation, state.pair)
        return State(Pair(q11, q22, q12, det, gap), spread, slope * state.ntk)

    rows = state.pair._replace(q11=state.pair.q11[:, None])
    first = State(rows, state.spread, jnp.zeros_like(rows.q12))
    last = dense(lax.fori_loop(0, network.hidden_layers, hidden, first))
    return last.pair.q12, last.ntk
