"""The Finite width page's tabs about features: links, jobs from start to stop, and their answers."""

import time

import pytest

from explorer.studies.finite_width.numbers import posterior, rich_runs
from explorer.ui.queue import State
from tests.app.visitor import SECONDS, Visitor, finished, plain

PAGE = "pages/finite_width.py"
LINK = "v=3&layers=1&bias=0.3"


def told(visitor):
    return plain(" ".join(element.value for element in (*visitor.app.markdown, *visitor.app.caption)))


def names(figure):
    return [trace["name"] for trace in figure["data"] if "name" in trace]


def test_stored_runs_are_shown_at_once_and_fresh_ones_beside_them():
    visitor = Visitor(f"{LINK}&show=rich&rich_n=16&rich_k=2", PAGE)
    assert len(visitor.figures) == 6
    assert "times below that of the kernel" in told(visitor)
    assert "your networks" not in names(visitor.figures[0])
    visitor.press("Train networks")
    job = finished(visitor, "rich")
    assert job.state == State.DONE
    point = rich_runs.point_of(1 / 16, 16, job.answer.outcomes)
    assert "your networks" in names(visitor.figures[0])
    assert plain(str(point.error)) in told(visitor)
    assert "width 16" in told(visitor)
    assert "yours" in told(visitor)
    visitor.setting("rich_a").move(8)
    assert "before you changed the settings" in visitor.app.info[0].value
    assert "stored networks" in told(visitor)


def test_what_was_trained_is_kept_when_a_person_stops():
    visitor = Visitor("v=3&layers=2&show=rich&rich_n=256&rich_k=16", PAGE)
    visitor.press("Train networks")
    job, deadline = visitor.session.jobs.latest["rich"], time.monotonic() + SECONDS
    while job.answer is None or not job.answer.outcomes:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    visitor.app.run()
    visitor.press("Stop")
    assert finished(visitor, "rich").state == State.STOPPED
    assert 1 <= len(job.answer.outcomes) < 16
    assert "your networks" in names(visitor.figures[0])


def test_too_many_networks_are_refused():
    visitor = Visitor("v=3&layers=3&show=rich&rich_n=1024&rich_k=16", PAGE)
    assert "times the time limit" in told(visitor)


def test_a_person_measures_the_posterior_of_their_own_points(monkeypatch):
    monkeypatch.setattr(posterior, "WIDTHS", (4, 16))
    visitor = Visitor(f"{LINK}&show=posterior", PAGE)
    assert "finite networks: output layer" in names(visitor.figures[0])
    assert "Markov chains" in told(visitor)
    visitor.setting("post").move("scene")
    assert "Nothing is measured yet" in told(visitor)
    visitor.setting("post_k").move(500)
    visitor.press("Measure the posterior")
    job = finished(visitor, "posterior")
    assert job.state == State.DONE
    assert [each.width for each in job.answer.distances] == [4, 16]
    assert f"{job.answer.limit:.4g} nats" in told(visitor)


def test_points_that_are_too_many_are_refused():
    points = ";".join(f"{-1 + 0.2 * k:.1f},0.5" for k in range(10))
    visitor = Visitor(f"{LINK}&show=posterior&post=scene&points={points}", PAGE)
    assert "Now there are 10 points" in visitor.app.info[0].value


def test_skips_have_no_posterior_and_train_all_the_same():
    visitor = Visitor(f"{LINK}&skip=equal&show=posterior&post=scene", PAGE)
    assert "about plain networks" in visitor.app.info[0].value
    visitor = Visitor(f"{LINK}&layers=2&skip=equal&show=rich&rich_n=16&rich_k=1", PAGE)
    visitor.press("Train networks")
    assert finished(visitor, "rich").answer.outcomes[0].over


def test_the_page_simplicity_leads_to_the_posterior():
    visitor = Visitor(f"{LINK}&show=thin", "pages/simplicity.py")
    visitor.press("Weights under the posterior, on the page Finite width")
    assert visitor.session.page == "Finite width"
    assert "show=posterior" in visitor.link


def test_a_second_task_after_a_first():
    visitor = Visitor(f"{LINK}&show=posterior&move_b=and&move_k=2&move_a=0.0625", PAGE)
    assert "needs the same two signs" in told(visitor)
    visitor.press("Train on the first task, then learn the second")
    job = finished(visitor, "transfer")
    assert job.state == State.DONE
    assert "2 networks of yours" in told(visitor)
    assert plain(str(job.answer.errors["and"]["trained"][3])) in told(visitor)


@pytest.mark.parametrize(
    "wrong", ["rich_a=abc", "rich_n=1e9", "rich_k=0", "post=x", "post_s=9", "move_b=7", "move_a=0"]
)
def test_a_bad_link_is_repaired_with_a_word(wrong):
    visitor = Visitor(f"show=rich&{wrong}", PAGE)
    assert f"{wrong.partition('=')[0]} was" in visitor.app.text[0].value
