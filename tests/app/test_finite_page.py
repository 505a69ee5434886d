"""The Simplicity page's finite networks: its link, its jobs from start to stop, and their answers."""

import time

import pytest

from explorer.studies.simplicity.numbers import rare, seven
from explorer.ui.queue import State
from tests.app.visitor import Visitor, finished, numbers_in, plain

PAGE = "pages/simplicity.py"
LINK = "v=3&layers=1&bias=0.3&show=widths&table=1110"
SECONDS = 60.0
DRAW, DRAW_SEVEN = "Draw networks of all widths", "Draw functions of seven inputs"


def told(visitor):
    return plain(" ".join(element.value for element in (*visitor.app.markdown, *visitor.app.caption)))


def names(figure):
    return [trace["name"] for trace in figure["data"]]


def test_networks_are_counted_over_the_exact_line():
    visitor = Visitor(f"{LINK}&wide=200&drawn=100000", PAGE)
    assert [names(figure) for figure in visitor.figures] == [["infinite width", "your function"]]
    visitor.press(DRAW)
    job = finished(visitor, "widths")
    assert job.state == State.DONE
    line, ratio = visitor.figures[:2]
    assert names(line) == ["infinite width", "width 256", "your function"]
    assert names(ratio)[:3] == ["infinite width", "a constant", "your function"]
    assert len(numbers_in(ratio["data"][1]["x"])) == 7
    counts = job.answer.counts[256]
    assert f"{200 * counts.p[0]:.3g}" in told(visitor)
    assert visitor.link == "v=3&layers=1&bias=0.3&show=widths&table=1110&wide=200&drawn=100000"
    visitor.set("bias_std", 0.5)  # another network: its line stands alone
    assert "drawn for another network" in visitor.app.info[0].value
    assert names(visitor.figures[0]) == ["infinite width", "your function"]


def test_what_was_counted_is_kept_when_a_person_stops():
    visitor = Visitor(f"{LINK}&drawn=10000000", PAGE)
    visitor.press(DRAW)
    job, deadline = visitor.session.jobs.latest["widths"], time.monotonic() + SECONDS
    while job.answer is None or len(job.answer.counts) < 7:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    visitor.app.run()
    visitor.press("Stop")
    assert finished(visitor, "widths").state == State.STOPPED
    assert names(visitor.figures[0])[1] == "width 64"
    assert "Everything computed so far is kept" in told(visitor)


def test_functions_of_many_inputs_are_drawn_and_computed(monkeypatch):
    monkeypatch.setattr(seven, "BITS", 4)
    visitor = Visitor(f"{LINK}&tables=10&simple=influence", PAGE)
    visitor.press(DRAW_SEVEN)
    assert finished(visitor, "seven").state == State.DONE
    scatter, listed = visitor.figures[1:]
    assert len(numbers_in(scatter["data"][1]["x"])) == 10
    assert "what chance makes of it" in names(listed)
    assert "total influence" in told(visitor)


@pytest.mark.parametrize("wrong", ["wide=abc", "wide=1", "drawn=7", "tables=1e9", "simple=x", "show=none"])
def test_a_bad_link_is_repaired_with_a_word(wrong):
    visitor = Visitor(f"show=widths&{wrong}" if "show" not in wrong else wrong, PAGE)
    assert f"{wrong.partition('=')[0]} was" in visitor.app.text[0].value


def test_a_network_without_probabilities_is_refused():
    visitor = Visitor("bias=0&layers=1&show=widths", PAGE)
    assert "depend on each other" in visitor.app.info[0].value


def test_rare_functions_are_computed_at_one_width(monkeypatch):
    monkeypatch.setattr(rare, "STATES", 5)
    visitor = Visitor(f"{LINK}&wide=64", PAGE)
    visitor.press("Compute at width 64")
    job = finished(visitor, "rare")
    assert job.state == State.DONE
    assert job.answer.finite.states == 5
    (infinite, ratios) = visitor.figures[1]["data"]
    assert infinite["x"] == [1.0, 1.0]
    assert list(numbers_in(ratios["x"])) == pytest.approx(list(job.answer.ratios))
    assert f"**{job.answer.names[-1]}** has P =" in told(visitor)


def test_odd_networks_have_no_constants_and_no_trend():
    visitor = Visitor("v=3&activation=erf&bias=0&show=widths&table=1010&drawn=100000", PAGE)
    visitor.press(DRAW)
    assert finished(visitor, "widths").state == State.DONE
    line, ratio = visitor.figures[:2]
    assert len(numbers_in(line["data"][0]["x"])) == 1  # of four classes, that of x₁ alone
    assert names(ratio) == ["infinite width", "your function"]
    assert "**0 ± 0 %** compute one of the two constants" in told(visitor)
