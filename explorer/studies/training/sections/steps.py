"""The Training page's steps: the loss against the learning rate, everything else as set for the ensemble."""

from dataclasses import replace
from typing import Any

from explorer.format import number
from explorer.language import cached_in_language
from explorer.scene.scene import Dataset
from explorer.scene.units import Axis
from explorer.studies.training import figures
from explorer.studies.training.numbers.flow import modes
from explorer.studies.training.sections.train import chosen_run
from explorer.ui import session, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.networks.ensembles.runs import Run


def run_of_rates(_: object) -> Run | Absent:
    """The ensemble whose learning rate is varied; Absent if nothing is learned on these points."""
    run = chosen_run()
    if not modes(run.architecture, Dataset(run.x, run.y), run.noise_std).slowest:
        return Absent(text.section("training", "no_kernel"))
    return run


def figure(run: Run) -> None:
    """Draw the loss at the same time against the learning rate."""
    # Where every network is infinitely wide, these settings say nothing.
    show(_rates(replace(run, width=16, networks=1, scale=1.0, seed=0), session.current().y_axis), "rates")


@cached_in_language(64)  # a figure of some kB; changes with every setting of the training
def _rates(run: Run, y_axis: Axis) -> Any:
    return figures.ensembles.rates(run, modes(run.architecture, Dataset(run.x, run.y), run.noise_std), y_axis)


def words(run: Run) -> None:
    """Write the time, and what the marks are."""
    time, limit = run.steps * run.step_time, run.step_time / run.rate
    shown = {"time": number(time, ".3g"), "rate": number(run.rate), "limit": number(limit, ".3g")}
    text.caption("training", "rates", **shown)


SECTION = Section("training", "steps", numbers=run_of_rates, figure=figure, words=words)
