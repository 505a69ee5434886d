"""Bringing the points of a table into the window: what would be lost, how axes are rescaled, which 64 are kept."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from explorer.format import number
from explorer.scene.limits import LIMITS
from explorer.scene.scene import Dataset
from explorer.scene.units import MAX_SCALE, MIN_SCALE, Axis, window_text
from explorer.scene.window import snap

Points = tuple[tuple[float, float], ...]

# Rescaled data keep this share of the window, so that the outermost points stay easy to grab.
_FILL = 0.9
# Data count as small below this share of the window: rounding to 0.01 loses most of their differences.
_SMALL = 0.05
_FAR = 10.0  # interquartile ranges beyond the quartiles
_STEPS = (1.0, 2.0, 2.5, 4.0, 5.0, 8.0)


Axes = tuple[Axis, Axis]
WINDOW: Axes = (Axis(), Axis())


class Placement(NamedTuple):
    """A dataset inside the window, its units, and messages about what was changed."""

    dataset: Dataset
    messages: tuple[str, ...]
    axes: Axes


class Survey(NamedTuple):
    """Problems that the points would have if used unchanged.

    `outside` counts those beyond the window, `merged` those that rounding to 0.01 would put onto another point;
    `small` names the axes whose values are much smaller than the window; `outliers` are indices.
    """

    outside: int
    small: tuple[str, ...]
    merged: int
    outliers: tuple[int, ...]

    @property
    def needs_choice(self) -> bool:
        """Whether there is something to decide before the points are used."""
        return bool(self.outside or self.small or self.merged)


def survey(points: Points, axes: Axes = WINDOW) -> Survey:
    """Survey the points on `axes`; `small` and `merged` are judged without the outliers."""
    if not points:
        return Survey(0, (), 0, ())
    points = _on(points, axes)
    far = _outliers(points)
    rest = [point for i, point in enumerate(points) if i not in far]
    small = tuple(axis for axis, values in _by_axis(rest) if _is_small(axis, values))
    helps = any(_affine(axis, values)[0] >= 2 for axis, values in _by_axis(rest))
    return Survey(outside_window(points), small, _merged(rest) if helps else 0, far)


def _on(points: Points, axes: Axes) -> Points:
    """Convert the points to coordinates of the window."""
    return tuple((axes[0].to_window(x), axes[1].to_window(y)) for x, y in points)


def _by_axis(points: Iterable[tuple[float, float]]) -> list[tuple[str, tuple[float, ...]]]:
    return list(zip("xy", zip(*points, strict=True), strict=True))


def _inside(axis: str, value: float) -> bool:
    return LIMITS[axis].low <= snap(value) <= LIMITS[axis].high


def outside_window(points: Points, axes: Axes = WINDOW) -> int:
    """Count the points outside the window x ∈ [−1.5, 1.5], y ∈ [−3, 3]."""
    return sum(not (_inside("x", x) and _inside("y", y)) for x, y in _on(points, axes))


def _is_small(axis: str, values: Sequence[float]) -> bool:
    """Return whether the values fit into a small share of the window; a constant counts when rounding changes it."""
    if not all(_inside(axis, value) for value in values):
        return False
    spread = max(values) - min(values)
    if spread == 0:
        return abs(snap(values[0]) - values[0]) > _SMALL * abs(values[0])
    return spread < _SMALL * (LIMITS[axis].high - LIMITS[axis].low)


def _merged(points: Sequence[tuple[float, float]]) -> int:
    """Count the points that coincide with a different point, or share its input, only because of rounding."""
    inside = {point for point in points if _inside("x", point[0]) and _inside("y", point[1])}
    counts: dict[tuple[float, float], int] = {}
    inputs: dict[float, set[float]] = {}
    for x, y in inside:
        counts[snap(x), snap(y)] = counts.get((snap(x), snap(y)), 0) + 1
        inputs.setdefault(snap(x), set()).add(x)
    return sum(counts[snap(x), snap(y)] > 1 or len(inputs[snap(x)]) > 1 for x, y in points if (x, y) in inside)


def _outliers(points: Points) -> tuple[int, ...]:
    """Find the indices of points beyond ten interquartile ranges; none if more than one in ten points are."""
    far: set[int] = set()
    for _, values in _by_axis(points):
        ordered, last = sorted(values), len(points) - 1
        low, high = ordered[round(0.25 * last)], ordered[round(0.75 * last)]
        if low == high:
            low, high = ordered[math.ceil(0.1 * last)], ordered[math.floor(0.9 * last)]
        reach = _FAR * (high / 2 - low / 2) * 2
        if reach > 0:
            far |= {i for i, value in enumerate(values) if value < low - reach or value > high + reach}
    return tuple(sorted(far)) if len(points) > 4 and len(far) <= max(1, len(points) // 10) else ()


def keep_inside(points: Points, axes: Axes = WINDOW) -> Placement:
    """Keep the points that lie inside the window, snapped to 0.01, at most 64."""
    kept = [(x, y) for x, y in _on(points, axes) if _inside("x", x) and _inside("y", y)]
    messages = []
    if gone := len(points) - len(kept):
        messages.append(f"{_of(gone, points, 'lie')} outside the window and {_was(gone)} left out.")
    return _placement(kept, messages, axes)


def move_to_edge(points: Points, axes: Axes = WINDOW) -> Placement:
    """Move the points outside the window to its edge, as in links, which cannot ask."""
    low, high = zip(*((LIMITS[axis].low, LIMITS[axis].high) for axis in "xy"), strict=True)
    moved = [(min(max(x, low[0]), high[0]), min(max(y, low[1]), high[1])) for x, y in _on(points, axes)]
    messages = []
    if outside := outside_window(points, axes):
        window = "the window" if axes == WINDOW else f"the window ({window_text(*axes)})"
        messages.append(f"{_of(outside, points, 'lay')} outside {window} and {_was(outside)} moved to its edge.")
    return _placement(moved, messages, axes)


def rescale(points: Points, names: tuple[str, str] = ("", ""), without: Sequence[int] = ()) -> Placement:
    """Map each axis that does not fit, or is small, linearly onto 90 % of the window.

    An axis that fits already stays unchanged. Points with an index in `without` are left out. The messages give
    the map, so that it can be undone by hand.
    """
    kept = tuple(point for i, point in enumerate(points) if i not in set(without))
    messages: list[str] = []
    if gone := len(points) - len(kept):
        messages.append(f"{_of(gone, points, 'lay')} far from the rest and {_was(gone)} left out.")
    merged = _merged(kept) > 0
    axes = []
    for (letter, values), name in zip(_by_axis(kept), names, strict=True):
        scale, centre = _affine(letter, values)
        fits = all(_inside(letter, value) for value in values)
        stays = fits and not _is_small(letter, values) and not (merged and scale >= 2)
        axis = Axis(name=name) if stays else Axis(scale, centre, name)
        axes.append(axis)
        if not axis.is_window:
            messages.append(f"{name or letter} was rescaled: {letter} in the window = {_map(axis, letter)}.")
    return _placement(list(_on(kept, (axes[0], axes[1]))), messages, (axes[0], axes[1]))


def _of(count: int, points: Points, verb: str) -> str:
    return f"{count} of {len(points)} points {'lies' if count == 1 and verb == 'lie' else verb}"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _map(axis: Axis, letter: str) -> str:
    """Write the map of an axis: '0.027 × (x − 50)', '2 × (y + 29.5)', '1000 × speed'."""
    name = re.sub(r"\W*[(\[].*$", "", axis.name) or letter  # without its unit
    sign = "−" if axis.centre > 0 else "+"
    inner = f"({name} {sign} {number(abs(axis.centre), '.10g')})" if axis.centre else name
    return f"{number(axis.scale, '.6g')} × {inner}"


def _affine(axis: str, values: Sequence[float]) -> tuple[float, float]:
    """Return the scale and the centre that map the values onto up to 90 % of the window.

    A somewhat smaller scale is taken where every value then falls exactly on the window's grid of 0.01.
    """
    low, high = min(values), max(values)
    half_range = high / 2 - low / 2  # halves first: high − low may overflow
    if half_range == 0:
        is_tiny = 1e-290 < abs(low) < 1
        return (_bounded(10.0 ** -(math.floor(math.log10(abs(low))) + 1)), 0.0) if is_tiny else (1.0, low)
    most = _bounded(_FILL * LIMITS[axis].high / half_range)
    middle = low + half_range
    first = (float(f"{most:.3g}"), round(middle, 3 - math.floor(math.log10(0.01 / most))))
    for scale, centre in (first, *_exact(most, middle)):
        steps = [100 * scale * (value - centre) for value in values]
        if all(abs(step - round(step)) < 1e-3 for step in steps):
            return scale, centre
    return first


def _bounded(scale: float) -> float:
    return min(max(scale, MIN_SCALE), MAX_SCALE)


def _exact(most: float, middle: float) -> list[tuple[float, float]]:
    """List scales at most `most` whose steps are round numbers, largest first, each with a centre on its own grid."""
    power = 10.0 ** math.floor(math.log10(0.01 / most))
    if not 1e-200 < power < 1e200:
        return []
    steps = [step * size for size in (power, 10 * power) for step in _STEPS]
    fitting = [step for step in steps if 1 <= step * most / 0.01 <= 2.2]
    return [(float(f"{0.01 / step:.12g}"), float(f"{round(middle / step) * step:.12g}")) for step in fitting]


def _placement(points: list[tuple[float, float]], messages: list[str], axes: Axes) -> Placement:
    """Place at most 64 of the points, which all lie in the window, in their order."""
    most = int(LIMITS["points"].high)
    if len(points) > most:
        messages = [
            *messages,
            f"{most} of {len(points)} points were used, evenly over {axes[0].name or 'x'}, because no more fit.",
        ]
        points = thin(points, most)
    if together := _merged(points):
        messages = [*messages, f"{_of(together, tuple(points), 'have')} the same x as another after rounding to 0.01."]
    return Placement(Dataset(tuple(x for x, _ in points), tuple(y for _, y in points)), tuple(messages), axes)


def thin(points: Sequence[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """Choose `most` of the points, evenly over x, in their order: each next one is the farthest from those before."""
    inputs = [x for x, _ in points]
    taken = [min(range(len(inputs)), key=inputs.__getitem__)]
    distance = [math.inf] * len(inputs)
    while len(taken) < most:
        last = inputs[taken[-1]]
        distance = [min(d, abs(x - last)) for d, x in zip(distance, inputs, strict=True)]
        distance[taken[-1]] = -1.0
        taken.append(max(range(len(inputs)), key=distance.__getitem__))
    return [points[i] for i in sorted(taken)]
