"""The Simplicity page's truth table, which several of its tabs have, and its refusals."""

from explorer.studies.simplicity.numbers.functions import Refused
from explorer.studies.simplicity.numbers.presets import SIZES, presets
from explorer.ui import settings, text
from explorer.ui.section import Absent

TABLE_FIELD = {"table": settings.Bits(tuple(2**bits for bits in SIZES), presets(4)["AND of two"])}


def pick_table() -> str:
    """Draw the truth table with its presets; return it as '0110…'."""
    offered = {bits: presets(bits) for bits in SIZES}
    return settings.click("Output for each input", "table", offered, help=text.section("simplicity", "table_help"))


def refusal(refused: Refused) -> Absent:
    """The reason, in words, why there is no probability under this network."""
    if refused.rank is None:
        return Absent(text.section("simplicity", "refused_rounding"))
    return Absent(text.section("simplicity", "refused_rank", rank=refused.rank, corners=refused.corners))
