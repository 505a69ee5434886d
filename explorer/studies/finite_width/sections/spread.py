"""The Finite width page's spread of kernels: against depth divided by width, and every activation in a table."""

import math
from dataclasses import replace

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.limits import ACTIVATIONS
from explorer.studies.finite_width.figures.spread import against_ratio
from explorer.studies.finite_width.numbers.drawn import AtDepths, Spreads, at_depths, spreads, theory
from explorer.studies.finite_width.sections.drawn import chosen
from explorer.ui import light, session, text
from explorer.ui.controls import activation_names
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.choices import Activation

phrase = phrases_of("studies/finite_width")


def _names() -> dict[Activation, str]:
    return {activation: name.partition(" (")[0] for activation, name in activation_names().items()}


def numbers(_: object) -> tuple[Spreads, AtDepths] | Absent:
    """Compute the curves of all activations, and draw networks of six depths."""
    request = chosen()
    if not theory(request.arch, request.width, request.x).kernel_std > 0:
        return Absent(text.section("finite_width", "drawn_nothing"))
    curves = spreads(request.arch, request.width, request.x)
    return curves, at_depths(request.arch, request.width, request.x, request.seed)


def figure(numbers: tuple[Spreads, AtDepths]) -> None:
    """Draw the spreads against L/n, and the table of activations."""
    curves, measured = numbers
    arch = session.current().architecture
    show(against_ratio(curves, _names(), Activation(arch.activation), arch.hidden_layers, measured), "spread")


def words(numbers: tuple[Spreads, AtDepths]) -> None:
    """Write at which width there is no longer one kernel, and what each activation does."""
    curves, _ = numbers
    arch = session.current().architecture
    spread = float(curves.by_activation[Activation(arch.activation)][arch.hidden_layers - 1])
    edge = spread**2 * curves.width  # the width at which the spread is 1
    shown = {"spread": number(spread, ".2g"), "layers": arch.hidden_layers, "edge": number(max(1, round(edge)), ".2g")}
    text.show("finite_width", "spread_beyond" if spread >= 1.0 else "spread_within", width=curves.width, **shown)
    text.show("finite_width", "spread_activations")
    _table()
    text.caption("finite_width", "spread_table")


def _table() -> None:
    """Draw a row for each activation at the input, weights, biases and depth on screen."""
    request = chosen()
    rows = []
    for activation in ACTIVATIONS:
        each = theory(replace(request.arch, activation=activation), 1, request.x)
        rows.append(
            [
                _names()[activation],
                _text(each.kernel_mean - 1.0),
                _text(each.kernel_std),
                _text(each.kurtosis),
                _text(each.correlation),
            ]
        )
    columns = ("activation", "shift", "spread", "kurtosis", "correlation")
    light.table([phrase(f"activations.{key}") for key in columns], rows, "activations")


def _text(value: float) -> str:
    return "–" if math.isnan(value) else number(value + 0.0, ".3g")


SECTION = Section("finite_width", "spread", numbers=numbers, figure=figure, words=words)
