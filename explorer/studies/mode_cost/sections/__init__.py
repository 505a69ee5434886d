"""The sections of the page on what modes cost, one a file; the page shows one tab of them at a time."""

from explorer.studies.mode_cost.sections import all_digits, budget, curve, features, placed, price, smooth
from explorer.ui import section

TABS: section.Tabs = {
    "budget": (budget.SECTION, curve.SECTION, price.SECTION, all_digits.SECTION),
    "placed": (placed.SECTION, smooth.SECTION),
    "features": (features.SECTION,),
}
FIELDS = section.tab_fields("show", TABS)
