"""A visitor of the Prior page: where it opens, what it says, how its own controls are moved."""

from explorer.scene import permalink
from explorer.scene.scene import Scene
from tests.app.visitor import Visitor, plain

PRIOR = "pages/prior.py"


def open_at(query="", scene=None):
    link = permalink.encode(scene or Scene())
    return Visitor(f"{link}&{query}" if query else link, PRIOR)


def page_text(visitor):
    return plain(
        "\n".join(e.value for element in ("markdown", "caption", "latex", "info") for e in visitor.app.get(element))
    )


def charts(visitor):
    return len(visitor.figures)


def move(visitor, key, value):
    """One control of the page itself."""
    visitor.setting(key).move(value)
