"""The Bounds page's trained networks: how much more they pay than random networks that fit the same labels."""

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.bounds import figures
from explorer.studies.bounds.numbers import trained
from explorer.studies.bounds.numbers.trained import Counted
from explorer.ui import text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/bounds")


def measured(_: object) -> Counted:
    """The numbers that come with the app."""
    return trained.training_prices()


def figure(counted: Counted) -> None:
    """Draw the price of each training."""
    show(figures.prices.prices(counted), "trained")


def words(counted: Counted) -> None:
    """Write what training adds to ln 1/P(S), and how that was estimated."""
    first, second = counted.problems
    prices = [_both(counted, name) for name in ("stopped", "squared", "momentum", "cross_entropy")]
    text.show(
        "bounds",
        "trained_words",
        fit=phrase("and", first=number(first.fit, ".1f"), second=number(second.fit, ".1f")),
        others=len(counted.others),
        **dict(zip(("stopped", "squared", "momentum", "cross"), prices, strict=True)),
        width=counted.width,
    )
    every = [price for problem in (*counted.problems, *counted.others) for price in problem.by_training.values()]
    text.caption(
        "bounds",
        "trained_source",
        networks=_range([price.networks for price in every]),
        bias=number(max(price.high - price.nats for price in every), ".2f"),
        gap=number(max(price.high - price.low for price in every), ".2f"),
        shown=counted.shown,
        completions=counted.completions,
        command=counted.command,
        date=counted.date,
    )


def _both(counted: Counted, training: str) -> str:
    first, second = (number(problem.by_training[training].nats, ".2f") for problem in counted.problems)
    further = [problem.by_training[training].nats for problem in counted.others]
    low, high = number(min(further), ".2f"), number(max(further), ".2f")
    return phrase("prices.both", first=first, second=second, low=low, high=high)


def _range(values: list[int]) -> str:
    return phrase("range", low=min(values), high=max(values))


SECTION = Section("bounds", "trained", numbers=measured, figure=figure, words=words)
