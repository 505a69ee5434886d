"""The sections of the page on what modes cost, one a file; the page shows one tab of them at a time."""

from explorer.studies.mode_cost.sections import budget, curve, placed, price
from explorer.ui import section

TABS: section.Tabs = {
    "budget": (budget.SECTION, curve.SECTION, price.SECTION),
    "placed": (placed.SECTION,),
}
FIELDS = section.tab_fields("show", TABS)
