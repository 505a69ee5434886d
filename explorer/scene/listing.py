"""Points and candidates in a link: pairs 'x,y' in a row, and such rows with names."""

from collections.abc import Iterable

from explorer.scene.limits import LIMITS
from explorer.scene.scene import Candidate, Dataset
from explorer.scene.values import Problems, number_of, quote
from explorer.scene.window import snap

_POINT_END, _CANDIDATE_END, _NAME_END = ";", "~", ":"


def write_points(points: Iterable[tuple[float, float]]) -> str:
    """The pairs as text."""
    return _POINT_END.join(f"{x:g},{y:g}" for x, y in points)


def _read_points(key: str, text: str, problems: Problems) -> list[tuple[float, float]]:
    """The pairs 'x,y' that can be read, clamped to the window."""
    points, unread, moved = [], 0, 0
    for piece in filter(None, (piece.strip() for piece in text.split(_POINT_END))):
        numbers = [number for number in map(number_of, piece.split(",")) if number is not None]
        if len(numbers) != 2 or piece.count(",") != 1:
            unread += 1
            continue
        x, y = (min(max(v, LIMITS[axis].low), LIMITS[axis].high) for v, axis in zip(numbers, "xy", strict=True))
        moved += (x, y) != (numbers[0], numbers[1])
        points.append((snap(x), snap(y)))
    if unread:
        problems.append(f"{key}: {_count(unread, 'point')} could not be read and {_was(unread)} left out.")
    if moved:
        problems.append(f"{key}: {_count(moved, 'point')} lay outside the window and {_was(moved)} moved to its edge.")
    return points


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def read_dataset(text: str, problems: Problems) -> Dataset:
    """The points that can be read, as many as fit."""
    points = _read_points("points", text, problems)
    most = int(LIMITS["points"].high)
    if len(points) > most:
        problems.append(f"points: only the first {most} of {len(points)} points were read.")
    return Dataset(tuple(x for x, _ in points[:most]), tuple(y for _, y in points[:most]))


def write_candidates(candidates: tuple[Candidate, ...]) -> str:
    """The candidates as text, each with its name."""
    return _CANDIDATE_END.join(f"{c.name}{_NAME_END}{write_points(zip(c.x, c.y, strict=True))}" for c in candidates)


def read_candidates(text: str, problems: Problems) -> tuple[Candidate, ...]:
    """The candidates that can be read; if an input or a name is repeated, the first counts."""
    most, most_inputs = int(LIMITS["candidates"].high), int(LIMITS["candidate_inputs"].high)
    candidates: dict[str, Candidate] = {}
    for piece in filter(None, text.split(_CANDIDATE_END)):
        name, _, labels = piece.partition(_NAME_END)
        points: dict[float, float] = {}
        for x, y in _read_points(f"ask {quote(name)}", labels, problems):
            points.setdefault(x, y)
        if len(points) > most_inputs:
            problems.append(f"ask {quote(name)}: only the first {most_inputs} inputs are kept.")
        kept = list(points.items())[:most_inputs]
        try:
            candidate = Candidate(name.strip(), tuple(x for x, _ in kept), tuple(y for _, y in kept))
        except ValueError as error:
            problems.append(f"ask {quote(name)} was left out: {error}")
            continue
        if candidate.name in candidates or len(candidates) >= most:
            problems.append(f"ask {quote(name)} was left out: at most {most} candidates fit, with different names.")
            continue
        candidates[candidate.name] = candidate
    return tuple(candidates.values())
