"""The Finite width page's second task: what of the first helps, at infinite width and in trained networks."""

from typing import NamedTuple

import streamlit as st

from explorer.language import Phrases, phrases_of
from explorer.studies.finite_width.figures import weights
from explorer.studies.finite_width.figures.learned import fraction
from explorer.studies.finite_width.numbers import recorded_rich, transfer
from explorer.studies.finite_width.numbers.rich_runs import Request
from explorer.studies.finite_width.numbers.transfer import COUNTS, Curves
from explorer.studies.finite_width.sections.rich import start_button
from explorer.ui import jobs, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/finite_width")

TASK = "transfer"
_TASKS = Phrases("studies/finite_width", "tasks")
_WIDTH, _COUNT = 256, 16  # examples at which numbers are written
FIELDS: settings.Fields = {
    "move_b": settings.Choice(tuple(_TASKS)),
    "move_a": settings.Number(1 / 64, 8.0, 1 / 64),
    "move_k": settings.Number(2, 16, 4),
}


class Chosen(NamedTuple):
    """The second task, and the networks that learn the first."""

    task: str
    request: Request


def controls() -> Chosen:
    """Draw the second task, α of the networks that learn the first, and the button."""
    left, right = st.columns(2)
    with left, settings.together("move_b"):
        settings.choose(phrase("transfer.task"), "move_b", _TASKS, as_menu=True)
    with right, settings.together("move_a"):
        stored = sorted(recorded_rich.second_task())
        told = text.section("finite_width", "move_a_help")
        settings.pick(phrase("transfer.alpha"), "move_a", stored, form=fraction, help=told)
        settings.pick(phrase("set.networks"), "move_k", (2, 4, 8, 16))
    scene = session.current()
    scale = min(stored, key=lambda each: max(each / settings.get("move_a"), settings.get("move_a") / each))
    asked = Request(scene.architecture, _WIDTH, scale, int(settings.get("move_k")), scene.seed)
    do, doing = phrase("transfer.do"), phrase("transfer.doing")
    start_button(do, TASK, transfer.transfer, asked, "transfer_sidebar", doing)
    return Chosen(settings.get("move_b"), asked)


def figure(chosen: Chosen) -> None:
    """Draw the errors of fresh networks where there are some, else of the stored ones."""
    jobs.watch(TASK, lambda answer: _draw(answer, chosen))


def _draw(answer: Curves | None, chosen: Chosen) -> None:
    fresh = answer is not None and answer.errors and answer.request.scale == chosen.request.scale
    if fresh and answer is not None:
        if answer.request != chosen.request:
            text.info("finite_width", "rich_other")
        errors = answer.errors[chosen.task]
        text.caption("finite_width", "transfer_fresh", networks=answer.networks)
    else:
        errors = recorded_rich.second_task()[chosen.request.scale][chosen.task]
    show(weights.transfer_curves(errors), "transfer")
    at = COUNTS.index(_COUNT)
    text.show(
        "finite_width",
        f"transfer_{chosen.task}",
        count=_COUNT,
        alpha=fraction(chosen.request.scale),
        fresh=errors[transfer.FRESH][at],
        sequential=errors[transfer.SEQUENTIAL][at],
        random=errors[transfer.RANDOM][at],
        trained=errors[transfer.TRAINED][at],
    )
    if not fresh:
        command = recorded_rich.command("transfer")
        networks = recorded_rich.recorded()["transfer"]["networks"]
        text.caption("finite_width", "transfer_command", command=command, networks=networks)


SECTION = Section("finite_width", "transfer", controls, figure=figure, fields=FIELDS)
