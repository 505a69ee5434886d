"""The Finite width page's runs that were made beforehand: how far polynomials are off, and the shift of the mean."""

import numpy as np

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.finite_width.figures import taylor
from explorer.studies.finite_width.numbers import shift
from explorer.studies.finite_width.numbers.polynomials import (
    CORRECTED,
    CUBIC,
    LINEAR,
    NETWORK,
    POLYNOMIALS,
    QUADRATIC,
)
from explorer.studies.finite_width.numbers.shift import SHIFTED, File, Number, Stored
from explorer.ui import light, text
from explorer.ui.controls import activation_names
from explorer.ui.section import Section
from ntkcore.choices import Activation

phrase = phrases_of("studies/finite_width")

_WIDE, _EVERY = 512, 2  # the width that is told of, and every so many inputs in the table


def tables(file: File) -> None:
    """Draw how far each model is off by width, and the mean shift at the inputs for one width."""
    text.show("finite_width", "recorded_misses", x=_listed(file.x), y=_listed(file.y))
    columns = (phrase(f"table.{key}") for key in ("activation", "layers", "width", "networks"))
    head = [*columns, *(taylor.NAMES[name] for name in POLYNOMIALS)]
    light.table([*head, "‖ΔΘ‖/‖Θ‖"], [_row(run) for run in file.runs], "recorded")
    text.show("finite_width", "recorded_means", width=_WIDE, networks=2 * _wide(file).shift.pairs)
    light.table(["x", *(taylor.NAMES[name] for name in SHIFTED)], _means(_wide(file)), "recorded_means")


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(number(value) for value in values)


def _row(run: Stored) -> list[object]:
    arch = run.shift.architecture
    name = activation_names()[Activation(arch.activation)]
    if run.factor != 1.0:
        name = phrase("recorded.scaled", name=name, factor=number(run.factor))
    misses = [_pm(run.misses[name]) for name in POLYNOMIALS]
    return [
        name,
        arch.hidden_layers,
        run.shift.width,
        2 * run.shift.pairs,
        *misses,
        _pm(run.moved),
    ]


def _means(run: Stored) -> list[list[str]]:
    """A row for every other input: n times the mean shift by model, with standard errors."""
    at = range(1, len(run.shift.tests), _EVERY)
    return [
        [
            number(float(run.shift.tests[i]), ".1f"),
            *(
                f"{number(_rounded(run.shift.width * mean[i]), '.2f')} ± {number(run.shift.width * error[i], '.2f')}"
                for mean, error in (run.shift.means[name] for name in SHIFTED)
            ),
        ]
        for i in at
    ]


def _wide(file: File) -> Stored:
    """The erf networks of the width that is told of."""
    return next(run for run in file.of("erf") if run.shift.width == _WIDE)


def _pm(each: Number) -> str:
    """A number in thousandths, with its standard error."""
    return f"{number(1000 * each.value, '.2f')}\u00a0±\u00a0{number(1000 * each.error, '.2f')}"


def words(file: File) -> None:
    """Write what follows, from the numbers."""
    wide, narrow = _wide(file), file.runs[-1]
    (wrong, sure), (gelu_wrong, gelu_sure) = (
        shift.opposite(run.shift, QUADRATIC) for run in (wide, file.of("gelu")[-1])
    )
    text.show(
        "finite_width",
        "recorded_smooth",
        width=_WIDE,
        gain=number(wide.misses[LINEAR].value / wide.misses[CUBIC].value, ".1f"),
        wrong=wrong,
        sure=sure,
        gelu_wrong=gelu_wrong,
        gelu_sure=gelu_sure,
        erf=file.power("erf").text,
    )
    misses = {name: _pm(narrow.misses[name]) for name in POLYNOMIALS}
    text.show("finite_width", "recorded_narrow", width=narrow.shift.width, **misses)
    text.show("finite_width", "recorded_kinked", relu=file.power("relu").text)
    _tell_of_the_book(file, wide)
    text.caption("finite_width", "recorded_command", command=file.command, seed=file.seed)


def _tell_of_the_book(file: File, wide: Stored) -> None:
    """Write what a book claims of the mean shift, beside what is measured."""
    sizes, remainders = wide.shift.sizes, wide.shift.remainders
    text.show(
        "finite_width",
        "recorded_book",
        width=_WIDE,
        claimed=_scaled(sizes[CORRECTED]),
        measured=_scaled(sizes[NETWORK]),
        apart=_scaled(remainders[CORRECTED]),
        cubic=_scaled(remainders[CUBIC]),
        quadratic=_scaled(remainders[QUADRATIC]),
        descent=number(np.sqrt(np.mean(file.descent[0] ** 2)), ".2f"),
    )


def _rounded(value: float) -> float:
    """Two decimals, and no −0."""
    return round(float(value), 2) + 0.0


def _scaled(each: Number) -> str:
    return f"({number(_WIDE * each.value, '.2f')}\u00a0±\u00a0{number(_WIDE * each.error, '.2f')})"


SECTION = Section("finite_width", "recorded", numbers=lambda _: shift.stored(), figure=tables, words=words)
