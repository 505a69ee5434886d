"""The Training page with its jobs, in one session and between two."""

import threading

import numpy as np
import pytest

from explorer.studies.training.numbers import requests as studies
from explorer.studies.training.sections.stopping import errors_against_time
from explorer.ui import jobs, queue
from explorer.ui.queue import Job, State
from explorer.ui.turns import Asker
from ntkcore import Architecture
from ntkcore.networks.ensembles import results
from ntkcore.networks.ensembles.runs import Run
from tests.app.visitor import Visitor, finished, plain

TRAINING = "pages/training.py"
SMALL = "v=3&layers=1&width=16&nets=3&steps=40"
SECONDS = 60.0
BEFOREHAND = "**All ensembles trained beforehand on these points**"
TRAINED_HERE = "**Your ensembles on these points**"


def table(visitor, title=TRAINED_HERE):
    """The columns of the table of ensembles under `title`, by their heads; none if it is not there."""
    shown = [element.value for element in visitor.app.markdown]
    texts = [shown[shown.index(title) + 1]] if title in shown else []
    rows = [
        [cell.strip().replace("\\", "") for cell in line.strip("|").split("|")] for line in "".join(texts).splitlines()
    ]
    return {name: [row[column] for row in rows[2:]] for column, name in enumerate(rows[0])} if rows else {}


def page_text(visitor):
    return plain(" ".join(element.value for element in (*visitor.app.markdown, *visitor.app.caption)))


def test_networks_are_trained_and_every_ensemble_gets_a_row():
    visitor = Visitor(SMALL, TRAINING)
    assert not table(visitor)
    visitor.press("Train 3 of width 16")
    job = finished(visitor, "ensembles")
    assert job.state == State.DONE
    (outcome,) = job.answer.finished
    assert outcome.step == 40
    assert "3 networks of width 16" in page_text(visitor)
    assert table(visitor)["width"] == ["16"]
    assert [metric.label for metric in visitor.app.metric][:2] == [
        "Change of the weights ‖Δθ‖/‖θ‖",
        "Change of the kernel ‖ΔΘ‖/‖Θ‖",
    ]
    assert float(visitor.app.metric[0].value) == pytest.approx(outcome.moved.mean(), rel=0.05)
    visitor.setting("model").move("linearised")
    visitor.press("Train 3 of width 16")
    finished(visitor, "ensembles")
    assert table(visitor)["trained"] == ["networks", "linearised"]
    visitor.set("bias_std", 0.5)  # another network: its table is empty, and the picture says so
    assert not table(visitor)
    assert "before you changed" in visitor.app.info[0].value


def test_own_networks_stand_below_those_trained_beforehand_while_the_page_runs_again():
    visitor = Visitor("v=3&width=16&nets=3&steps=40", TRAINING)
    visitor.press("Train 3 of width 16")
    finished(visitor, "ensembles")
    visitor.set("noise_std", 0.0)
    assert table(visitor, BEFOREHAND)
    assert table(visitor)["width"] == ["16"]
    assert len(visitor.app.metric) == 8


def test_a_refused_training_leaves_the_one_under_way(monkeypatch):
    visitor = Visitor("v=3&layers=1&width=64&nets=8&steps=20000", TRAINING)
    visitor.press("Train 8 of width 64")
    job = visitor.session.jobs.latest["ensembles"]
    monkeypatch.setattr(queue, "MOST_WAITING", 0)
    visitor.press("Train 8 of width 64")
    assert "Try again in a minute" in visitor.toasts[0]
    assert visitor.session.jobs.latest["ensembles"] is job
    assert job.wanted
    visitor.press("Stop")
    assert finished(visitor, "ensembles").state == State.STOPPED


def test_what_is_too_much_is_said_before_it_starts():
    visitor = Visitor("width=4096&nets=256", TRAINING)
    button = next(button for button in visitor.app.button if button.label == "Train 256 of width 4096")
    assert button.disabled
    assert "times the time limit" in page_text(visitor)


def test_settings_are_in_the_link():
    visitor = Visitor(SMALL + "&alpha=30&model=linearised&start=subtracted&rate=0.5", TRAINING)
    assert visitor.link == "v=3&layers=1&width=16&nets=3&steps=40&rate=0.5&alpha=30&model=linearised&start=subtracted"


def test_a_person_who_waits_sees_their_place_and_can_stop():
    gate = threading.Event()

    def slow():
        yield studies.Ensembles(0.0, (), None)
        gate.wait(SECONDS)

    assert jobs._QUEUE.submit(Job(Asker("somebody else"), slow, lambda: True)) == ""
    visitor = Visitor(SMALL, TRAINING)
    try:
        visitor.press("Train 3 of width 16")
        assert "1 request is ahead of yours" in str(visitor.app.get("progress")[0].proto)
        visitor.press("Stop")
        assert visitor.session.jobs.latest["ensembles"].state == State.STOPPED
        assert "Stopped" in page_text(visitor)
        visitor.press("Train 3 of width 16")
    finally:
        gate.set()
    assert finished(visitor, "ensembles").state == State.DONE


def test_no_points_and_a_dead_network_are_no_error():
    visitor = Visitor("points=", TRAINING)
    assert "nothing to learn" in visitor.app.info[0].value
    visitor.press("Take five points")
    assert len(visitor.scene.dataset.x) == 5
    dead = Visitor("bias=0&points=0,1", TRAINING)
    assert "kernel of this network is 0" in page_text(dead)


