"""The Eigenmodes page opened, its controls set, and what it then draws and says."""

import base64

import numpy as np

from tests.app.visitor import Visitor, plain

PAGE = "pages/eigenmodes.py"


def visit(query=""):
    return Visitor(query, PAGE)


def page_text(visitor):
    return plain("\n".join(e.value for e in (*visitor.app.main.markdown, *visitor.app.main.caption, *visitor.app.info)))


def control(visitor, key):
    """The widget of the setting `key`."""
    return visitor.setting(key)


def choose(visitor, key, value):
    control(visitor, key).move(value)


def drawn(visitor):
    """Each figure, as the browser gets it."""
    return visitor.figures


def heights(figure):
    """The first trace's y, which travels as a list or packed."""
    y = figure["data"][0]["y"]
    return np.frombuffer(base64.b64decode(y["bdata"]), y["dtype"]) if isinstance(y, dict) else np.array(y)
