"""A lesson: an ordered story of steps, each with a scene, words beside it, and what a person tries or guesses."""

from dataclasses import dataclass, field

from explorer.lessons.check import Check
from explorer.lessons.prose import Prose
from explorer.lessons.question import Question
from explorer.scene import permalink
from explorer.scene.scene import Scene

# What of the chart a text can name: as a link [words](#band) in its prose.
MARKS = ("average", "band", "samples", "points", "labels", "slice", "spectrum")
# Parts beneath the chart that a step can unfold: the slice, the spectrum on the points, or all.
SHOWN = ("slice", "spectrum", "kernel")


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    `scene` is on screen when the step begins; if it `keeps`, a person who comes from the step before keeps what is on
    screen. `page` is the title of another page that the step opens, with the scene and the `settings` of that page.
    `after` is shown once the person has committed a guess. `line` is that of the heading in the lesson's file.
    """

    title: str
    prose: Prose
    scene: Scene = field(default_factory=Scene)
    keeps: bool = True
    page: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()
    question: Question | None = None
    after: Prose = ()
    show: str = ""
    line: int = 0

    @property
    def link(self) -> str:
        """The query string of the step's scene."""
        return permalink.encode(self.scene)


@dataclass(frozen=True)
class Lesson:
    """A lesson of some `minutes`. `name` stands in links; `aim`, `mistakes` and `discussion` are for the teacher."""

    name: str
    title: str
    minutes: int
    aim: str
    mistakes: str
    discussion: str
    steps: tuple[Step, ...]
    order: int = 99  # among the lessons of the list
