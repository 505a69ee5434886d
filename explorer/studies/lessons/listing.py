"""The list of lessons, with the teacher's notes, and lessons from a person's own file."""

import streamlit as st

from explorer.lessons.lesson import Lesson
from explorer.lessons.reader import LessonError, read_lesson
from explorer.lessons.rehearsal import rehearse
from explorer.studies.lessons import walk
from explorer.studies.lessons.other_pages import pages
from explorer.ui import light, session, settings, shelf, text, uploads
from explorer.ui.page import LESSONS

_UPLOAD = "lesson_file"
_EXAMPLE = "similarity"  # a short lesson with most of what a lesson can have


def show() -> None:
    """Draw all lessons, each with a button that opens it, and the way to open a file."""
    text.show("lessons", "title")
    text.show("lessons", "lead")
    if settings.get("lesson") == walk.FROM_FILE:
        text.info("lessons", "lost")
    for number, lesson in enumerate(shelf.lessons().values(), 1):
        with st.container(border=True, key=f"lesson_{lesson.name}"):
            _entry(f"{number}. {lesson.title}", lesson)
    st.markdown("## Teach with it")
    text.show("lessons", "teach")
    with st.expander("Open a lesson of your own"):
        text.show("lessons", "file")
        example = (shelf.FOLDER / f"{_EXAMPLE}.md").read_bytes()
        st.download_button("Download a lesson as an example", example, f"{_EXAMPLE}.md", "text/markdown")
        file = uploads.uploader("A lesson as a text file, .md", _UPLOAD, ["md", "txt"])
        if file is not None:
            _open(file.name, file.getvalue())


def _entry(title: str, lesson: Lesson) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title}** · {lesson.minutes} minutes, {len(lesson.steps)} steps")
        if st.button("Start", key=f"start_{lesson.name}", help=f"Start the lesson “{lesson.title}”"):
            walk.start(lesson)
            st.rerun()
    with st.expander("Teacher's notes"):
        st.markdown(f"**Aim.** {light.plain(lesson.aim)}")
        st.markdown(f"**What students get wrong.** {light.plain(lesson.mistakes)}")
        st.markdown(f"**To discuss.** {light.plain(lesson.discussion)}")


def _open(name: str, content: bytes) -> None:
    """Open the lesson of a file, or tell what is wrong with it."""
    stem = name.rpartition(".")[0]
    try:
        lesson = read_lesson(content.decode("utf-8", errors="replace"), stem, pages())
        rehearse(lesson)
    except LessonError as error:
        st.error(light.plain(f"This file was not opened, and nothing has changed. {error}"))
        return
    if st.button(f"Start “{light.plain(lesson.title)}”", type="primary"):
        session.of(walk.Walk).from_file = lesson
        settings.prepare(LESSONS, lesson=walk.FROM_FILE, step=1)
        st.rerun()
