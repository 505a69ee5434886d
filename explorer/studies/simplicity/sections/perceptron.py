"""The Simplicity page's perceptron: the weights of its gates as a solid to turn, with exact shares in a table."""

import json
from fractions import Fraction

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.numbers import gates
from explorer.ui import light, settings, text
from explorer.ui.drawing import Drawing
from explorer.ui.section import Section
from ntkcore.boolean.classes import classes
from ntkcore.boolean.perceptron import separable

phrase = phrases_of("studies/simplicity")

_solid = Drawing("ntk_solid", "solid", "solid.js")
FILES = (_solid.file.name,)
_WIDER = 6**0.5  # b + (w₁ + w₂)/2 beside w/2: √(3/2) to ½


def controls() -> tuple[str, str]:
    """Draw the choice of the body and of the inputs' values."""
    left, right = st.columns(2)
    with left:
        body = settings.choose(phrase("gates.body"), "body", gates.BODIES, help=text.section("simplicity", "body_help"))
    with right:
        encoding = settings.choose(
            phrase("gates.inputs"), "values", gates.ENCODINGS, help=text.section("simplicity", "values_help")
        )
    return body, encoding


def figure(chosen: tuple[str, str]) -> None:
    """Draw the body on the left, and the table of all gates on the right."""
    body, encoding = chosen
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _solid.bring()
        _solid(key="solid", data=json.dumps(gates.payload(body, encoding)).encode())
    with right:
        _table()


def _table() -> None:
    """Draw the shares of all sixteen gates, with both encodings of the inputs."""
    signs, bits = gates.shares("signs"), gates.shares("bits")
    head = [
        phrase(f"gates.{column}") for column in ("gate", "sphere", "volume", "bits_sphere", "bits_volume", "planes")
    ]
    rows = [
        (gates.name(table), _percent(signs[table].sphere), _fraction(signs[table].cube), _percent(bits[table].sphere),
         _fraction(bits[table].cube), signs[table].half_spaces or "–")
        for table in gates.FORMULAS
    ]  # fmt: skip
    light.table(head, rows, "gates")


def _percent(share: float) -> str:
    return f"{number(100 * share, '.3f')} %" if share else "0"


def _fraction(share: Fraction) -> str:
    """A fraction of 48, the common denominator, as it is counted by hand."""
    return f"{share * 48}/48" if share else "0"


def words(_: object) -> None:
    """Write which body this is, why constants are likely with 0 and 1, and how many functions perceptrons make."""
    bits, signs = gates.shares("bits"), gates.shares("signs")
    shown = {
        "bits": number(200 * bits["1111"].sphere, ".1f"),
        "signs": number(200 * signs["1111"].sphere, ".1f"),
        "wider": number(200 * gates.with_wider_bias(_WIDER), ".1f"),
    }
    text.show("simplicity", "perceptron_bias", **shown)
    counts = {f"made_{n}": number(int(classes(n).multiplicity[separable(n)].sum()), ",d") for n in (3, 4)}
    text.show("simplicity", "perceptron_count", **counts)


SECTION = Section(
    "simplicity",
    "perceptron",
    controls,
    figure=figure,
    words=words,
    fields={"body": settings.Choice(tuple(gates.BODIES)), "values": settings.Choice(tuple(gates.ENCODINGS))},
)
