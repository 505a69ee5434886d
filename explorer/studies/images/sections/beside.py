"""The Images page's finite networks of the editor's blocks, trained on digits beside their kernel."""

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.blocks.order import fault_of
from explorer.studies.images.figures import architectures
from explorer.studies.images.numbers.beside import (
    MOST_SECONDS,
    STEPS,
    TRAINED,
    Compared,
    compare,
    diverged,
    exponent,
    mean_and_error,
    seconds,
)
from explorer.studies.images.numbers.blocks import Row
from explorer.studies.images.numbers.compared import recorded
from explorer.studies.images.sections import editor
from explorer.ui import jobs, light, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section

phrase = phrases_of("studies/images")

_TASK = "block_networks"
_WIDTHS = (16, 32, 64, 128, 256)
_SHOWN = (20, 100, 400)  # steps of the table
FIELDS: settings.Fields = {
    editor.KEY: editor.FIELD,
    "widest": settings.Choice(("64", "32", "128", "256")),
    "copies": settings.Number(1, 8, 2),
}


def controls() -> Row | Absent:
    """Draw the widths, the number of networks and the button that trains them."""
    blocks = editor.current()
    if fault_of(blocks) is not None:
        return Absent(text.section("images", "beside_absent"))
    with settings.together("beside"):
        settings.choose(phrase("beside.widest"), "widest", {f"{width}": f"{width}" for width in _WIDTHS[1:]})
        settings.slide(phrase("beside.copies"), "copies")
    widths = [width for width in _WIDTHS if width <= int(settings.get("widest"))]
    networks, seed = dict.fromkeys(widths, int(settings.get("copies"))), session.current().seed
    share = seconds(blocks, networks) / MOST_SECONDS
    do, doing = phrase("beside.do"), phrase("beside.doing")
    jobs.offer(do, _TASK, lambda: compare(blocks, networks, seed), doing, disabled=share > 1.0)
    if share > 1.0:
        text.caption("images", "beside_limit", times=number(share, ".1f"))
    else:
        st.caption(phrase("beside.share", share=max(1, round(100 * share))))
    return blocks


def figure(blocks: Row) -> None:
    """Draw what is trained so far, and draw it again while training runs."""
    jobs.watch(_TASK, lambda answer: answered(answer, blocks))


def answered(answer: Compared | None, blocks: Row) -> None:
    """Draw distances and accuracies over steps, and write how the distance depends on the width."""
    if answer is None or not answer.errors:
        return
    if answer.blocks != blocks:
        text.info("images", "beside_other")
    left, right = st.columns(2, gap="medium")
    with left:
        show(architectures.errors_by_step(answer), "block_errors")
    with right:
        show(architectures.accuracy_by_step(answer), "block_accuracy")
    rows = [[f"{width}", *_cells(each)] for width, each in answer.errors.items()]
    head = [phrase("beside.width"), *(phrase("beside.after", steps=step) for step in _SHOWN)]
    light.table(head, rows, "block_errors")
    power = exponent(answer.errors, _SHOWN[0])
    if power is not None:
        text.show("images", "beside_power", power=number(power, ".2f"), step=_SHOWN[0])
    if lost := diverged(answer.errors):
        text.caption("images", "beside_lost", lost=lost)


def _cells(rows: np.ndarray) -> list[str]:
    """'0.30 ± 0.02' for each of the steps that the table has."""
    mean, error = mean_and_error(rows)
    at = [STEPS.index(step) for step in _SHOWN]
    return [number(mean[i], ".3f") + (f" ± {number(error[i], '.3f')}" if error[i] == error[i] else "") for i in at]


def words(_: Row) -> None:
    """Write what was measured beforehand, on two networks with one convolution."""
    stored = recorded()
    text.show("images", "beside_measured", **stored.told)
    light.table(stored.head, stored.rows, "block_recorded")
    text.caption("images", "beside_command", trained=TRAINED, **stored.source)


SECTION = Section("images", "beside", controls, figure=figure, words=words, fields=FIELDS)
