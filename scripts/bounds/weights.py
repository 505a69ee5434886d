"""The bound on the weights: a normal distribution of them, optimised for the bound itself (Dziugaite & Roy 2017).

P = N(θ₀, λ I) around the random start θ₀, and Q = N(μ, diag s²). f is normal where the hidden layer is given, so that
its sign is wrong with probability Φ(−y mean/std): the mean error has a derivative, and no other loss stands for it.
"""

import itertools
import math
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy.special import ndtr

from ntkcore import bounds
from ntkcore.precision import in_float64
from scripts.bounds.digits import Split, split

WEIGHT_STD, BIAS_STD = 2**0.5, 0.3
DELTA, DELTA_DRAWS = 0.04, 0.01  # that the bound fails, and that the error of Q is above the bound from its draws
DRAWS = 1000  # of the hidden layer, for each image
_START = 0.3  # of s, in units of √λ
_RATE, _DECAYS, _TINY = 0.02, (0.9, 0.999), 1e-10  # Adam
_FALL = 3.0  # the rate is constant in the first two thirds, and falls to 0 in the last


class Setting(NamedTuple):
    """The network and the prior, before the data are seen."""

    width: int
    variance: float  # λ


GRID = tuple(Setting(*each) for each in itertools.product((5, 10, 20), (0.3, 1.0, 3.0)))


class Weights(NamedTuple):
    """A number for each weight and bias of a network with one hidden layer."""

    first: Any  # (64, width)
    first_bias: Any  # (width,)
    last: Any  # (width,)
    last_bias: Any  # ()


class Posterior(NamedTuple):
    """Q: the mean and the logarithm of the standard deviation of each weight."""

    mean: Weights
    log_std: Weights


def start_of(setting: Setting, features: int, seed: int) -> Weights:
    """Draw θ₀: weights from the standard normal, biases 0."""
    rng, width = np.random.default_rng(seed), setting.width
    return Weights(rng.standard_normal((features, width)), np.zeros(width), rng.standard_normal(width), np.zeros(()))


def divergence(q: Posterior, start: Weights, variance: float) -> Any:
    """KL(Q‖P) in nats."""
    total = 0.0
    for mean, log_std, at in zip(*q, start, strict=True):
        ratio = (jnp.exp(2.0 * log_std) + (mean - at) ** 2) / variance
        total += 0.5 * jnp.sum(ratio - 1.0 - 2.0 * log_std + math.log(variance))
    return total


def wrong(q: Posterior, x: Any, signs: Any, key: Any) -> Any:
    """The probability (n,) that the sign is wrong at each input, given a draw of the hidden layer for each."""
    mean, spread = q.mean, jax.tree.map(lambda each: jnp.exp(2.0 * each), q.log_std)
    fan, width = WEIGHT_STD**2 / x.shape[1], len(mean.last)
    centre = math.sqrt(fan) * (x @ mean.first) + BIAS_STD * mean.first_bias
    variance = fan * (x**2 @ spread.first) + BIAS_STD**2 * spread.first_bias
    hidden = jax.nn.relu(centre + jnp.sqrt(variance) * jax.random.normal(key, centre.shape, centre.dtype))
    fan = WEIGHT_STD**2 / width
    output = math.sqrt(fan) * (hidden @ mean.last) + BIAS_STD * mean.last_bias
    uncertain = fan * (hidden**2 @ spread.last) + BIAS_STD**2 * spread.last_bias
    return ndtr(-signs * output / jnp.sqrt(uncertain))


