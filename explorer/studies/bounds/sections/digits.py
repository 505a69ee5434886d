"""The Bounds page's digits: three bounds for the same images, and what each of them pays for."""

import math

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.bounds import figures
from explorer.studies.bounds.numbers import recorded
from explorer.studies.bounds.numbers.recorded import Digits
from explorer.ui import light, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/bounds")

_COLUMNS = ("bound_on", "paid", "for", "networks")


def measured(_: object) -> Digits:
    """The numbers that come with the app."""
    return recorded.digits()


def figure(digits: Digits) -> None:
    """Draw the bars, and the table of what is paid."""
    names = [phrase(f"digits.names.{name}") for name in ("functions", "projection", "weights")]
    bounds = (digits.functions, digits.projection, digits.weights)
    show(figures.bars.bars(dict(zip(names, bounds, strict=True))), "digits")
    chosen = digits.settings
    networks = (
        phrase("digits.all_that_fit"),
        phrase("digits.single", count=chosen["dimensions"]),
        phrase("digits.normal", width=chosen["width"]),
    )
    price = (
        "ln 1/P(S)",
        f"{chosen['dimensions']} ln {chosen['levels']} + ln {chosen['subspaces']}",
        phrase("digits.from_start", count=chosen["normals"]),
    )
    paid = (round(each.nats, 1) for each in bounds)
    plain = (name.replace("<br>", " ") for name in names)
    light.table(
        [phrase(f"digits.{column}") for column in _COLUMNS],
        list(zip(plain, paid, price, networks, strict=True)),
        "digits",
    )


def words(digits: Digits) -> None:
    """Write how the prices compare, what a probit link does, and where the numbers come from."""
    labels, coins = digits.labels, digits.coins
    text.show(
        "bounds",
        "digits_words",
        m=digits.m,
        others=digits.others,
        sure=f"{number(100 * (1 - digits.delta), '.0f')} %",
        error=_share(digits.weights.error),
        nats=number(digits.weights.nats, ".0f"),
        alone=number(-math.expm1(-digits.weights.nats / digits.m), ".2f"),
        bound=number(digits.weights.value, ".2f"),
    )
    text.show(
        "bounds",
        "digits_probit",
        nats=number(labels.nats, ".0f"),
        probit=number(labels.probit_nats, ".0f"),
        scaled=number(labels.scaled_nats, ".1f"),
        coins=coins.m,
        coin_nats=number(coins.nats, ".0f"),
        coin_probit=number(coins.probit_nats, ".0f"),
        coin_bound=number(coins.bound, ".3f"),
        wrong_bound=number(coins.probit_bound, ".3f"),
    )
    text.caption(
        "bounds",
        "digits_source",
        nats=number(digits.functions.nats, ".1f"),
        orthant=number(digits.by_orthant[0], ".1f"),
        std=number(digits.by_orthant[1], ".1f"),
        seconds=number(max(digits.seconds), ".0f"),
        command=digits.command,
        date=digits.date,
        versions=", ".join(f"{name} {version}" for name, version in digits.versions.items()),
    )


def _share(value: float) -> str:
    return f"{number(100 * value, '.1f')} %"


SECTION = Section("bounds", "digits", numbers=measured, figure=figure, words=words)
