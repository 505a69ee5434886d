"""The Bounds page's proof of its bound, and where the other two come from: words alone."""

from explorer.ui.section import Section

SECTION = Section("bounds", "proof")
