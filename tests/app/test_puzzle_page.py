"""The puzzle's page: every experiment can be made, whatever the link."""

import numpy as np
import pytest

from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.puzzle.numbers import ARCHITECTURE, BUMP, DATASET, Mistake
from explorer.studies.puzzle.sections.bumps import trained
from explorer.studies.puzzle.sections.mistakes import NAMES
from tests.app.visitor import Visitor, plain

PAGE = "pages/puzzle.py"


def page_text(visitor):
    """All that the page says, but for the table of all mistakes."""
    elements = (*visitor.app.markdown, *visitor.app.info, *visitor.app.text)
    return plain(" ".join(each.value for each in elements if not each.value.startswith("| ")))


def test_it_opens_with_the_answer_hidden():
    visitor = Visitor(page=PAGE)
    assert visitor.link == permalink.encode(Scene())
    assert "Most likely is" not in page_text(visitor)
    visitor.app.toggle[0].set_value(True).run()
    assert "Most likely is **y = 0.0884**" in page_text(visitor)
    assert "Your label 0 is 1.1× less likely." in page_text(visitor)


def test_an_old_link_keeps_the_label_that_it_left_unsaid():
    for old in ("v=1", "v=1.0", "layers=3", "ask="):  # a link that names anything of a scene is of version 1
        assert "guess=3" in Visitor(old, page=PAGE).link
    assert "guess" not in Visitor("v=3", page=PAGE).link


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("mistake=reversed&at=0.7&guess=-1", ""),
        ("mistake=witchcraft", "mistake was “witchcraft”"),
        ("at=nan&guess=99&layers=3", "guess was 99"),
    ],
)
def test_links_good_and_bad(query, complaint):
    visitor = Visitor(query, page=PAGE)
    assert complaint in page_text(visitor)
    if not complaint:
        assert visitor.link == "v=3&guess=-1&at=0.7&mistake=reversed"
        assert visitor.app.metric[0].value == visitor.app.metric[1].value == "−0.839407"


@pytest.mark.parametrize("mistake", NAMES)
def test_every_mistake_is_drawn_beside_the_right_curve(mistake):
    visitor = Visitor(f"mistake={mistake}", page=PAGE)
    assert ("rounding noise" in page_text(visitor)) == (mistake in (Mistake.BIAS_FREE, Mistake.TOGETHER))
    if mistake == Mistake.NO_INVERSE:
        assert "it prefers y = **3.01**" in page_text(visitor)


def test_at_a_training_point_there_is_nothing_to_choose():
    visitor = Visitor("at=0.5", page=PAGE)
    assert "There is a training point at this x" in page_text(visitor)


def test_the_playground_opens_with_the_puzzle_and_undo_leads_back():
    visitor = Visitor("layers=3", page=PAGE)
    visitor.press("Try it in the Playground")
    assert visitor.scene.dataset == DATASET
    assert visitor.scene.architecture == ARCHITECTURE
    assert [candidate.y for candidate in visitor.scene.candidates] == [(0.0,), (1.0,), (2.0,), (3.0,)]


def bump(width, bias, how):
    """f(−0.3): mean, its standard error, and the two limits."""
    run, comparison = trained()[width, bias, how]
    index = int(np.argmin(np.abs(PLOT_INPUTS - BUMP)))
    return (
        comparison.mean[index],
        comparison.std[index] / run.networks**0.5,
        comparison.theory.mean[index],
        comparison.nngp.mean[index],
    )


@pytest.mark.parametrize("width", [64, 256, 1024, 4096])
def test_trained_networks_have_the_bump_at_small_bias_whatever_their_width(width):
    mean, error, theory, _ = bump(width, 0.1, "plain")
    assert theory == pytest.approx(0.0884, abs=1e-3)
    assert mean - 4 * error > theory + 0.08


@pytest.mark.parametrize("width", [256, 1024])
def test_linearised_networks_do_not(width):
    mean, error, theory, _ = bump(width, 0.1, "linear")
    assert abs(mean - theory) < 4 * error + 0.03


def test_scaling_the_output_up_makes_it_vanish():
    plain, some, much = (bump(256, 0.1, how)[0] for how in ("plain", "10", "100"))
    assert plain > some > much
    _, error, theory, _ = bump(256, 0.1, "100")
    assert abs(much - theory) < 4 * error + 0.03


def test_a_larger_bias_brings_the_networks_to_the_limit():
    distance = [trained()[width, bias, "plain"][1].to_theory for bias in (0.1, 0.5) for width in (64, 256, 1024)]
    assert min(distance[:3]) > max(distance[3:])
    assert distance[3] > distance[5]
