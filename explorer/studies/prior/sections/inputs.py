"""Inputs that a person picks on the Prior page: sliders over the window, in the person's units."""

from explorer.figures import axes
from explorer.scene.limits import LIMITS
from explorer.scene.window import snap
from explorer.ui import session, settings

_STEP = 0.05


def input_field(default: float) -> settings.Number:
    """The setting of an input in a link."""
    return settings.Number(LIMITS["x"].low, LIMITS["x"].high, default, is_input=True)


def pick_input(label: str, key: str) -> float:
    """Draw a slider over the inputs; return the chosen one."""
    axis = session.current().x_axis
    called = label if axis.is_window or not axis.name else f"{label}, {axis.name}"
    settings.put(**{key: snap(settings.get(key))})  # on the grid of inputs, whatever the link said
    return settings.slide(called, key, _STEP, axis=axis)


def input_text(x: float) -> str:
    """The text of an input in the person's units."""
    return axes.input_text(x, session.current().x_axis)
