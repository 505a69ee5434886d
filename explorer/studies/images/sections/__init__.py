"""The sections of the Images page, one a file; the page shows one tab of them at a time."""

from explorer.studies.images.sections import beside, blocks, depth, likeness, pooling, ranks
from explorer.ui import section

TABS: section.Tabs = {
    "likeness": (likeness.SECTION, ranks.SECTION),
    "pooling": (pooling.SECTION, depth.SECTION),
    "blocks": (blocks.SECTION, beside.SECTION),
}
FIELDS = section.tab_fields("show", TABS)
