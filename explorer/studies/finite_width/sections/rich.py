"""The Finite width page's lazy and rich networks: one number, α, decides whether features are learned."""

from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.finite_width.figures import learned
from explorer.studies.finite_width.numbers import recorded_rich, rich_runs
from explorer.studies.finite_width.numbers.rich_runs import Answer, Point, Request
from explorer.ui import jobs, light, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/finite_width")

TASK = "rich"
FIELDS: settings.Fields = {
    "rich_a": settings.Number(1 / 64, 8.0, 1 / 16),
    "rich_n": settings.Number(16, 1024, 256),
    "rich_k": settings.Number(1, 16, 4),
}
Make = Callable[[Request], Iterator[Any]]
_MOST_WEIGHTS = 4_500_000  # of all networks together: a minute or two
_COUNTS = (1, 2, 4, 8, 16)


def request() -> Request:
    """The networks that the settings describe."""
    scene = session.current()
    width, scale, networks = (settings.get(key) for key in ("rich_n", "rich_a", "rich_k"))
    return Request(scene.architecture, int(width), nearest(scale), int(networks), scene.seed)


def nearest(scale: float) -> float:
    """The α among those on offer that is nearest, by its ratio."""
    return min(rich_runs.SCALES, key=lambda each: max(each / scale, scale / each))


def pick_networks() -> None:
    """Draw α, the width and the number of networks."""
    left, middle, right = st.columns(3)
    with left:
        scales, told = sorted(rich_runs.SCALES), text.section("finite_width", "rich_a_help")
        settings.pick("α", "rich_a", scales, form=learned.fraction, help=told)
    with middle:
        settings.pick(phrase("set.width"), "rich_n", rich_runs.WIDTHS)
    with right:
        settings.pick(phrase("set.networks"), "rich_k", _COUNTS)


def start_button(label: str, task: str, make: Make, asked: Request, note: str, doing: str) -> None:
    """Draw the button that trains these networks, with a note below it."""
    arch = asked.arch
    weights = asked.networks * asked.width * (11 + (arch.hidden_layers - 1) * asked.width)
    too_many = weights > _MOST_WEIGHTS
    jobs.offer(label, task, lambda: make(asked), doing, key=f"start_{task}", disabled=too_many)
    if too_many:
        text.caption("finite_width", "rich_limit", times=number(weights / _MOST_WEIGHTS, ".1f"))
    else:
        text.caption("finite_width", note)


def controls() -> Request:
    """Draw the settings and the button."""
    pick_networks()
    asked = request()
    start_button(phrase("rich.do"), TASK, rich_runs.train, asked, "rich_sidebar", phrase("rich.doing"))
    return asked


def watch(asked: Request) -> None:
    """Draw stored and fresh networks, again while these train."""
    jobs.watch(TASK, lambda answer: _draw(answer, asked))


def fresh_point(answer: Answer | None) -> Point | None:
    """The means over the person's own networks, once there are some."""
    if answer is None or not answer.outcomes:
        return None
    return rich_runs.point_of(answer.request.scale, answer.request.width, answer.outcomes)


def _draw(answer: Answer | None, asked: Request) -> None:
    points, fresh = recorded_rich.by_scale(), fresh_point(answer)
    if fresh is not None and answer is not None:
        if answer.request != asked:
            text.info("finite_width", "rich_other")
        _tell(fresh)
    left, right = st.columns(2)
    with left:
        show(learned.errors_by_alpha(points, fresh), "rich_errors")
    with right:
        show(learned.alignments_by_alpha(points, fresh), "rich_alignments")


def _tell(fresh: Point) -> None:
    """Write what the fresh networks learned."""
    head = [phrase(f"rich.{key}") for key in ("yours", "error", "kernel_error", "moved", "before", "then")]
    numbers = {"alpha": learned.fraction(fresh.scale), "width": fresh.width, "count": fresh.networks}
    scale = phrase("rich.networks", **numbers)
    means = (fresh.error, fresh.kernel_error, fresh.moved, fresh.before, fresh.after)
    light.table(head, [[scale, *map(str, means)]], "rich_fresh")
    if fresh.missed:
        text.caption("finite_width", "rich_missed", missed=fresh.missed, steps=rich_runs.STEPS)


def words(_: Request) -> None:
    """Write what the stored networks show, from their numbers."""
    points = recorded_rich.by_scale()
    first, last = points[0], points[-1]
    text.show(
        "finite_width",
        "rich_words",
        alpha=learned.fraction(last.scale),
        lazy_alpha=learned.fraction(first.scale),
        error=last.error,
        kernel=last.kernel_error,
        ratio=number(last.kernel_error.value / last.error.value, ".0f"),
        lazy=first.error,
        before=last.before,
        after=last.after,
        growth=number(last.after.value / last.before.value, ".1f"),
        moved=last.moved,
    )
    large, diverged = recorded_rich.with_large_steps()
    text.show(
        "finite_width",
        "rich_steps",
        alpha=learned.fraction(large.scale),
        tried=large.networks + diverged,
        diverged=diverged,
        after=large.after,
        growth=number(large.after.value / large.before.value, ".1f"),
        error=large.error,
    )
    text.caption(
        "finite_width",
        "rich_command",
        command=recorded_rich.command("alpha"),
        large=recorded_rich.command("large_steps"),
        networks=first.networks,
        width=first.width,
    )


SECTION = Section("finite_width", "rich", controls, figure=watch, words=words, fields=FIELDS)
