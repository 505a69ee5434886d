"""Total variation between distributions over functions, and the value that counting a sample would give by itself."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import check_integer

_REPEATS = 100


class Noise(NamedTuple):
    """The total variation that chance gives between a sample and its own distribution."""

    mean: float
    std: float  # between samples

    def excess(self, variation: float) -> float:
        """A variation as a number of standard deviations above the mean that chance gives."""
        return (variation - self.mean) / self.std if self.std > 0 else float("inf") if variation > self.mean else 0.0


def total_variation(p: ArrayLike, q: ArrayLike) -> float:
    """Half the sum of the absolute differences of two rows of probabilities or counts.

    Each is first divided by its sum. 0 if they are equal, 1 if disjoint.
    """
    a, b = (np.asarray(each, float) / np.sum(each) for each in (p, q))
    return 0.5 * float(np.abs(a - b).sum())


def sampling_noise(law: ArrayLike, count: int, *, drawn: int = 0, seed: int = 0) -> Noise:
    """The total variation between `law` and the frequencies of `count` draws from it.

    If the law itself was estimated from `drawn` draws, the frequencies of so many further ones stand for it. The mean
    and the standard deviation of 100 repetitions.
    """
    p, rng = np.asarray(law, float) / np.sum(law), np.random.default_rng(seed)
    sizes = check_integer("count", count, 1, 2**53), check_integer("drawn", drawn, 0, 2**53)
    against = rng.multinomial(drawn, p, _REPEATS) / drawn if sizes[1] else p
    variations = 0.5 * np.abs(rng.multinomial(count, p, _REPEATS) / count - against).sum(axis=1)
    return Noise(float(variations.mean()), float(variations.std(ddof=1)))


def chance(p: ArrayLike, q: ArrayLike, draws: tuple[int, int], *, seed: int = 0) -> Noise:
    """The total variation that two estimates would have if both came from the same distribution.

    `draws` are the sizes of the samples behind the frequencies p and q, 0 for exact probabilities. The distribution is
    the exact one of the two, or else that of both samples together.
    """
    a, b = (np.asarray(each, float) / np.sum(each) for each in (p, q))
    if not max(draws):
        return Noise(0.0, 0.0)
    if min(draws):
        pooled = (draws[0] * a + draws[1] * b) / sum(draws)
        return sampling_noise(pooled, draws[0], drawn=draws[1], seed=seed)
    return sampling_noise(b if draws[0] else a, max(draws), seed=seed)
