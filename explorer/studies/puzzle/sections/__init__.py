"""The sections of the puzzle's page, one experiment a file, from top to bottom."""

from explorer.studies.puzzle.sections import bumps, mistakes, peak, predict
from explorer.ui import section

SECTIONS = (predict.SECTION, peak.SECTION, mistakes.SECTION, bumps.SECTION)
FIELDS = section.fields_of(SECTIONS)
