"""The Training page's real networks: those that come with the app, as far as they were trained for this scene."""

from explorer.language import phrases_of
from explorer.studies.training.sections.ensembles import same_scene, show_ensemble, show_table
from explorer.ui import assets, text
from explorer.ui.section import Section
from ntkcore.cache import cached
from ntkcore.networks.ensembles import results
from ntkcore.networks.ensembles.results import Outcome
from ntkcore.networks.ensembles.runs import Run

phrase = phrases_of("studies/training")

_PRECOMPUTED = assets.ASSETS / "results"


def precomputed(_: object) -> list[Outcome]:
    """The ensembles that come with the app and were trained on this scene; the list may be empty."""
    return [outcome for run, outcome in _precomputed().items() if same_scene(run)]


@cached(1)  # the files that come with the app
def _precomputed() -> dict[Run, Outcome]:
    """Cached ensembles that come with the app, by run: they take too long to train while a class waits."""
    outcomes = [outcome for path in sorted(_PRECOMPUTED.glob("*.npz")) for outcome in results.load(path)]
    return {outcome.run: outcome for outcome in outcomes}


def showcase(ready: list[Outcome]) -> None:
    """Draw the widest ensemble, and a table of all."""
    if ready:
        widest = max(ready, key=lambda outcome: outcome.run.width)
        text.show("training", "beforehand", networks=widest.run.networks, width=widest.run.width)
        show_ensemble(widest, "beforehand_")
        show_table(ready, phrase("table.beforehand"), "ensembles")


SECTION = Section("training", "networks", numbers=precomputed, figure=showcase)
