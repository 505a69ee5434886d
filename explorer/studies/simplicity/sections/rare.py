"""The Simplicity page's functions that are too rare to be counted, at one finite width."""

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.figures import finite
from explorer.studies.simplicity.numbers import functions
from explorer.studies.simplicity.numbers.presets import NAMES
from explorer.studies.simplicity.numbers.rare import NARROWEST, Rare, compute_rare
from explorer.studies.simplicity.sections.widths import nearest
from explorer.ui import jobs, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/simplicity")

TASK = "rare"


def controls() -> None:
    """Draw the button that computes."""
    scene, width = session.current(), max(NARROWEST, nearest(settings.get("wide")))
    request = (scene.architecture, settings.get("table"), width, scene.seed)
    jobs.offer(
        phrase("rare.compute", width=width),
        TASK,
        lambda: compute_rare(*request),
        phrase("rare.doing", width=width),
        key="compute_rare",
        primary=False,
    )


def figure(_: object) -> None:
    """Draw what is computed, and draw it again while it is."""
    jobs.watch(TASK, _draw)


def _draw(answer: Rare | None) -> None:
    """Draw the ratios of the named functions, and write that of the rarest."""
    if answer is None or answer.finite.states < 2:
        return
    if (answer.arch, answer.bits) != (session.current().architecture, functions.bits_of(settings.get("table"))):
        text.info("simplicity", "rare_other")
        return
    show(finite.of_rare(answer), "rare")
    shown = {
        "function": NAMES[answer.names[-1]],
        "width": answer.finite.width,
        "p": number(float(answer.finite.p[-1]), ".2g"),
        "ratio": number(float(answer.ratios[-1]), ".2f"),
        "error": number(float(answer.errors[-1]), ".1g"),
        "states": answer.finite.states,
    }
    text.show("simplicity", "rare_told", **shown)


SECTION = Section("simplicity", "rare", controls, figure=figure)
