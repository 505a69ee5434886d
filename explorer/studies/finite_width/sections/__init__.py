"""The sections of the Finite width page, one a file; the page shows one tab of them at a time."""

from explorer.studies.finite_width.sections import (
    drawn,
    order,
    polynomials,
    posterior,
    recorded,
    rich,
    rich_rough,
    rich_units,
    rich_widths,
    shift,
    spread,
    strip,
    transfer,
)
from explorer.ui import section

TABS: section.Tabs = {
    "order": (order.SECTION, strip.SECTION),
    "drawn": (drawn.SECTION, spread.SECTION),
    "learning": (polynomials.SECTION, shift.SECTION, recorded.SECTION),
    "rich": (rich.SECTION, rich_units.SECTION, rich_widths.SECTION, rich_rough.SECTION),
    "posterior": (posterior.SECTION, transfer.SECTION),
}
FIELDS = section.tab_fields("show", TABS)
