"""Smooth kernels on the page on what modes cost: by how much the theory is off for three networks."""

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.mode_cost.numbers import placed
from explorer.studies.mode_cost.numbers.placed import NETWORKS, WAVES
from explorer.studies.mode_cost.sections.placed import Placed, chosen
from explorer.ui import light, text
from explorer.ui.section import Section

phrase = phrases_of("studies/mode_cost")


def figure(where: Placed) -> None:
    """Draw the table of the factors."""
    rows = []
    for name, arch in NETWORKS.items():
        ratios, errors = placed.factors(where.course._replace(arch=arch, mode=0), where.n)
        cells = [f"{number(a, '.3g')} ± {number(b, '.1g')}" for a, b in zip(ratios, errors, strict=True)]
        rows.append([name, *(cell if "nan" not in cell else "—" for cell in cells)])
    light.table([phrase("smooth.network"), *(f"k = {wave}" for wave in WAVES)], rows, "smooth")
    text.caption("mode_cost", "smooth_told", n=where.n)


SECTION = Section("mode_cost", "smooth", chosen, figure=figure)
