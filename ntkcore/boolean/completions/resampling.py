"""Random networks of finite width, drawn again until they fit the labels: all of their weights, or the last layer's."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.boolean.completions.problem import Problem
from ntkcore.checks import check_integer
from ntkcore.networks.hidden import hidden_of, next_of

_NUMBERS_AT_ONCE = 2**20  # of the weights, activations and outputs that are drawn together
_TRIES_AT_ONCE = 64  # of the last layer's weights, for each network
_BATCH_OF_LAST = 256  # networks whose last layers are drawn again together: some take long
MOST_TRIES = 10_000  # of the last layer's weights over the same layers before it
_MOST = 2**53


class Redrawn(StrEnum):
    """The weights that are drawn again until the network fits."""

    ALL = "all"  # networks of the prior, of which those that fit are kept
    LAST = "last"  # those of the last layer; the layers before it are drawn once for each network
    LAST_OF_FITTED = "last_of_fitted"  # the same, with the layers before it from a network that fits


@dataclass(frozen=True, slots=True)
class Resampling:
    """`networks` networks of `width`, each drawn again until it fits the labels of `problem`.

    No more are drawn after `tries` draws for all of them together. Last layers over the same layers before them are
    drawn 10,000 times at most. Raises ValueError for numbers that are out of range and another name of what is
    `redrawn`.
    """

    architecture: Architecture
    problem: Problem
    width: int = 16
    redrawn: Redrawn = Redrawn.ALL
    networks: int = 2000
    tries: int = 5_000_000
    seed: int = 0

    def __post_init__(self) -> None:
        """Checks the numbers, and turns the name of what is redrawn into a member."""
        for name, low in (("width", 1), ("networks", 1), ("tries", 1), ("seed", 0)):
            object.__setattr__(self, name, check_integer(name, getattr(self, name), low, _MOST))
        if self.redrawn not in tuple(Redrawn):
            raise ValueError(f"redrawn must be one of {', '.join(Redrawn)}, got {self.redrawn!r}.")
        object.__setattr__(self, "redrawn", Redrawn(self.redrawn))


class Resampled(NamedTuple):
    """Networks that fit, so far."""

    share: float  # of the networks that are wanted, or of the tries if that is more
    counts: np.ndarray  # (2^u,) how many are each completion
    tries: int  # draws of the weights that are drawn again
    missed: int  # layers over which no last layer fitted in 10,000 draws; they are not counted

    @property
    def fitted(self) -> int:
        """The number of networks that are counted."""
        return int(self.counts.sum())


def hidden(arch: Architecture, inputs: np.ndarray, width: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Activations of the last hidden layer of `count` random networks, (count, inputs, width), float32."""
    h, z = np.broadcast_to(inputs.astype(np.float32), (count, *inputs.shape)), None
    for _ in range(arch.hidden_layers):
        weights = rng.standard_normal((count, h.shape[2], width), dtype=np.float32)
        biases = rng.standard_normal((count, 1, width), dtype=np.float32)
        branch = np.float32(arch.weight_std / h.shape[2] ** 0.5) * (h @ weights) + np.float32(arch.bias_std) * biases
        z = branch if z is None else next_of(arch, z, branch)
        h = np.asarray(hidden_of(arch, z))
    return h


def outputs(arch: Architecture, h: np.ndarray, tries: int, rng: np.random.Generator) -> np.ndarray:
    """Outputs of `tries` random last layers for each row of activations (count, inputs, N), (count, inputs, tries)."""
    weights = rng.standard_normal((len(h), h.shape[2], tries), dtype=np.float32)
    biases = rng.standard_normal((len(h), 1, tries), dtype=np.float32)
    return np.float32(arch.weight_std / h.shape[2] ** 0.5) * (h @ weights) + np.float32(arch.bias_std) * biases


def resample(resampling: Resampling) -> Iterator[Resampled]:
    """Draw networks until enough of them fit, and yield the counts after every batch.

    The law of `Redrawn.ALL` is P_N(f | S) = P_N(f)/P_N(S) for networks of width N. With the kernel G of a network's
    last hidden layer it is E[P_G(f)]/E[P_G(S)], and that of `Redrawn.LAST` is E[P_G(f)/P_G(S)]: it does not prefer
    layers under which the labels are likely. `LAST_OF_FITTED` has the law of `ALL`, since its G is drawn from that:
    it is a step of Gibbs sampling (Geman and Geman 1984). At infinite width G is K, and all three are P_B.
    """
    rng = np.random.default_rng(resampling.seed)
    counts, tries, missed = np.zeros(resampling.problem.count, int), 0, 0
    wanted, batch = resampling.networks, _batch(resampling)
    while counts.sum() + missed < wanted and tries < resampling.tries:
        h = hidden(resampling.architecture, resampling.problem.inputs, resampling.width, batch, rng)
        ended, used = np.full(batch, -1), batch
        if resampling.redrawn != Redrawn.LAST:
            f = outputs(resampling.architecture, h, 1, rng)[..., 0]
            fits = resampling.problem.fits(f)
            h, ended = h[fits], resampling.problem.completed(f[fits])
        left = wanted - int(counts.sum()) - missed
        h, ended = h[:left], ended[:left]
        if resampling.redrawn != Redrawn.ALL:
            ended, more = _refit(resampling, h, rng)
            used = more if resampling.redrawn == Redrawn.LAST else used + more
        tries += used
        counts = counts + np.bincount(ended[ended >= 0], minlength=len(counts))
        missed += int((ended < 0).sum())
        share = max((counts.sum() + missed) / wanted, tries / resampling.tries)
        yield Resampled(min(1.0, float(share)), counts, tries, missed)


def _batch(resampling: Resampling) -> int:
    """The number of networks that are drawn together."""
    size = resampling.width * (resampling.width + len(resampling.problem.target))
    most = _NUMBERS_AT_ONCE // size
    if resampling.redrawn == Redrawn.LAST:
        most = min(_BATCH_OF_LAST, resampling.networks)
    return max(1, most)


def _refit(resampling: Resampling, h: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Draw last layers over activations (count, inputs, N) until each fits: completions, or −1, and the tries."""
    ended, open_, tries = np.full(len(h), -1), np.arange(len(h)), 0
    for _ in range(-(-MOST_TRIES // _TRIES_AT_ONCE)):
        if not len(open_):
            break
        f = outputs(resampling.architecture, h[open_], _TRIES_AT_ONCE, rng).transpose(0, 2, 1)
        fits = resampling.problem.fits(f)
        first, done = fits.argmax(axis=1), fits.any(axis=1)
        ended[open_[done]] = resampling.problem.completed(f[done, first[done]])
        tries += int(np.where(done, first + 1, _TRIES_AT_ONCE).sum())
        open_ = open_[~done]
    return ended, tries
