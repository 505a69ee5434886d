"""The sections of the Prior page, one a file; the page shows one tab of them at a time."""

from explorer.studies.prior.sections import digits, evidence, functions, kernels, outputs
from explorer.ui import section

TABS: section.Tabs = {
    "functions": (functions.SECTION, outputs.SECTION),
    "kernel": (kernels.SECTION,),
    "digits": (digits.SECTION,),
    "evidence": (evidence.SECTION,),
}
FIELDS = section.tab_fields("show", TABS)
