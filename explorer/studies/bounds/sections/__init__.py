"""The sections of the Bounds page, one a file, from top to bottom."""

from explorer.studies.bounds.sections import curve, digits
from explorer.ui import section

SECTIONS = (curve.SECTION, digits.SECTION)
FIELDS = section.fields_of(SECTIONS)
