"""The digits on the Bounds page: bars, prices and the trap, with the numbers that come with the app."""

from explorer.studies.bounds.numbers import recorded
from tests.app.visitor import Visitor, plain


def test_bars_prices_and_the_trap_are_shown():
    visitor = Visitor("cube=4&m=8", page="pages/bounds.py")
    digits = recorded.digits()
    shown = plain("\n".join(each.value for each in (*visitor.app.markdown, *visitor.app.caption)))
    for bound in (digits.functions, digits.projection, digits.weights):
        assert f"{bound.nats:.1f}" in shown
    assert f"lies below the valid one, {digits.coins.bound:.3f}" in shown
    assert digits.command in shown
    finding = next(figure for figure in visitor.figures if "random projection" in str(figure))
    assert f"functions {digits.functions.value:.3f}" in str(finding)
