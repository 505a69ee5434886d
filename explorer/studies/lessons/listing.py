"""The list of lessons, with the teacher's notes, and lessons from a person's own file."""

import streamlit as st

from explorer.language import phrases_of
from explorer.lessons.lesson import Lesson
from explorer.lessons.reader import LessonError, read_lesson
from explorer.lessons.rehearsal import rehearse
from explorer.studies.lessons import walk
from explorer.studies.lessons.other_pages import pages
from explorer.ui import light, session, settings, shelf, text, uploads
from explorer.ui.page import LESSONS

phrase = phrases_of("studies/lessons")

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
    st.markdown(phrase("list.teach"))
    text.show("lessons", "teach")
    with st.expander(phrase("list.own")):
        text.show("lessons", "file")
        example = (shelf.FOLDER / f"{_EXAMPLE}.md").read_bytes()
        st.download_button(phrase("list.example"), example, f"{_EXAMPLE}.md", "text/markdown")
        file = uploads.uploader(phrase("list.file"), _UPLOAD, ["md", "txt"])
        if file is not None:
            _open(file.name, file.getvalue())


def _entry(title: str, lesson: Lesson) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(phrase("list.entry", title=title, minutes=lesson.minutes, steps=len(lesson.steps)))
        if st.button(
            phrase("list.start"), key=f"start_{lesson.name}", help=phrase("list.start_help", title=lesson.title)
        ):
            walk.start(lesson)
            st.rerun()
    with st.expander(phrase("list.notes")):
        st.markdown(phrase("list.aim", text=light.plain(lesson.aim)))
        st.markdown(phrase("list.mistakes", text=light.plain(lesson.mistakes)))
        st.markdown(phrase("list.discussion", text=light.plain(lesson.discussion)))


def _open(name: str, content: bytes) -> None:
    """Open the lesson of a file, or tell what is wrong with it."""
    stem = name.rpartition(".")[0]
    try:
        lesson = read_lesson(content.decode("utf-8", errors="replace"), stem, pages())
        rehearse(lesson)
    except LessonError as error:
        st.error(light.plain(phrase("list.refused", error=error)))
        return
    if st.button(phrase("list.start_own", title=light.plain(lesson.title)), type="primary"):
        session.of(walk.Walk).from_file = lesson
        settings.prepare(LESSONS, lesson=walk.FROM_FILE, step=1)
        st.rerun()
