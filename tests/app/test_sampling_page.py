"""The Simplicity page's networks: laws over functions, networks trained on some corners, and thin networks."""

import time

import pytest

from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.studies.simplicity.figures import trained
from explorer.studies.simplicity.numbers import sampling
from explorer.studies.simplicity.numbers.measured import measured
from explorer.ui.queue import State
from ntkcore import Architecture
from ntkcore.boolean import completions
from ntkcore.boolean.completions import Problem
from tests.app.visitor import SECONDS, Visitor, finished, plain

SIMPLICITY = "pages/simplicity.py"
NET = Architecture("relu", 2, 2**0.5, 0.3)
SHOWN = "1111111111000000"  # twelve would be most; ten leave 64 functions


def open_at(query="", arch=NET):
    return Visitor(f"{permalink.encode(Scene(arch))}&{query}", SIMPLICITY)


def page_text(visitor):
    return plain("\n".join(e.value for element in ("markdown", "caption", "info") for e in visitor.app.get(element)))


def law_table(visitor, key):
    """The rows of a table whose first head is `key`, without the marks of Markdown."""
    text = next(e.value for e in visitor.app.markdown if e.value.startswith(f"| {key}"))
    return [[cell.strip().replace("\\", "") for cell in row.strip("|").split("|")] for row in text.splitlines()[2:]]


def test_the_laws_of_the_link_are_on_the_page():
    visitor = open_at(f"show=training&shown={SHOWN}&target=0110100110010110")
    problem = Problem("0110100110010110", range(10))
    laws = sampling.laws(NET, problem, "cross_entropy")
    assert isinstance(laws, dict)
    shown_text = page_text(visitor)
    assert "10 corners are shown and 6 are hidden, so 64 functions agree" in shown_text
    rows = law_table(visitor, "  | Wrong")
    assert [row[0] for row in rows] == [trained.NAMES[name] for name in sampling.LAWS]
    expected = completions.total_variation(laws["bayes"].p, laws["trained"].p)
    assert rows[0][4] == rows[2][2] == f"{expected:.3f}"
    assert [row[1] for row in rows] == [f"{100 * problem.error(law.p):.0f} %" for law in laws.values()]
    visitor.setting("loss").move("squared")
    assert "gradient descent on the squared loss, until all shown outputs are right" in page_text(visitor)
    assert "loss=squared" in visitor.link


def test_a_click_shows_a_corner_and_stands_in_the_link():
    visitor = open_at("show=training")
    before = visitor.setting("shown")
    assert before.value.count("1") == 8
    before.move("0" * 13 + "111")
    assert "can be shown; now it is 3" in page_text(visitor)
    assert "There is nothing to train for" in page_text(visitor)
    visitor.setting("shown").move(SHOWN)
    assert visitor.link.endswith(f"&shown={SHOWN}")
    assert "64 functions agree" in page_text(visitor)


@pytest.mark.parametrize("part", ["training", "thin"])
@pytest.mark.parametrize(
    ("query", "arch", "message"),
    [
        ("shown=01&loss=l1&neurons=1e9", NET, "it must be 16 characters"),
        ("", Architecture("erf", 2, 1.5, 0.0), "only 8 of them are free"),
        ("", Architecture("relu", 1, 2**0.5, 0.0), "only 12 of them are free"),
    ],
)
def test_bad_links_and_networks_are_answered_in_words(part, query, arch, message):
    assert message in page_text(open_at(f"show={part}&{query}", arch)) + "".join(
        element.value for element in open_at(f"show={part}&{query}", arch).app.text
    )


def test_networks_are_trained_and_compared():
    visitor = open_at(f"show=training&shown={SHOWN}&runs=300&neurons=32")
    visitor.press("Train 300 networks")
    job = finished(visitor, "sampling")
    assert job.state == State.DONE
    rows = {row[0]: row[1:] for row in law_table(visitor, "Law")}
    theories = sampling.laws(NET, job.answer.descent.problem, "cross_entropy")
    assert isinstance(theories, dict)
    for name, each in sampling.to_laws(job.answer.networks, theories).items():
        assert rows[trained.NAMES[name]][0] == f"{each.variation:.3f}"
    assert "300 networks of width 32" in page_text(visitor)
    assert "The nearest law is" in page_text(visitor) or "These networks follow the law" in page_text(visitor)
    visitor.setting("beside").move("bayes")
    visitor.set("bias_std", 0.5)
    assert "before you changed the network or the corners" in page_text(visitor)


def test_training_can_be_stopped_and_what_is_computed_stays():
    visitor = open_at(f"show=training&shown={SHOWN}&runs=5000&neurons=64&end=small&loss=squared")
    visitor.press("Train 5000 networks")
    job = visitor.session.jobs.latest["sampling"]
    deadline = time.monotonic() + SECONDS
    while job.answer is None or job.answer.networks is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    visitor.app.run()
    visitor.press("Stop")
    finished(visitor, "sampling")
    assert job.state == State.STOPPED
    assert 0 < job.answer.share < 1
    assert "Everything computed so far is kept" in page_text(visitor)
    assert f"{job.answer.networks.draws} networks of width 64" in page_text(visitor)


def test_too_much_is_refused():
    visitor = open_at("show=training&runs=10000&neurons=512&end=small")
    assert "times the time limit" in page_text(visitor)
    assert next(button for button in visitor.app.button if button.label.startswith("Train")).disabled


def test_what_was_measured_is_told_from_the_file():
    text, results = page_text(open_at("show=training")), measured()
    stopped = results.trainings["stopped"]
    assert f"at a distance of {stopped.to['bayes'].variation:.3f}" in text
    assert f"in {stopped.to['stopped'].within} of {results.problems} problems" in text
    assert results.command in text


def test_thin_networks_are_compared_and_frozen():
    visitor = open_at(f"show=thin&shown={SHOWN}&draws=200&thin=8")
    visitor.press("Compare the three trainings")
    answer = finished(visitor, "thin").answer
    laws = [answer.last_layer, answer.resampled["all"], answer.trained]
    rows = law_table(visitor, "Between")
    pairs = ((0, 1), (0, 2), (1, 2))
    assert [row[1] for row in rows] == [f"{sampling.distance(laws[a], laws[b]).variation:.3f}" for a, b in pairs]
    visitor.press("Freeze layers and resample")
    answer = finished(visitor, "frozen").answer
    assert set(answer.resampled) == {"all", "last", "last_of_fitted"}
    assert "Over the layers of a network that fits" in page_text(visitor)
    assert "Over random layers" in page_text(visitor)
