"""Pages under networks with skips and layer norm: they follow, or say that their theory is about plain networks."""

import importlib

import pytest

from explorer.studies import eigenmodes, finite_width, prior, simplicity
from ntkcore import Architecture
from tests.app.visitor import Visitor

BLOCKS = "v=3&activation=relu&layers=4&weights=1.4&bias=0.3&skip=equal&normed=layer"
STUDIES = tuple(study.__name__.rpartition(".")[2] for study in (prior, eigenmodes, simplicity, finite_width))


def shown(visitor):
    """All Markdown and captions of the page."""
    return "\n".join(each.value for each in (*visitor.app.markdown, *visitor.app.caption, *visitor.app.info))


def test_formula_and_layers_are_those_of_the_blocks():
    visitor = Visitor(f"{BLOCKS}&show=kernel", "pages/prior.py")
    formulas = [each.value for each in visitor.app.latex]
    assert any(r"0.5\,\Sigma^l+0.5\,B^l" in formula for formula in formulas)
    assert any("q=q'=1" in formula for formula in formulas)
    assert "Layer norm: Ba et al. 2016" in shown(visitor)


def test_a_prediction_for_plain_networks_is_not_shown():
    blocks, plain = (Visitor(f"{query}&width=100", "pages/prior.py") for query in (BLOCKS, "v=3"))
    assert "Excess kurtosis, predicted" in [metric.label for metric in plain.app.metric]
    assert "Excess kurtosis, predicted" not in [metric.label for metric in blocks.app.metric]
    assert "about plain networks" in shown(blocks)


def test_no_law_of_decay_is_claimed():
    assert "The laws of decay on this page are about plain networks" in shown(Visitor(BLOCKS, "pages/eigenmodes.py"))


def test_a_section_about_plain_networks_offers_one():
    visitor = Visitor(f"{BLOCKS}&show=drawn", "pages/finite_width.py")
    assert "This part is about plain networks" in shown(visitor)
    next(each for each in visitor.app.button if each.label == "Use a plain network").click().run()
    assert visitor.scene.architecture == Architecture("relu", 4, 1.4, 0.3)
    assert "This part is about plain networks" not in shown(visitor)
    assert not visitor.app.exception


@pytest.mark.long
@pytest.mark.parametrize("study", STUDIES)
def test_every_tab_opens(study):
    sections = importlib.import_module(f"explorer.studies.{study}.sections")
    for tab in sections.TABS:
        visitor = Visitor(f"{BLOCKS}&{next(iter(sections.FIELDS))}={tab}", f"pages/{study}.py")
        assert not visitor.app.exception, tab
