"""Training of finite networks on the squared error by gradient descent with momentum, until the loss is small."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore import Architecture, kernel_pair
from ntkcore.boolean.completions import Problem
from ntkcore.networks.layers import apply, init, passes, pull_back

MOMENTUM, RATE = 0.9, 0.9  # the second in units of 1/λ_max of the NTK on the shown corners
SMALL, MOST_STEPS, CHUNK = 1e-4, 20_000, 1000  # mean loss at which training ends; networks of one call


def trained_counts(net: Architecture, problem: Problem, width: int, networks: int, seed: int) -> np.ndarray:
    """The number of networks that end at each completion, (2^u,); those that do not fit all labels are left out."""
    x = problem.inputs[list(problem.corners)]
    rate = RATE / float(np.linalg.eigvalsh(np.asarray(kernel_pair(net, x).ntk))[-1])
    shown, signs, corners = (jnp.asarray(each, jnp.float32) for each in (x, problem.signs, problem.inputs))

    def train(key: Any) -> Any:
        start = init(key, net.hidden_layers, width, features=x.shape[1])

        def step(state: Any) -> Any:
            weights, speed, steps, _ = state
            passed = passes(net, weights, shown)
            missed = passed.outputs - signs
            slope = pull_back(net, weights, passed, missed)
            speed = jax.tree.map(lambda old, new: MOMENTUM * old - rate * new, speed, slope)
            return jax.tree.map(jnp.add, weights, speed), speed, steps + 1, 0.5 * jnp.mean(missed**2)

        def goes_on(state: Any) -> Any:
            return (state[-1] > SMALL) & (state[-2] < MOST_STEPS)

        first = (start, jax.tree.map(jnp.zeros_like, start), 0, jnp.asarray(jnp.inf))
        return apply(net, lax.while_loop(goes_on, step, first)[0], corners)

    several = jax.jit(lambda keys: lax.map(train, keys))
    keys = jax.random.split(jax.random.key(seed), networks)
    outputs = np.concatenate([several(keys[begin : begin + CHUNK]) for begin in range(0, networks, CHUNK)])
    return np.bincount(problem.completed(outputs[problem.fits(outputs)]), minlength=problem.count)
