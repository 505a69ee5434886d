"""The sections of the Bounds page, one a file, from top to bottom."""

from explorer.studies.bounds.sections import curve, digits, exact, labels, losses, proof, samples, trained
from explorer.ui import section

SECTIONS = (
    curve.SECTION,
    losses.SECTION,
    proof.SECTION,
    samples.SECTION,
    exact.SECTION,
    labels.SECTION,
    digits.SECTION,
    trained.SECTION,
)
FIELDS = section.fields_of(SECTIONS)
