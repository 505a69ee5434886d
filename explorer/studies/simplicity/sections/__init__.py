"""The sections of the Simplicity page, one a file; the page shows one tab of them at a time."""

from explorer.studies.simplicity.sections import function
from explorer.ui import section

TABS: section.Tabs = {
    "function": (function.SECTION,),
}
FIELDS = section.tab_fields("show", TABS)
