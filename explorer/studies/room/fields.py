"""The settings of the page in its link: the code of a room, or the lesson step about which one is to be opened."""

import re

from explorer.language import phrases_of
from explorer.rooms.room import CODE_LENGTH, LETTERS
from explorer.scene.values import Problems, quote
from explorer.ui.fields import Fields, Number, Text

phrase = phrases_of("studies/room")

_LESSON = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
_MOST_STEPS = 99


def is_code(text: str) -> bool:
    """Whether `text` can be the code of a room."""
    return len(text) == CODE_LENGTH and set(text) <= set(LETTERS)


def _code(key: str, text: str, problems: Problems) -> str:
    """The code in `text`, in capitals; what is no code is noted in `problems` and left out."""
    code = text.strip().upper()
    if is_code(code):
        return code
    problems.append(phrase("field.code", key=key, text=quote(text)))
    return ""


def _lesson(key: str, text: str, problems: Problems) -> str:
    """The name of a lesson in `text`; whether there is one is looked up when a room is opened."""
    name = text.strip()
    if _LESSON.fullmatch(name):
        return name
    problems.append(phrase("field.lesson", key=key, text=quote(text)))
    return ""


FIELDS: Fields = {
    "code": Text("", _code),
    "lesson": Text("", _lesson),
    "step": Number(1, _MOST_STEPS, 1),
}
