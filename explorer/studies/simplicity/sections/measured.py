"""The Simplicity page's measurements on eight problems, which come with the app."""

from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.simplicity.figures import trained
from explorer.studies.simplicity.numbers.measured import Measured, Training, measured
from explorer.studies.simplicity.numbers.sampling import BAYES, LAWS, STOPPED
from explorer.studies.simplicity.sections.training import percent
from explorer.ui import light, text
from explorer.ui.section import Section

phrase = phrases_of("studies/simplicity")
_TRAININGS = Phrases("studies/simplicity", "measured.trainings")


def figure(results: Measured) -> None:
    """Draw the table: a row for each training, a column for each law."""
    head = [phrase(f"measured.{column}") for column in ("training", "width", "networks", "wrong")]
    head += [phrase("to", law=trained.NAMES[law]) for law in LAWS]
    rows = [
        [
            _TRAININGS[name],
            each.width,
            f"{results.problems} × {number(each.networks, ',d')}",
            percent(each.error),
            *map(_cell(each), LAWS),
        ]
        for name, each in results.trainings.items()
    ]
    light.table(head, rows, "measured")


def _cell(training: Training):
    def told(law: str) -> str:
        average = training.to[law]
        return f"{number(average.variation, '.3f')} ± {number(average.spread, '.3f')} ({number(average.noise, '.3f')})"

    return told


def words(results: Measured) -> None:
    """Write what was measured, from the numbers, and how far it goes."""
    stopped = results.trainings["stopped"].to
    first, best, wide = stopped[BAYES].variation, stopped[STOPPED], results.trainings["wide"]
    text.show(
        "simplicity",
        "measured_stopped",
        bayes=number(first, ".3f"),
        law=trained.NAMES[STOPPED],
        stopped=number(best.variation, ".3f"),
        noise=number(best.noise, ".3f"),
        within=best.within,
        problems=results.problems,
        width=wide.width,
        wide=number(wide.to[STOPPED].variation, ".3f"),
        wide_within=wide.to[STOPPED].within,
    )
    for name in ("on", "squared"):
        each = results.trainings[name]
        away = each.to[BAYES].variation
        text.show(
            "simplicity",
            "measured_away" if away > first + stopped[BAYES].spread else "measured_near",
            training=_TRAININGS[name],
            bayes=number(away, ".3f"),
            first=number(first, ".3f"),
            law=trained.NAMES[each.nearest],
            variation=number(each.to[each.nearest].variation, ".3f"),
            noise=number(each.to[each.nearest].noise, ".3f"),
        )
    text.show("simplicity", "measured_reach", problems=results.problems)
    text.caption("simplicity", "measured_command", command=results.command)


SECTION = Section("simplicity", "measured", numbers=lambda _: measured(), figure=figure, words=words)
