"""The Simplicity page's question what freezing all layers but the last changes for a resampler."""

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.numbers import sampling
from explorer.studies.simplicity.numbers.functions import Refused
from explorer.studies.simplicity.sections import problem
from explorer.studies.simplicity.sections.networks import question, start_button
from explorer.studies.simplicity.sections.thin import FIELDS, drawing_seconds, show_laws, thin_descent
from explorer.studies.simplicity.sections.training import by_chance
from explorer.ui import jobs, page, text
from explorer.ui.section import Absent, Section

phrase = phrases_of("studies/simplicity")

_TASK = "frozen"


def controls() -> problem.Question | Absent:
    """Draw the button that resamples in three ways."""
    asked = question()
    if isinstance(asked, Absent):
        return asked
    every = sampling.exact_laws(asked.architecture, asked.problem)
    if isinstance(every, Refused):
        return Absent(text.section("simplicity", "networks_none"))
    descent = thin_descent(asked)
    seconds = 3.0 * drawing_seconds(descent, every[sampling.BAYES].total)
    start_button(
        phrase("thin.freeze"),
        _TASK,
        descent,
        seconds,
        sampling.frozen,
        phrase("thin.freezing"),
    )
    return asked


def watch(asked: problem.Question) -> None:
    """Draw what resampling gave so far."""
    jobs.watch(_TASK, lambda answer: frozen(answer, asked))


def frozen(answer: sampling.Thin | None, asked: problem.Question) -> None:
    """Draw the distributions of the three ways to resample, and write which are equal."""
    if answer is None or not answer.resampled:
        return
    show_laws(answer.resampled, answer, asked, "frozen")
    if len(answer.resampled) == 3:
        everything = answer.resampled["all"]
        for way in ("last_of_fitted", "last"):
            each = sampling.distance(everything, answer.resampled[way])
            finding = "same" if each.is_within else "other"
            text.show(
                "simplicity",
                f"frozen_{way}_{finding}",
                variation=number(each.variation, ".3f"),
                noise=by_chance(each),
                width=answer.descent.width,
            )


def words(_: problem.Question) -> None:
    """Write where the posterior of the weights is measured, and lead there."""
    text.show("simplicity", "frozen_more")
    page.open_button("Finite width", phrase("thin.posterior"), show="posterior")


SECTION = Section("simplicity", "frozen", controls, figure=watch, words=words, fields={**problem.FIELDS, **FIELDS})
