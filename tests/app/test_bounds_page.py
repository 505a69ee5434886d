"""The Bounds page: its numbers at the chosen m, what it says where networks cannot fit, and its two jobs."""

import pytest

from explorer.studies.bounds.numbers.curve import bounds_of, learning_curve
from explorer.studies.bounds.numbers.labels import with_wrong_labels
from explorer.studies.bounds.numbers.repeats import failures
from explorer.studies.bounds.numbers.targets import Task
from explorer.ui.queue import State
from ntkcore.inference import expectation_propagation
from tests.app.visitor import Visitor, finished, plain

PAGE = "pages/bounds.py"


def page_text(visitor):
    return plain(" ".join(element.value for element in (*visitor.app.markdown, *visitor.app.caption)))


def test_without_a_link_all_sections_show_the_numbers_of_the_default_task():
    visitor = Visitor("", PAGE)
    curve = learning_curve(visitor.scene.architecture, Task("majority", 6))
    shown, bounds = page_text(visitor), bounds_of(curve.log_p, curve.m, 0.05)
    values = (curve.error[63], bounds.realisable[63], bounds.valle_perez[63], bounds.maurer[63])
    assert f"| 64 | {' | '.join(f'{value:.3f}' for value in values)} |" in shown
    assert f"−ln P(S) is {-curve.log_p[63]:.2f} nats" in shown
    digits = with_wrong_labels(visitor.scene.architecture, 0.5, 0)
    assert f"the bound is still {bounds_of(digits.log_p, digits.m, 0.05).realisable[-1]:.3f}" in shown
    findings = [figure["layout"]["meta"]["finding"] for figure in visitor.figures]
    assert any(f"After 64 examples the Gibbs error is {curve.error[63]:.3f}" in each for each in findings)
    assert not visitor.app.info


def test_a_link_sets_the_task_and_controls_change_it():
    visitor = Visitor("v=3&target=random&cube=4&flips=0.1&sample=5&m=30&delta=0.2", PAGE)
    task = Task("random", 4, 0.1, 5)
    curve = learning_curve(visitor.scene.architecture, task)
    assert f"The 30 examples are {curve.distinct[29]} different ones of the 16 corners" in page_text(visitor)
    assert "becomes learnable once most corners were seen" in page_text(visitor)
    visitor.setting("target").move("bit")
    assert "becomes learnable" not in page_text(visitor)
    assert "target=bit" in visitor.link
    visitor.setting("m").move(5)
    assert "needs m ≥ 8" in page_text(visitor)


def test_too_many_examples_in_a_link_are_repaired_and_told():
    visitor = Visitor("v=3&cube=4&m=300", PAGE)
    assert "m was 300; here it must be from 1 to 64, so 64 is used." in visitor.app.text[0].value


def test_an_unlucky_sample_is_named():
    """Sample 1 of the parity of six inputs, under the network of the first links: 15 corners in 24 examples."""
    visitor = Visitor("v=1&target=parity&cube=6&sample=1", PAGE)
    curve = learning_curve(visitor.scene.architecture, Task("parity", 6, 0.0, 1))
    failed = curve.m[curve.error > bounds_of(curve.log_p, curve.m, 0.05).realisable]
    assert failed[0] == 21
    assert f"after 21 examples the bound lies below the Gibbs error, and so it does for {len(failed)}" in page_text(
        visitor
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("activation=erf&layers=2&bias=0&target=xor&cube=4", "P(S) is 0, so that every bound is 1"),
        ("activation=relu&layers=1&bias=0&cube=4", "depend on each other: only 12 of them are free"),
        ("activation=identity&layers=1&cube=4", "at the 240 images depend on each other"),
        ("activation=relu&layers=32&weights=0.1&bias=3&cube=4", "cannot tell them apart"),
    ],
)
def test_what_cannot_be_computed_is_said_in_words(query, sentence):
    visitor = Visitor(f"v=3&{query}", PAGE)
    notices = plain(" ".join(each.value for each in visitor.app.info))
    assert sentence in page_text(visitor) + notices


def test_a_method_that_does_not_converge_is_named(monkeypatch):
    monkeypatch.setattr(expectation_propagation, "_ROUNDS", 1)
    visitor = Visitor("v=3&weights=1.2345&cube=4", PAGE)
    notices = [each.value for each in visitor.app.info if "does not come to an end" in each.value]
    assert len(notices) >= 2  # on the cube and on the digits


def test_many_samples_are_drawn_counted_and_stopped():
    visitor = Visitor("v=3&cube=4&target=parity&delta=0.5", PAGE)
    visitor.press("Draw 200 samples")
    job = finished(visitor, "samples")
    assert (job.state, len(job.answer.log_p)) == (State.DONE, 200)
    bounds = bounds_of(job.answer.log_p, job.answer.m, 0.5)
    failed = failures(job.answer.error, bounds.realisable)
    assert 0 < failed.any < 100
    assert f"{failed.any} of 200 samples" in page_text(visitor)
    visitor.setting("sample").move(3)  # these are the samples of this task whatever is on screen
    assert f"{failed.any} of 200 samples" in page_text(visitor)
    visitor.setting("target").move("bit")
    assert "before you changed it" in visitor.app.info[0].value
    visitor.setting("cube").move(7)
    visitor.press("Draw 200 samples")
    visitor.press("Stop")
    assert finished(visitor, "samples").state == State.STOPPED


def test_exact_values_stand_beside_the_quick_ones():
    visitor = Visitor("v=3&cube=4&target=and", PAGE)
    visitor.press("Compute the exact values")
    job = finished(visitor, "exact")
    assert job.state == State.DONE
    assert "quick − exact" in page_text(visitor)
    apart = abs(job.answer.quick.log_p - job.answer.log_p).max()
    assert 0.0 < apart < 0.6
    assert f"ln P(S) differs by {apart:.2g} nats at most" in page_text(visitor)
