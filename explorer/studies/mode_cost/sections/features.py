"""A network that learns features on the page on what modes cost: what it pays for a mode, beside its kernel."""

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.mode_cost.figures import trained
from explorer.studies.mode_cost.numbers import features
from explorer.studies.mode_cost.numbers.features import Networks
from explorer.ui import light, page, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/mode_cost")

_COLUMNS = ("regression_column", "lazy_column", "rich_column", "lazy_moved", "rich_moved")


def figure(measured: Networks) -> None:
    """Draw the errors of kernel regression and of both trainings."""
    show(trained.by_training(measured), "features")
    rows = [
        [
            int(n),
            number(predicted, ".3g"),
            *(f"{number(mean, '.3g')} ± {number(error, '.1g')}" for mean, error in columns),
            *(number(each, ".2g") for each in moved),
        ]
        for n, predicted, columns, moved in measured.rows()
    ]
    head = [phrase("examples"), phrase("predicted"), *(phrase(f"features.{column}") for column in _COLUMNS)]
    light.table(head, rows, "features")


def words(measured: Networks) -> None:
    """Write how much less the network pays that learns features, and how it was measured."""
    at = measured.best
    text.show(
        "mode_cost",
        "features_told",
        n=int(measured.n[at]),
        kernel=number(measured.kernel.mean[at], ".2g"),
        rich=number(measured.rich.mean[at], ".2g"),
        times=number(measured.kernel.mean[at] / measured.rich.mean[at], ".2g"),
        lazy=number(float((measured.lazy.mean / measured.kernel.mean).max()), ".2g"),
        price=number(measured.price, ".0f"),
    )
    text.caption(
        "mode_cost",
        "features_source",
        width=measured.width,
        networks=measured.networks,
        large=number(measured.scales[0], "g"),
        small=f"1/{number(1 / measured.scales[1], '.0f')}",
        command=measured.command,
        seed=measured.seed,
        date=measured.date,
    )
    page.open_button("Finite width", phrase("features.open"), show="rich")


SECTION = Section("mode_cost", "features", numbers=lambda _: features.measured_networks(), figure=figure, words=words)
