"""Kernel regression from equally spaced inputs on a circle: an exact formula for how much of a frequency is learned."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import as_noise_std, check_integer, is_traced
from ntkcore.precision import in_float64
from ntkcore.spectra.learnability import as_spectrum


class EquallySpaced(NamedTuple):
    """The share of each frequency that equally spaced inputs on a circle learn: see `equally_spaced`."""

    learnability: jax.Array  # (m,) by frequency
    mode_error: jax.Array  # (m,) mean squared error of a target of that frequency, of mean square 1


@in_float64
def equally_spaced(values: ArrayLike, n: int, noise_std: float = 0.0) -> EquallySpaced:
    r"""Compute the share of each frequency k on a circle that is learned from n equally spaced inputs, exactly.

    .. math:: S_k = \sum_m λ_{|k + mn|} + δ/n, \quad L_k = λ_k / S_k, \quad
              MSE_k = (1 − L_k)² + \sum_{m ≠ 0} (λ_{|k + mn|} / S_k)²

    Frequencies that differ by a multiple of n look the same at the inputs (aliasing), and regression shares the target
    among them. `values` (M/2 + 1,) are the λ of `symmetric.circle_spectrum` at M inputs, by frequency k = 0 … M/2. For
    those M inputs the formula is exact, if n divides M. δ = noise_std² is added to the diagonal, and the labels have no
    noise. Where 2k is a multiple of n, sine and cosine interfere, and the error is the mean over rotations.

    Raises ValueError for values that are negative, not finite or not (m,), and if n does not divide M.
    """
    spectrum, _ = as_spectrum(values, None)
    circle = max(2 * (len(spectrum) - 1), 1)
    inputs = check_integer("n", n, 1, circle)
    if circle % inputs:
        raise ValueError(
            f"n must divide the {circle} inputs that {len(spectrum)} frequencies stand for, got {inputs}. "
            "Compute the spectrum at a multiple of n."
        )
    ridge = as_noise_std(noise_std) ** 2
    if is_traced(spectrum, ridge):
        return EquallySpaced(*_equally_spaced(jnp, spectrum, ridge, inputs))
    # Not compiled: each n would be another program, for a fraction of a millisecond's work.
    return EquallySpaced(*map(jnp.asarray, _equally_spaced(np, np.asarray(spectrum), np.asarray(ridge), inputs)))


def _equally_spaced(xp: Any, values: Any, ridge: Any, n: int) -> tuple[Any, Any]:
    """Learnability and error with the arrays of `xp`, JAX's or numpy's module."""
    turning = xp.concatenate([values, values[-2:0:-1]])  # of e^{ikθ} for k = 0 … M − 1
    k = np.arange(len(values))
    shared = turning.reshape(-1, n)[:, k % n]  # (M/n, m): all frequencies that look like k
    others = xp.where(np.arange(len(shared))[:, None] == k // n, 0.0, shared)
    lost = xp.sum(others, axis=0) + ridge / n
    total = values + lost
    safe = xp.where(total > 0, total, 1.0)
    missed = xp.where(total > 0, lost / safe, 1.0)
    return values / safe, xp.square(missed) + xp.sum(xp.square(others / safe), axis=0)
