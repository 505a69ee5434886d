"""The sections of the Training page, one a file, from top to bottom."""

from explorer.studies.training.sections import bands, clock, kernels, networks, own, steps, stopping, sweep
from explorer.ui import section

SECTIONS = (
    clock.SECTION,
    bands.SECTION,
    stopping.SECTION,
    networks.SECTION,
    own.SECTION,
    sweep.SECTION,
    steps.SECTION,
    kernels.SECTION,
)
FIELDS = section.fields_of(SECTIONS)
