"""The NTK of neural-tangents between nearly equal inputs, for scripts/measure_exactness.py."""
# pyright: reportMissingImports=false

import jax
import numpy as np
from neural_tangents import stax

jax.config.update("jax_enable_x64", True)

PHI = {
    "relu": stax.Relu,
    "leaky_relu": lambda: stax.LeakyRelu(0.1),
    "abs": stax.Abs,
    "erf": stax.Erf,
    "gelu": stax.Gelu,
    "sin": stax.Sin,
}
# Activation, hidden layers, weight_std, bias_std, number of features.
NETWORKS = (
    ("relu", 3, 1.4, 0.3, 1),
    ("relu", 3, 1.4, 0.3, 64),
    ("relu", 32, 2**0.5, 0.0, 64),
    ("leaky_relu", 3, 1.4, 0.3, 64),
    ("abs", 8, 1.4, 0.1, 64),
    ("erf", 3, 1.4, 0.3, 1),
    ("gelu", 3, 1.4, 0.3, 1),
    ("sin", 3, 1.4, 0.3, 1),
    ("erf", 32, 3.0, 0.1, 1),
    ("gelu", 32, 3.0, 0.1, 1),
    ("sin", 32, 3.0, 0.1, 1),
)
POWERS = range(1, 15)


def inputs(features: int) -> tuple[np.ndarray, np.ndarray]:
    """An input (1, features) and others: itself, and at distances 10^−k in a random direction."""
    rng = np.random.default_rng(10)
    x, direction = rng.normal(size=(2, features))
    direction /= np.linalg.norm(direction)
    return x[None], np.stack([x, *(x + 10.0**-power * direction for power in POWERS)])


def nearly_equal():
    """Each network with an input, those nearby, and both kernels between them."""
    cases = []
    for activation, hidden_layers, weight_std, bias_std, features in NETWORKS:
        hidden = [stax.Dense(1, W_std=weight_std, b_std=bias_std), PHI[activation]()] * hidden_layers
        kernel_fn = stax.serial(*hidden, stax.Dense(1, W_std=weight_std, b_std=bias_std))[2]
        x, others = inputs(features)
        nngp, ntk = kernel_fn(x, others, ("nngp", "ntk"))
        network = (activation, hidden_layers, weight_std, bias_std)
        cases.append({"network": network, "x": x, "others": others, "nngp": nngp[0], "ntk": ntk[0]})
    return cases
