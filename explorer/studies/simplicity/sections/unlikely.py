"""The Simplicity page's simple but unlikely functions: formulas of one size, and how far their probabilities differ."""

import math

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.numbers import extremes, functions
from explorer.studies.simplicity.sections.table import one_in, refusal
from explorer.ui import light, session, text
from explorer.ui.section import Absent, Section
from ntkcore import boolean

phrase = phrases_of("studies/simplicity")

_BITS = 4
_SIZES = range(2, 9)  # leaves; longer formulas fill more than a line


def probabilities(_: object) -> boolean.ClassProbabilities | Absent:
    """Compute P of all functions of four inputs."""
    every = functions.all_functions(session.current().architecture, _BITS)
    return refusal(every) if isinstance(every, functions.Refused) else every


def figure(every: boolean.ClassProbabilities) -> None:
    """Write both functions with formulas of size four, and the table of extremes."""
    both, xor = (extremes.member(every, _BITS, name) for name in ("AND of all", "XOR of two"))
    if math.isinf(both.log_p) or math.isinf(xor.log_p):
        text.show("simplicity", "unlikely_impossible")
    else:
        order = "unlikely_pair" if xor.log_p < both.log_p else "unlikely_reversed"
        text.show("simplicity", order, **_values(both, xor))
    rows = [
        (
            pair.leaves,
            one_in(pair.rarest.log_p - pair.likeliest.log_p),
            pair.likeliest.name,
            number(pair.likeliest.influence, ".3g"),
            pair.rarest.name,
            number(pair.rarest.influence, ".3g"),
        )
        for pair in extremes.pairs(every, _BITS, _SIZES)
    ]
    columns = ("size", "rarer", "likeliest", "influence", "rarest", "influence")
    light.table([phrase(f"unlikely.{column}") for column in columns], rows, "extremes")


def _values(both: extremes.Member, xor: extremes.Member) -> dict[str, str]:
    return {
        "both": number(math.exp(both.log_p), ".3g"),
        "xor": number(math.exp(xor.log_p), ".3g"),
        "ratio": one_in(-abs(both.log_p - xor.log_p)),
        "both_influence": number(both.influence, ".3g"),
        "xor_influence": number(xor.influence, ".3g"),
    }


SECTION = Section("simplicity", "unlikely", numbers=probabilities, figure=figure)
