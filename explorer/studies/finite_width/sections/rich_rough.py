"""The Finite width page's counter-example: the alignment of the kernel with the labels falls."""

from explorer.language import phrases_of
from explorer.studies.finite_width.figures.learned import fraction
from explorer.studies.finite_width.numbers import recorded_rich
from explorer.studies.finite_width.numbers.recorded_rich import Rough
from explorer.ui import light, text
from explorer.ui.section import Section

phrase = phrases_of("studies/finite_width")


def figure(rows: tuple[Rough, ...]) -> None:
    """Draw the table: a row for each α."""
    head = ["α", *(phrase(f"rich.{key}") for key in ("moved", "before", "after"))]
    light.table(head, [[fraction(r.scale), str(r.moved), str(r.before), str(r.after)] for r in rows], "rich_rough")


def words(rows: tuple[Rough, ...]) -> None:
    """Write by how much the alignment falls, and how that was measured."""
    least = min(rows, key=lambda row: row.after.value)
    falls = least.after.value < least.before.value
    name = "rich_rough_falls" if falls else "rich_rough_grows"
    text.show("finite_width", name, alpha=fraction(least.scale), before=least.before, after=least.after)
    command = recorded_rich.command("rough")
    text.caption("finite_width", "rich_rough_command", command=command, networks=least.networks)


SECTION = Section(
    "finite_width", "rich_rough", numbers=lambda _: recorded_rich.on_rough_labels(), figure=figure, words=words
)
