"""Requests of one person, as a stream of partial answers: ensembles, and kernels against width."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.window import PLOT_INPUTS
from ntkcore.kernels.gram import kernel_pair
from ntkcore.networks.ensembles.results import Outcome, outcome
from ntkcore.networks.ensembles.runs import Run, slices, slices_at_start, start, stream

phrase = phrases_of("studies/training")

# Widths whose kernels are measured at initialisation, and how many networks of each.
INIT_WIDTHS, INIT_NETWORKS = (16, 32, 64, 128, 256, 512, 1024), 64
SHOWN_NETWORKS = 10
_INIT_SHARE = 0.3  # share of a kernel study's time that kernels at initialisation take

# The most that one request in the app may take: about a minute on two cores of 2024, and 0.75 GB.
MOST_WORK, MOST_WEIGHTS = 2e10, 2e7


class Ensembles(NamedTuple):
    """Answer to "train these": finished ensembles, and the one in training, if any."""

    share: float  # of the work that is done, 0 … 1
    finished: tuple[Outcome, ...]
    under_way: Outcome | None


class Kernels(NamedTuple):
    """Answer to "how does the kernel converge?": Θ̂(x₀, ·) of random networks against the limit."""

    share: float
    x0: float
    limit: np.ndarray  # (101,) Θ(x₀, ·) at PLOT_INPUTS
    fluctuation: dict[
        int, tuple[float, float]
    ]  # by width: relative RMS deviation at initialisation, its standard error
    before: dict[int, np.ndarray]  # by width: (10, 101) Θ̂(x₀, ·) at initialisation, of the networks to be trained
    after: dict[int, np.ndarray]  # by width: (10, 101) Θ̂(x₀, ·) of the same networks after training


def refusal(*runs: Run) -> str:
    """The reason why the app refuses to train `runs` in one request, or ''."""
    if not all(math.isfinite(run.step_time) for run in runs):
        return phrase("refused.zero")
    work, weights = sum(run.work for run in runs), max(run.weights for run in runs)
    if work > MOST_WORK:
        return phrase("refused.long", times=number(work / MOST_WORK, ".1f"))
    if weights > MOST_WEIGHTS:
        return phrase(
            "refused.large", count=number(weights / 1000000.0, ".0f"), most=number(MOST_WEIGHTS / 1000000.0, ".0f")
        )
    return ""


def train(runs: Sequence[Run]) -> Iterator[Ensembles]:
    """Train one ensemble after the other and yield an answer after every chunk."""
    work, done = sum(run.work for run in runs), 0.0
    finished: list[Outcome] = []
    for run in runs:
        history: list[tuple[int, float]] = []
        chunks = stream(start(run, PLOT_INPUTS))
        _, snapshot = next(chunks)
        under_way = outcome(run, snapshot, history)
        yield Ensembles(done / work, tuple(finished), under_way)
        for training, current in chunks:
            if current.step > snapshot.step:
                snapshot = current
                history.append((snapshot.step, float(np.mean(snapshot.loss))))
                under_way = outcome(run, snapshot, history)
            yield Ensembles((done + run.work * training.step / run.steps) / work, tuple(finished), under_way)
        done += run.work
        finished.append(under_way)
    yield Ensembles(1.0, tuple(finished), None)


def deviation(kernels: np.ndarray, limit: np.ndarray) -> tuple[float, float]:
    """RMS of Θ̂(x₀, ·) − Θ(x₀, ·) over networks and inputs, relative to the RMS of Θ(x₀, ·), and its standard error.

    kernels (N, m), limit (m,); the error is that of the mean square over networks, halved by the root.
    """
    squares = np.mean(np.square(kernels - limit), axis=1)
    size = np.sqrt(squares.mean())
    scale = np.sqrt(np.mean(np.square(limit)))
    error = squares.std(ddof=1) / len(squares) ** 0.5 / (2.0 * size)
    return float(size / scale), float(error / scale)


def kernels(run: Run, x0: float, widths: Sequence[int]) -> Iterator[Kernels]:
    """Yield kernels at initialisation for all INIT_WIDTHS, then before and after training `run` at each of `widths`."""
    limit = np.asarray(kernel_pair(run.architecture, np.array([x0]), PLOT_INPUTS).ntk)[0]
    answer = Kernels(0.0, x0, limit, {}, {}, {})
    for index, width in enumerate(INIT_WIDTHS):
        drawn = slices_at_start(replace(run, width=width, networks=INIT_NETWORKS), x0, PLOT_INPUTS)
        share = _INIT_SHARE * (index + 1) / len(INIT_WIDTHS)
        answer = answer._replace(share=share, fluctuation=answer.fluctuation | {width: deviation(drawn, limit)})
        yield answer
    trained_runs = [replace(run, width=width, networks=SHOWN_NETWORKS, linearised=False) for width in widths]
    work, done = sum(trained_run.work for trained_run in trained_runs), 0.0
    for trained_run in trained_runs:
        training = start(trained_run, PLOT_INPUTS)
        answer = answer._replace(before=answer.before | {trained_run.width: slices(training, x0)})
        for now, _ in stream(training):
            training = now
            share = (done + trained_run.work * now.step / trained_run.steps) / work
            yield answer._replace(share=_INIT_SHARE + (1.0 - _INIT_SHARE) * share)
        answer = answer._replace(after=answer.after | {trained_run.width: slices(training, x0)})
        done += trained_run.work
    yield answer._replace(share=1.0)
