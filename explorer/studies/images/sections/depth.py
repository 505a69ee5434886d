"""The Images page's table of depths: layers and convolutions without pooling, which hardly matter for digits."""

import numpy as np

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.images.figures.curves import NETWORKS
from explorer.studies.images.numbers import measured
from explorer.studies.images.numbers.measured import Table
from explorer.studies.images.numbers.networks import KERNELS
from explorer.studies.images.sections.network import network
from explorer.ui import light, text
from explorer.ui.section import Section

phrase = phrases_of("studies/images")


def figure(_: object) -> None:
    """Draw the table for the chosen kernel: a row for each network, columns for numbers of examples."""
    table, kernel = measured.table("depth"), KERNELS.index(network()[1])
    head = [
        phrase("depth.network"),
        phrase("depth.layers"),
        *(f"n = {n}" for n in table.examples),
        *(phrase("depth.moved", n=n) for n in table.examples[-2:]),
    ]
    rows = []
    for name, (mean, std) in table.networks.items():
        sort, layers = name.split()
        cells = [_told(*each) for each in zip(mean[kernel, 0], std[kernel, 0], strict=True)]
        cells += [_told(*each) for each in zip(mean[kernel, 1, -2:], std[kernel, 1, -2:], strict=True)]
        rows.append([NETWORKS[sort], int(layers), *cells])
    light.table(head, rows, "depth")


def _told(mean: float, std: float) -> str:
    return f"{number(100 * mean, '.1f')}\u00a0±\u00a0{number(100 * std, '.1f')}"


def words(_: object) -> None:
    """Write how far apart the networks without pooling are, and what others have measured."""
    table, kernel = measured.table("depth"), KERNELS.index(network()[1])
    plain = {name: mean[kernel, 0] for name, (mean, _) in table.networks.items()}
    connected = np.array([row for name, row in plain.items() if name.startswith("connected")])
    unpooled = np.array([row for name, row in plain.items() if not name.startswith("pooled")])
    spread = table.networks["connected 2"][1][kernel, 0]
    text.show(
        "images",
        "depth_words",
        apart=number(100 * np.ptp(connected, axis=0).max(), ".1f"),
        all_apart=number(100 * np.ptp(unpooled, axis=0).max(), ".1f"),
        low=number(100 * spread.min(), ".1f"),
        high=number(100 * spread.max(), ".1f"),
        pooled=_at(table, kernel, "pooled 2"),
        flat=_at(table, kernel, "flatten 2"),
        examples=table.examples[-2],
    )
    more = measured.table("more")
    text.show(
        "images",
        "depth_more",
        digits=more.digits,
        rows=phrase("and").join(_row(more, kernel, column) for column in range(len(more.examples))),
        depths=", ".join(name.split()[1] for name in more.networks),
    )
    text.show("images", "depth_published")
    text.caption("images", "depth_source", digits=table.digits, splits=table.splits, command=table.command)


def _row(table: Table, kernel: int, column: int) -> str:
    cells = (_told(mean[kernel, 0, column], std[kernel, 0, column]) for mean, std in table.networks.values())
    return phrase("depth.row", shares=", ".join(cells), examples=table.examples[column])


def _at(table: Table, kernel: int, name: str) -> str:
    return number(100 * table.networks[name][0][kernel, 1, -2], ".0f")


SECTION = Section("images", "depth", figure=figure, words=words)
