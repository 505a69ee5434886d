"""Every page explains each term of the glossary where its running text first uses it."""

import re

import pytest

from explorer.studies.eigenmodes import sections as eigenmodes
from explorer.studies.finite_width import sections as finite_width
from explorer.studies.images import sections as images
from explorer.studies.mode_cost import sections as mode_cost
from explorer.studies.prior import sections as prior
from explorer.studies.simplicity import sections as simplicity
from explorer.ui import terms
from tests.app.visitor import GUIDE, PLAYGROUND, Visitor

PAGES = [
    (PLAYGROUND, ""),
    *(("pages/prior.py", f"show={part}") for part in prior.TABS),
    *(("pages/eigenmodes.py", f"part={part}") for part in eigenmodes.TABS),
    ("pages/training.py", ""),
    *(("pages/simplicity.py", f"show={part}") for part in simplicity.TABS),
    ("pages/bounds.py", ""),
    *(("pages/finite_width.py", f"show={part}") for part in finite_width.TABS),
    *(("pages/images.py", f"show={part}") for part in images.TABS),
    *(("pages/mode_cost.py", f"show={part}") for part in mode_cost.TABS),
    ("pages/puzzle.py", ""),
    (GUIDE, ""),
]
LINK = re.compile(r"\[[^\]]*\]\(#term-(\w+)\)")


def texts(block):
    """The running texts of a page from top to bottom."""
    for node in block.children.values():
        if hasattr(node, "children"):
            yield from texts(node)
        elif node.type in ("markdown", "caption") and not node.value.startswith(("<", "|")):
            yield node.value


@pytest.mark.parametrize(("page", "query"), PAGES, ids=[f"{page} {query}" for page, query in PAGES])
def test_the_first_use_of_a_term_explains_it(page, query):
    explained = set()
    for text in texts(Visitor(query, page).app.main):
        wanted = set(LINK.findall(terms.marked(text)))
        linked = set(LINK.findall(text))
        assert wanted - linked <= explained, text
        explained |= linked
