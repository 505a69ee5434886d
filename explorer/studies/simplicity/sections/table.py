"""The Simplicity page's truth table, which several of its tabs have, and its refusals."""

import math

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.numbers.functions import Refused
from explorer.studies.simplicity.numbers.presets import SIZES, offered, presets
from explorer.ui import settings, text
from explorer.ui.section import Absent

phrase = phrases_of("studies/simplicity")

TABLE_FIELD = {"table": settings.Bits(tuple(2**bits for bits in SIZES), presets(4)["AND of two"])}


def pick_table() -> str:
    """Draw the truth table with its presets; return it as '0110…'."""
    named = {bits: offered(bits) for bits in SIZES}
    return settings.click(phrase("function.table"), "table", named, help=text.section("simplicity", "table_help"))


def refusal(refused: Refused) -> Absent:
    """The reason, in words, why there is no probability under this network."""
    if refused.rank is None:
        return Absent(text.section("simplicity", "refused_rounding"))
    return Absent(text.section("simplicity", "refused_rank", rank=refused.rank, corners=refused.corners))


def percent(error: float) -> str:
    """A relative standard error in percent, with one digit."""
    return f"{number(100.0 * error, '.1g')} %" if error else "0"


def one_in(log_p: float) -> str:
    """One over a probability: '1,600', or with a power of ten."""
    times = math.exp(-log_p)
    return number(float(f"{times:.3g}"), ",.0f") if 10 <= times < 1e6 else number(times, ".3g")
