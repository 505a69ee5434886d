"""Asks a question on a page: the guess of a person, their second try after a hint, and then the answer."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from explorer.language import phrases_of
from explorer.lessons.asked import answered, asked
from explorer.lessons.guess import Guess, read_guess
from explorer.lessons.question import Question
from explorer.lessons.score import Score, scores
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.ui import events, session
from explorer.ui.drawing import Drawing

phrase = phrases_of("ui")

_guess = Drawing("ntk_guess", "guess", "page.js", sheets=("chart/chart.css", "chart/plot.css"))
FILES = (_guess.file.name,)
_KEY = "guess"
_TRIES = 2
_KEPT_QUESTIONS = 100  # of one person


@dataclass(slots=True)
class Guesses:
    """The guesses of a person, by scene and question, in the order of their tries."""

    tried: dict[str, tuple[Guess, ...]] = field(default_factory=dict)

    def add(self, key: str, guess: Guess) -> None:
        """Note one more try; the oldest question is forgotten where there are too many."""
        self.tried[key] = (*self.tried.pop(key, ()), guess)
        while len(self.tried) > _KEPT_QUESTIONS:
            del self.tried[next(iter(self.tried))]


def forget(scene: Scene, question: Question) -> None:
    """Let this person begin the question anew."""
    session.get().of(Guesses).tried.pop(_key(scene, question), None)


def bring() -> None:
    """Send the component's code with the page if the server has no address for it; called outside any fragment."""
    _guess.bring()


def is_answered(scene: Scene, question: Question) -> bool:
    """Whether this person has committed all the guesses that the question takes, so that its answer is shown."""
    tried = session.get().of(Guesses).tried.get(_key(scene, question), ())
    return is_revealed(question, _scored(scene, question, tried))


def question_chart(scene: Scene, question: Question) -> None:
    """Draw the question in place of the chart.

    Until it is answered, nothing that is sent to the browser tells the answer. Raises ValueError if the scene cannot
    answer it.
    """
    guesses, key = session.get().of(Guesses), _key(scene, question)
    shown = _shown(scene, question, guesses.tried.get(key, ()))

    def receive(event: Mapping[str, Any]) -> None:
        if is_answered(scene, question):
            return  # a press that was repeated
        try:
            guesses.add(key, read_guess(question, event.get("guess")))
            session.get().chart.rerun_page = True  # with the answer, settings of the network come back
        except (ValueError, TypeError, OverflowError) as error:
            now = session.get()
            now.refusals = session.refused(now.refusals, phrase("guess_refused", error=error))

    component = f"{_KEY}_{key}"
    answer = events.listen(component, receive)
    message = {"session": session.get().id, "seq": events.newest(component), "shown": shown}
    _guess(key=component, data=json.dumps(message, allow_nan=False).encode(), on_events_change=answer)


def is_revealed(question: Question, tried: list[Score]) -> bool:
    """Whether the answer is shown after these tries: after two, or after the first if there is no hint.

    A first guess that scores at least what half of the random draws score needs no hint.
    """
    if not tried:
        return False
    rank = tried[0].rank
    good = tried[0].note == "fixed" or (rank is not None and rank >= 0.5)
    return len(tried) >= _TRIES or not question.hint or good


def _scored(scene: Scene, question: Question, tried: tuple[Guess, ...]) -> list[Score]:
    return scores(scene, question, tried) if tried else []


def _shown(scene: Scene, question: Question, tried: tuple[Guess, ...]) -> dict[str, Any]:
    """The data of the component; the scores tell the truth, so before the answer they travel without it."""
    scored = _scored(scene, question, tried)
    revealed = is_revealed(question, scored)
    dicts = [asdict(each) | ({} if revealed else {"truth": []}) for each in scored]
    return {
        "asked": asked(scene, question),
        "answered": answered(scene, question) if revealed else None,
        "guess": list(tried[-1]) if tried else None,
        "locked": revealed,
        "first": dicts[0] if len(dicts) == _TRIES or (dicts and not revealed) else None,
        "score": dicts[-1] if revealed else None,
        "hinted": bool(tried) and not revealed,
    }


def _key(scene: Scene, question: Question) -> str:
    """A name of this question about this scene."""
    text = f"{permalink.encode(scene)} {json.dumps(asdict(question))}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]