def test_a_file_of_a_sweep_is_opened(tmp_path):
    visitor = Visitor("v=1", TRAINING)
    assert table(visitor, BEFOREHAND)["width"] == ["64", "256", "1024", "4096"]
    assert not table(visitor, TRAINED_HERE)  # what came with the app is not beneath the buttons that train
    scene = visitor.scene
    run = Run(scene.architecture, scene.dataset.x, scene.dataset.y, width=32, networks=2, steps=10)
    ones = np.ones(2)
    outcome = results.Outcome(run, 10, np.zeros((2, 101)), ones, ones, ones, np.ones((1, 2)))
    results.save(tmp_path / "a.npz", [outcome])
    upload = visitor.app.file_uploader[0]
    upload.set_value(("a.npz", (tmp_path / "a.npz").read_bytes(), "application/octet-stream")).run()
    visitor.check()
    assert "Ensembles of this file in the table above: 1." in page_text(visitor)
    visitor.app.run()
    assert table(visitor, TRAINED_HERE)["width"] == ["32"]
    assert table(visitor, BEFOREHAND)["width"] == ["64", "256", "1024", "4096"]
    visitor.app.file_uploader[0].set_value(("b.npz", b"no", "application/octet-stream")).run()
    visitor.check()
    assert "not a file of trained ensembles" in visitor.app.error[0].value


@pytest.mark.parametrize(
    ("architecture", "x", "inputs", "complaint"),
    [
        (Architecture("relu", 2, 1.0, 5.0), (0.1,), 101, "bias_std must be in [0, 3], got 5.0."),
        (Architecture("tanh", 2, 1.0, 1.0), (0.1,), 101, "activation must be one of"),
        (Architecture("relu", 2, 1.0, 1.0), (9.0,), 101, "x must be in [-1.5, 1.5], got 9.0."),
        (Architecture("relu", 2, 1.0, 1.0), (0.1,), 50, "contains no trained ensembles with the inputs of this page"),
    ],
)
def test_a_file_that_the_page_cannot_show_is_refused_in_words(tmp_path, architecture, x, inputs, complaint):
    visitor = Visitor("v=3", TRAINING)
    scene = visitor.scene
    run = Run(architecture, x, (0.2,), width=32, networks=2, steps=10)
    outcome = results.Outcome(run, 10, np.zeros((2, inputs)), np.ones(2), np.ones(2), np.ones(2), np.ones((1, 2)))
    results.save(tmp_path / "a.npz", [outcome])
    upload = visitor.app.file_uploader[0]
    upload.set_value(("a.npz", (tmp_path / "a.npz").read_bytes(), "application/octet-stream")).run()
    visitor.check()
    assert complaint in visitor.app.error[0].value
    assert "Show these" not in [button.label for button in visitor.app.button]
    assert visitor.scene == scene


def test_networks_of_a_file_are_shown_on_their_own_points(tmp_path):
    visitor = Visitor("v=3", TRAINING)
    run = Run(Architecture("relu", 1, 1.0, 1.0), (0.1,), (0.2,), width=32, networks=2, steps=10)
    outcome = results.Outcome(run, 10, np.zeros((2, 101)), np.ones(2), np.ones(2), np.ones(2), np.ones((1, 2)))
    results.save(tmp_path / "a.npz", [outcome])
    upload = visitor.app.file_uploader[0]
    upload.set_value(("a.npz", (tmp_path / "a.npz").read_bytes(), "application/octet-stream")).run()
    visitor.press("Show these")
    assert (visitor.scene.architecture, visitor.scene.dataset.x) == (run.architecture, run.x)
    assert table(visitor)["width"] == ["32"]


def test_kernels_of_random_networks_are_shown_beside_the_limit(monkeypatch):
    """What the study computes is tested where it lives; here, that it is asked for and drawn."""
    asked = []

    def study(run, x0, widths):
        asked.append((run, x0, widths))
        slices = {width: np.ones((10, 101)) for width in widths}
        yield studies.Kernels(0.1, x0, np.ones(101), {16: (0.4, 0.01)}, {}, {})
        yield studies.Kernels(1.0, x0, np.ones(101), {16: (0.4, 0.01), 64: (0.2, 0.005)}, slices, slices)

    monkeypatch.setattr(studies, "kernels", study)
    visitor = Visitor(SMALL + "&slice=0.5", TRAINING)
    visitor.press("Draw networks and compare Θ(0.5, ·)")
    assert finished(visitor, "kernels").state == State.DONE
    assert [(run.width, x0) for run, x0, _ in asked] == [(16, 0.5)]
    assert "falls like the width to the power **−0.50 ± 0.03**" in page_text(visitor)
    assert "Ten networks of width 64" in page_text(visitor)


def test_when_to_stop_is_answered_or_says_what_is_missing():
    visitor = Visitor("noise=0.1", TRAINING)
    scene = visitor.scene
    left_out = errors_against_time(scene.architecture, scene.dataset, scene.noise_std)
    assert left_out.verdict == "start"
    sentence = f"left-out points is {left_out.errors[0]:.3g} before training and {left_out.at_end:.3g} at its end"
    assert sentence in page_text(visitor)
    line = Visitor("points=-1,-1;-0.5,-0.4;0,0.1;0.5,0.4;1,1", TRAINING)
    assert "it is best to" in page_text(line)
    few = Visitor("points=0,1;1,2", TRAINING)
    assert any("at least three points" in each.value for each in few.app.info)
    dead = Visitor("bias=0&points=0,1;0,2;0,1", TRAINING)
    assert sum("its kernel is 0 on your points" in each.value for each in dead.app.info) == 2
