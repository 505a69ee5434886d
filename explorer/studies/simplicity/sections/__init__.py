"""The sections of the Simplicity page, one a file; the page shows one tab of them at a time."""

from explorer.studies.simplicity.sections import (
    bias,
    everything,
    frozen,
    function,
    measured,
    networks,
    ones,
    perceptron,
    rare,
    seven,
    thin,
    training,
    unlikely,
    widths,
)
from explorer.ui import section

TABS: section.Tabs = {
    "function": (function.SECTION,),
    "all": (everything.SECTION, unlikely.SECTION, bias.SECTION),
    "widths": (widths.SECTION, rare.SECTION, seven.SECTION),
    "perceptron": (perceptron.SECTION, ones.SECTION),
    "training": (training.SECTION, networks.SECTION, measured.SECTION),
    "thin": (thin.SECTION, frozen.SECTION),
}
FIELDS = section.tab_fields("show", TABS)
