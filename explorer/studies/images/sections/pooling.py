"""The Images page's slider from flattening to global pooling: what it costs on digits as they are and wins on moved."""

from collections.abc import Iterator

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.images.figures import curves
from explorer.studies.images.numbers import accuracy, measured
from explorer.studies.images.numbers.accuracy import EXAMPLES, MOVES, SPLITS, WINDOWS, Accuracies
from explorer.studies.images.numbers.digits import COUNT, all_pixels
from explorer.studies.images.numbers.networks import KERNELS, SHIPPED, Chosen
from explorer.studies.images.sections.network import FIELDS, network, pick_network
from explorer.studies.prior.numbers.images import digits
from explorer.ui import jobs, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/images")

_TASK = "windows"


def controls() -> Chosen:
    """Draw the sliders, the networks, and the button where the answer does not come with the app."""
    left, middle, right = st.columns(3)
    with left:
        settings.slide(phrase("pooling.window"), "window", help=text.section("images", "pooling_window"))
    with middle:
        settings.slide(phrase("pooling.moved"), "moved")
    with right:
        settings.pick(phrase("pooling.shown"), "shown", EXAMPLES)
    column = int(np.argmin(np.abs(np.array(EXAMPLES) - settings.get("shown"))))
    settings.correct("shown", EXAMPLES[column], phrase("pooling.allowed", values=", ".join(map(str, EXAMPLES))))
    chosen, _ = pick_network()
    if chosen != SHIPPED:
        jobs.offer(phrase("pooling.do"), _TASK, lambda: compute(chosen), phrase("pooling.doing"))
        text.caption("images", "pooling_time")
    return chosen


def compute(chosen: Chosen) -> Iterator[Accuracies]:
    """Yield the accuracies of the digits that come with the app, as they come."""
    return accuracy.accuracies(chosen, all_pixels(), digits()[1].astype(int))


def figure(chosen: Chosen) -> None:
    """Draw what comes with the app, or what the job has computed."""
    if chosen == SHIPPED:
        _draw(measured.accuracies(), chosen)
    else:
        jobs.watch(_TASK, lambda answer: _draw(answer, chosen))


def _draw(answer: Accuracies | None, chosen: Chosen) -> None:
    if answer is None or np.isnan(answer.mean).any():
        return
    if answer.chosen != chosen:
        text.info("images", "pooling_other")
    kernel = KERNELS.index(network()[1])
    window, move, examples = (int(settings.get(key)) for key in ("window", "moved", "shown"))
    column = EXAMPLES.index(examples)
    moves = [0, MOVES.index(move)]
    mean, std = (each[kernel][:, moves] for each in (answer.mean, answer.std))  # (windows, plain and moved, examples)
    left, right = st.columns(2)
    at = WINDOWS.index(window)
    with left:
        show(curves.by_examples(EXAMPLES, mean[at], std[at]), "by_examples")
    with right:
        show(curves.by_window(WINDOWS, mean[:, :, column].T, std[:, :, column].T, window), "by_window")
    _compare(mean[:, :, column], std[:, :, column], EXAMPLES[column], move, window)
    if answer.chosen == SHIPPED:
        other = measured.accuracies("random_windows").mean[kernel][:, moves, column]
        text.show("images", "pooling_random", count=COUNT, **_changes(other))


def _compare(mean: np.ndarray, std: np.ndarray, examples: int, move: int, window: int) -> None:
    """Write what the window gives, and what full invariance costs and wins; `mean` is (windows, plain and moved)."""
    best = int(mean[:, 0].argmax())
    rows = {"here": WINDOWS.index(window), "flat": 0, "pooled": -1}
    percent = {
        f"{name}{suffix}": _percent(mean[row, moved], std[row, moved])
        for name, row in rows.items()
        for moved, suffix in enumerate(("", "_moved"))
    }
    text.show(
        "images",
        "pooling_words",
        examples=examples,
        move=phrase("pooling.pixel" if move == 1 else "pooling.pixels", count=move),
        window=window,
        best=WINDOWS[best],
        best_share=_percent(mean[best, 0], std[best, 0]),
        **_changes(mean),
        **percent,
    )


def _percent(mean: float, std: float) -> str:
    return f"{number(100 * mean, '.1f')}\u00a0±\u00a0{number(100 * std, '.1f')}\u00a0%"


def _changes(mean: np.ndarray) -> dict[str, str]:
    """The cost of global pooling against the best window, and its changes of the accuracies against no pooling."""
    (plain, moved), cost = 100 * (mean[-1] - mean[0]), 100 * (mean[:, 0].max() - mean[-1, 0])
    return {"cost": number(cost, ".1f"), "change": number(plain, "+.1f"), "won": number(moved, "+.1f")}


def words(_: Chosen) -> None:
    """Write how the accuracies were measured."""
    wrapped = int(digits()[0][:, :, -1].any(1).sum())
    text.caption(
        "images", "pooling_source", count=COUNT, splits=SPLITS, wrapped=wrapped, command=measured.command("windows")
    )


SECTION = Section(
    "images",
    "pooling",
    controls,
    figure=figure,
    words=words,
    fields={
        "window": settings.Number(WINDOWS[0], WINDOWS[-1], WINDOWS[0]),
        "moved": settings.Number(MOVES[1], MOVES[-1], MOVES[1]),
        "shown": settings.Number(EXAMPLES[0], EXAMPLES[-1], 50),
        **FIELDS,
    },
)
