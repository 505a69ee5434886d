"""A lesson is tried once when it is opened: what cannot be asked, or is done already, is told with its line."""

import pytest

from explorer.lessons.reader import LessonError, read_lesson
from explorer.lessons.rehearsal import rehearse

HEAD = '+++\ntitle = "T"\nminutes = 4\naim = "A"\nmistakes = "M"\ndiscussion = "D"\n+++\n## One\nWords.\n'
ORDER = '[question]\ntext = "Q"\nanswer = "order"\noptions = ["A", "B"]'


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        (f'scene = "v=3&ask=A:0.1,1~B:0.5,1"\n{ORDER}', "question: A, B label different inputs"),
        (f'scene = "v=3&points=0,1&ask=A:0,1~B:0,2"\n{ORDER}', "question: A has no density"),
        ('[check]\ntext = "Place one."\nquantity = "points"\nabove = 1', "check: “Place one.” is fulfilled already"),
        ('[check]\ntext = "T"\nquantity = "label"\nof = "Z"\nabove = 1', "check: its quantity, label, does not exist"),
    ],
)
def test_what_only_the_scene_tells_is_named_with_step_and_line(toml: str, fault: str) -> None:
    lesson = read_lesson(f"{HEAD}## Two\n```toml\n{toml}\n```\nWords.\n", "mine", {})
    with pytest.raises(LessonError, match=r"^mine\.md, step “Two” at line 10, ") as error:
        rehearse(lesson)
    assert fault in str(error.value)


def test_a_step_that_can_be_done_is_let_through() -> None:
    check = '[check]\ntext = "Place one more."\nquantity = "points"\nabove = 5'
    rehearse(read_lesson(f"{HEAD}## Two\n```toml\n{check}\n```\nWords.\n", "mine", {}))