@in_float64
def optimise(setting: Setting, data: Split, start: Weights, settings: int, steps: int, seed: int) -> Posterior:
    """Minimise the bound by Adam, with one draw of the hidden layer in each step."""

    def bound(q: Posterior, key: Any) -> Any:
        error = jnp.minimum(wrong(q, data.x, data.signs, key).mean(), 0.999)
        nats = divergence(q, start, setting.variance) + math.log(settings)
        return bounds.maurer(error, nats, data.m, DELTA)

    def step(carry: Any, index: Any) -> tuple[Any, Any]:
        q, first, second = carry
        slope = jax.grad(bound)(q, jax.random.fold_in(key, index))
        first = jax.tree.map(lambda old, new: old + (1.0 - _DECAYS[0]) * (new - old), first, slope)
        second = jax.tree.map(lambda old, new: old + (1.0 - _DECAYS[1]) * (new**2 - old), second, slope)
        rate = _RATE * jnp.minimum(1.0, _FALL * (1.0 - index / steps))
        grown = [1.0 - decay ** (index + 1.0) for decay in _DECAYS]

        def moved(at: Any, mean: Any, square: Any) -> Any:
            return at - rate * (mean / grown[0]) / (jnp.sqrt(square / grown[1]) + _TINY)

        return (jax.tree.map(moved, q, first, second), first, second), None

    key = jax.random.key(seed)
    level = math.log(_START * math.sqrt(setting.variance))
    q = Posterior(jax.tree.map(jnp.asarray, start), jax.tree.map(lambda each: jnp.full(each.shape, level), start))
    zeros = jax.tree.map(jnp.zeros_like, q)
    (q, _, _), _ = jax.jit(lambda carry: lax.scan(step, carry, jnp.arange(steps)))((q, zeros, zeros))
    return jax.tree.map(lambda each: np.asarray(each, np.float32), q)


@in_float64
def mean_error(q: Posterior, x: np.ndarray, signs: np.ndarray, draws: int, seed: int) -> float:
    """The mean of `wrong` over the images, with `draws` independent draws for each."""
    precise = jax.tree.map(lambda each: jnp.asarray(each, jnp.float64), q)
    keys = jax.random.split(jax.random.key(seed), draws)
    return float(jax.jit(lambda: lax.map(lambda key: wrong(precise, x, signs, key).mean(), keys))().mean())


def evaluate(q: Posterior, setting: Setting, data: Split, settings: int, seed: int, draws: int) -> dict[str, Any]:
    """What Q pays, its errors, and its bound.

    The error on the examples is itself bounded from draws. These are independent and lie in [0, 1], so that
    kl(mean‖error) ≤ ln(1/δ')/n for n = draws × m, with probability 1 − δ' (Hoeffding 1963, theorem 1, eq. 2.1);
    `maurer` for one network says the same with ln(2√n/δ').
    """
    start = start_of(setting, data.x.shape[1], seed)
    nats = float(in_float64(divergence)(jax.tree.map(np.float64, q), start, setting.variance)) + math.log(settings)
    drawn = mean_error(q, data.x, data.signs, draws, seed + 1)
    error = float(bounds.maurer(drawn, 0.0, draws * data.m, DELTA_DRAWS))
    return setting._asdict() | {
        "nats": nats,
        "drawn": drawn,
        "error": error,
        "gibbs_test": mean_error(q, data.x_test, data.signs_test, draws, seed + 2),
        "bound": float(bounds.maurer(error, nats, data.m, DELTA)),
    }


def measure(
    m: int, seed: int, steps: int = 1500, draws: int = DRAWS, grid: tuple[Setting, ...] = GRID, out: Path | None = None
) -> dict[str, Any]:
    """The setting with the lowest bound, and the bounds of all. Q of the best is written to `out`."""
    data, tried, posteriors = split(m, seed), [], []
    for setting in grid:
        start = start_of(setting, data.x.shape[1], seed)
        posteriors.append(optimise(setting, data, start, len(grid), steps, seed))
        tried.append(evaluate(posteriors[-1], setting, data, len(grid), seed, draws))
        print(tried[-1], flush=True)
    best = min(range(len(grid)), key=lambda index: tried[index]["bound"])
    if out is not None:
        save(out, posteriors[best])
    return {"delta_bound": DELTA, "delta_draws": DELTA_DRAWS, "steps": steps, "draws": draws, "settings": len(grid)} | {
        "best": tried[best],
        "tried": [{key: each[key] for key in ("width", "variance", "nats", "error", "bound")} for each in tried],
    }


def save(path: Path, q: Posterior) -> None:
    """Write Q as an npz file, in float32."""
    np.savez_compressed(
        path,
        **{f"mean_{name}": value for name, value in q.mean._asdict().items()},
        **{f"log_std_{name}": value for name, value in q.log_std._asdict().items()},
    )


def load(path: Path) -> Posterior:
    """Read what `save` wrote."""
    with np.load(path) as held:
        return Posterior(
            *(Weights(*(held[f"{part}_{name}"] for name in Weights._fields)) for part in Posterior._fields)
        )
