"""The sections of the Finite width page, one a file; the page shows one tab of them at a time."""

from explorer.studies.finite_width.sections import order
from explorer.ui import section

TABS: section.Tabs = {
    "order": (order.SECTION,),
}
FIELDS = section.tab_fields("show", TABS)
