"""The Finite width page's two limits: one in which features are learned, and one in which they are not."""

import streamlit as st

from explorer.studies.finite_width.figures import learned
from explorer.studies.finite_width.numbers import recorded_rich
from explorer.studies.finite_width.numbers.rich_runs import Point
from explorer.ui import text
from explorer.ui.plots import show
from explorer.ui.section import Section

Both = tuple[tuple[Point, ...], tuple[Point, ...]]


def figure(both: Both) -> None:
    """Draw the movement of the kernel and the test error against the width."""
    left, right = st.columns(2)
    with left:
        show(learned.lines_by_width(*both, "moved"), "rich_moved")
    with right:
        show(learned.lines_by_width(*both, "error"), "rich_width_errors")


def words(both: Both) -> None:
    """Write what happens to the movement in both limits."""
    lazy, rich = both
    text.show(
        "finite_width",
        "rich_widths_words",
        first=lazy[0].width,
        last=lazy[-1].width,
        lazy_first=lazy[0].moved,
        lazy_last=lazy[-1].moved,
        rich_first=rich[0].moved,
        rich_last=rich[-1].moved,
        error=rich[-1].error,
        lazy_error=lazy[-1].error,
        kernel=lazy[-1].kernel_error,
    )
    command, networks = recorded_rich.command("width"), lazy[0].networks
    text.caption("finite_width", "rich_widths_command", command=command, networks=networks)


SECTION = Section("finite_width", "rich_widths", numbers=lambda _: recorded_rich.by_width(), figure=figure, words=words)
