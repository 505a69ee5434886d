"""The sections of the Eigenmodes page, one a file; the page shows one tab of them at a time."""

from explorer.studies.eigenmodes.sections import attribution, goals, modes, order, rebuild, spectrum, symmetry
from explorer.ui import section

TABS: section.Tabs = {
    "spectrum": (spectrum.SECTION,),
    "modes": (modes.SECTION, rebuild.SECTION),
    "symmetry": (symmetry.SECTION,),
    "why": (attribution.SECTION,),
    "order": (order.SECTION,),
    "goal": (goals.SECTION,),
}
FIELDS = section.tab_fields("part", TABS)
