"""The sections of the Training page, one a file, from top to bottom."""

from explorer.studies.training.sections import bands, clock, kernels, networks, steps, stopping, sweep, train
from explorer.ui import section

SECTIONS = (
    clock.SECTION,
    bands.SECTION,
    stopping.SECTION,
    networks.SECTION,
    train.SECTION,
    sweep.SECTION,
    steps.SECTION,
    kernels.SECTION,
)
FIELDS = section.fields_of(SECTIONS)
