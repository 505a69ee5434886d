"""Whom a warning is for."""

import sys


def frames_inside() -> int:
    """Count the calls in progress, from the last one outwards, that are this package's, without this one.

    One more is the `stacklevel` of a warning that names who called ntkcore.
    """
    frame, count = sys._getframe(1), 0
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "ntkcore":
        frame, count = frame.f_back, count + 1
    return count
