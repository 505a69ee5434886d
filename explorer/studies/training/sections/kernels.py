"""The Training page's kernels: those of random networks, before and after training, beside the limit."""

from dataclasses import replace

import streamlit as st

from explorer.language import phrases_of
from explorer.power_law import power_law
from explorer.studies.training import figures
from explorer.studies.training.numbers import requests
from explorer.studies.training.numbers.requests import refusal
from explorer.studies.training.sections.train import chosen_run
from explorer.ui import jobs, session, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/training")

KERNEL_WIDTHS = (64, 512)


def kernel_button() -> None:
    """Draw the button that asks for kernels at many widths, and for two widths before and after training."""
    run = chosen_run()
    scene = session.current()
    x0, name = scene.slice_x, scene.x_axis.text(scene.slice_x)
    pair = [replace(run, width=width, networks=requests.SHOWN_NETWORKS, linearised=False) for width in KERNEL_WIDTHS]
    why_not = refusal(*pair)
    jobs.offer(
        phrase("kernels.draw", name=name),
        "kernels",
        lambda: requests.kernels(run, x0, KERNEL_WIDTHS),
        phrase("kernels.doing"),
        disabled=bool(why_not),
        primary=False,
    )
    st.caption(why_not or text.section("training", "kernel_button"))


def watch(_: object) -> None:
    """Draw the answer as far as it is computed, and draw it again while the computation runs."""
    jobs.watch("kernels", kernels)


def kernels(answer: requests.Kernels | None) -> None:
    """Draw the deviation from the limit against width, and slices of the kernels at the trained widths."""
    if answer is None or not answer.fluctuation:
        return
    axis, columns = session.current().x_axis, st.columns(len(answer.before) + 1)
    with columns[0]:
        st.markdown(phrase("kernels.how_far"))
        show(figures.ensembles.fluctuation(answer), "fluctuation")
    for column, width in zip(columns[1:], answer.before, strict=True):
        with column:
            st.markdown(phrase("kernels.ten", width=width))
            show(figures.ensembles.sampled_kernels(answer, width, axis), f"slices_{width}")
    if len(answer.fluctuation) > 1:
        text.caption("training", "kernel_result", x0=axis.text(answer.x0), power=power_law(answer.fluctuation).text)


SECTION = Section("training", "kernels", controls=kernel_button, figure=watch)
