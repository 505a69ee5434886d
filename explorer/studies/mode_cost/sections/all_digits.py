"""All digits on the page on what modes cost: the learning curve that was measured beforehand."""

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.mode_cost.numbers import features
from explorer.studies.mode_cost.numbers.features import Digits, Size
from explorer.ui import light, text
from explorer.ui.section import Section

phrase = phrases_of("studies/mode_cost")


def figure(measured: Digits) -> None:
    """Draw the table of predicted and measured errors."""
    rows = [
        [each.n, *_cells(each), number(again.distinct, ".1f"), *_cells(again)]
        for each, again in zip(measured.different, measured.repeating, strict=True)
    ]
    names = [phrase(name) for name in ("predicted", "measured", "curve.ratio")]
    light.table([phrase("examples"), *names, phrase("all_digits.different"), *names], rows, "all_digits")


def _cells(size: Size) -> list[str]:
    measured = f"{number(size.mean, '.3g')} ± {number(size.error, '.1g')}"
    return [number(size.predicted, ".3g"), measured, number(size.ratio, ".3f")]


def words(measured: Digits) -> None:
    """Write how near the theory is, and where it is not."""
    *near, before, after = measured.different
    again_before, again_after = measured.repeating[-2:]
    text.show(
        "mode_cost",
        "all_digits_told",
        few=near[-1].n,
        near=number(100 * max(abs(each.ratio - 1) for each in near), ".0f"),
        many=before.n,
        before=_above(before),
        most=after.n,
        after=_above(after),
        again_before=_above(again_before),
        again_after=_above(again_after),
    )
    off = max(each.off for each in (*measured.different, *measured.repeating))
    source = {"command": measured.command, "seed": measured.seed, "date": measured.date, "draws": measured.draws}
    text.caption("mode_cost", "all_digits_source", off=number(off, ".0e"), **source)


def _above(size: Size) -> str:
    return number(100 * (size.ratio - 1), ".0f")


SECTION = Section("mode_cost", "all_digits", numbers=lambda _: features.measured_digits(), figure=figure, words=words)
