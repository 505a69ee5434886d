"""Lessons: the list of them, and one step of a lesson beside the live chart."""

import streamlit as st

from explorer.language import phrases_of
from explorer.studies.lessons import listing, sheet, walk
from explorer.ui import asking, chart, compute, controls, page, session, settings, shelf, text

phrase = phrases_of("studies/lessons")

page.open_page("Lessons", walk.fields())
lesson = walk.current()


@st.fragment
def live() -> None:
    """What a press redraws: the step, the chart beside it (a question hides it until it is answered), and the link."""
    assert lesson is not None
    walk.enter(lesson)
    view = compute.view(session.current())
    with st.container(key="lesson"):
        step = walk.step_of(lesson)
        answered = walk.is_answered(step)
        sheet.show(lesson, view, answered=answered)
        if step.question is not None:
            chart.rerun_page()
            with st.container(key="question"):
                asking.question_chart(step.scene, step.question)
        if answered:
            chart.live_chart(view)
    if lesson.name in shelf.lessons():
        page.open_button("Room", phrase("room"), code="", lesson=lesson.name, step=settings.get("step"))
    page.keep_link()


if lesson is None:
    listing.show()
    page.keep_link()
else:
    settings.keep_within("step", 1, len(lesson.steps))
    walk.leave(lesson)
    walk.enter(lesson)
    if walk.is_answered(walk.step_of(lesson)):
        controls.sidebar(distribution=True, noise=True, seed=True)
    else:
        with st.sidebar:
            text.caption("lessons", "settings")
    chart.chart_code(session.current())
    sheet.bring()
    asking.bring()
    live()
