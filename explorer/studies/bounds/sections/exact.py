"""The Bounds page's check of its quick numbers: P(S) and the Gibbs error as exact as one likes, beside them."""

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.bounds.numbers import exact
from explorer.studies.bounds.numbers.exact import Exact
from explorer.studies.bounds.sections.chosen import chosen_curve, task
from explorer.ui import jobs, light, session, text
from explorer.ui.section import Section

phrase = phrases_of("studies/bounds")

_COLUMNS = ("corners", "log_p_quick", "log_p_exact", "gap", "error_quick", "error_exact")


def start(_: object) -> None:
    """Draw the button, then the answer as far as it is computed."""
    arch, chosen = session.current().architecture, task()
    jobs.offer(
        phrase("exact.compute"),
        "exact",
        lambda: exact.exact(arch, chosen),
        phrase("exact.doing"),
        key="compute_exact",
        primary=False,
    )
    jobs.watch("exact", _answer)


def _answer(answer: Exact | None) -> None:
    """Draw a table of both kinds of numbers for each m that is computed."""
    if answer is None:
        return
    if (answer.arch, answer.task) != (session.current().architecture, task()):
        st.info(text.section("bounds", "other_task"))
        return
    if not len(answer.log_p):
        return
    quick, computed = answer.quick, len(answer.log_p)
    gaps = quick.log_p[:computed] - answer.log_p
    rows = [
        [
            int(quick.m[row]),
            int(quick.distinct[row]),
            number(quick.log_p[row], ".3f"),
            _with_error(answer.log_p[row], answer.log_p_error[row]),
            number(round(float(gaps[row]), 3) + 0.0, ".3f"),
            number(quick.error[row], ".4f"),
            _with_error(answer.error[row], answer.error_error[row]),
        ]
        for row in range(computed)
    ]
    head = ["m", *(phrase(f"exact.{column}") for column in _COLUMNS)]
    light.table(head, rows, "exact_values")
    largest = number(float(np.abs(gaps).max()), ".2g")
    apart = number(float(np.abs(quick.error[:computed] - answer.error).max()), ".2g")
    text.show("bounds", "exact_gaps", largest=largest, apart=apart)


def _with_error(value: float, error: float) -> str:
    """A number with its standard error; one that is smaller than its digits show stands as '< 0.0001'."""
    least = "" if error >= 5e-5 else "< "
    return f"{number(value, '.4f')} ± {least}{number(max(error, 1e-4) if least else error, '.4f')}"


SECTION = Section("bounds", "exact", numbers=chosen_curve, figure=start)
