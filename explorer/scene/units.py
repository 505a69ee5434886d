"""The person's own units: maps between coordinates of the window and values of the data, also in the link."""

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.format import number, power_of_ten
from explorer.scene.limits import LIMITS

MAX_NAME = 40
# Wide enough for any data; narrow enough that no value of the window overflows.
MIN_SCALE, MAX_SCALE, MAX_CENTRE = 1e-300, 1e300, 1e300
_LARGEST = 1e300  # of a square
STEP = 0.01  # the window's grid
_RAISED = {1: "", 2: "²"}
_UNIT = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]$")


@dataclass(frozen=True, slots=True)
class Axis:
    """A straight map between the data's values and the window: window = scale · (value − centre).

    ``Axis()`` is the window itself. `name` is what the data call this axis ('time (s)'); '' stands for x or y.
    """

    scale: float = 1.0
    centre: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a scale that is not positive, for values out of range or an unprintable name."""
        scale, centre = float(self.scale), float(self.centre) + 0.0
        if not MIN_SCALE <= scale <= MAX_SCALE:  # also true for NaN
            raise ValueError(f"an Axis's scale must be in [{MIN_SCALE:g}, {MAX_SCALE:g}], got {scale!r}.")
        if not abs(centre) <= MAX_CENTRE:
            raise ValueError(f"an Axis's centre must be in ±{MAX_CENTRE:g}, got {centre!r}.")
        if self.name != clean_name(self.name):
            raise ValueError(f"an Axis's name must be printable and at most {MAX_NAME} long, got {self.name!r}.")
        object.__setattr__(self, "scale", scale)
        object.__setattr__(self, "centre", centre)

    @property
    def is_window(self) -> bool:
        """True when values are coordinates of the window."""
        return (self.scale, self.centre) == (1.0, 0.0)

    @property
    def resolution(self) -> float:
        """The smallest step of a value: 0.01 of the window."""
        return STEP / self.scale

    def to_window(self, value: float) -> float:
        """The position of `value` in the window, not snapped; infinite where floats overflow."""
        return self.scale * (value - self.centre)

    def to_data(self, position: float) -> float:
        """The value at a position in the window, with as many digits as the window's grid resolves."""
        if self.is_window:
            return position
        return round(self.centre + position / self.scale, self.decimals) + 0.0

    def values(self, positions: np.ndarray) -> np.ndarray:
        """The values at positions in the window, not rounded; the same array if units are the window's."""
        return positions if self.is_window else self.centre + np.asarray(positions, np.float64) / self.scale

    def lengths(self, lengths: np.ndarray) -> np.ndarray:
        """Convert lengths in the window (standard deviations, distances) to the units of the data."""
        return lengths if self.scale == 1.0 else np.asarray(lengths, np.float64) / self.scale

    def squares(self, squares: np.ndarray) -> np.ndarray:
        """Convert squares of lengths (variances, losses) to the units of the data."""
        if self.scale == 1.0:
            return squares
        with np.errstate(over="ignore", under="ignore"):
            return np.minimum(np.asarray(squares, np.float64) / self.scale / self.scale, _LARGEST)

    def length(self, length: float) -> float:
        """Convert one length in the window to the units of the data."""
        return length / self.scale

    @property
    def decimals(self) -> int:
        """The number of decimals of a value that the window's grid resolves; negative for tens, hundreds …"""
        return math.ceil(0.7 - math.log10(self.resolution))

    def text(self, position: float) -> str:
        """The value at a position in the window as text, with the digits of `to_data`."""
        return number(position) if self.is_window else _rounded(self.centre + position / self.scale, self.decimals)

    def length_text(self, length: float, form: str = ".3g") -> str:
        """A length in the units of the data as text, '12.3 ft'; a bare number if units are the window's."""
        tail = f" {self.unit}" if self.unit and not self.is_window else ""
        return number(self.length(length), form) + tail

    def noise_text(self, noise_std: float) -> str:
        """The standard deviation of label noise in the units of the data, as text."""
        return self.length_text(noise_std, "g" if self.is_window else ".3g")

    @property
    def distance_text(self) -> str:
        """The formula of the distance from the window's middle in the units of the data: '|x|' or '|x − 14.5|'."""
        zero = self.text(0.0)
        return "|x|" if not self.centre else f"|x + {zero[1:]}|" if zero.startswith("−") else f"|x − {zero}|"

    @property
    def unit(self) -> str:
        """The unit in the name, 'ft' of 'dist (ft)'; '' for none."""
        match = _UNIT.search(self.name)
        return match[1] if match else ""

    def in_unit(self, power: int = 1) -> str:
        """The unit behind a name, for labels 'dist (m)': ' (m)', with `power` 2 ' (m²)' as of a loss; '' for none."""
        if self.is_window or not self.unit:
            return ""
        base = self.unit if power == 1 or self.unit.isalpha() else f"({self.unit})"
        return f" ({base}{_RAISED[power]})"

    @property
    def log_density_shift(self) -> float:
        """The number to add to a log-density per unit of the window to get that per unit of the data, in nats."""
        return math.log(self.scale)


class Units(NamedTuple):
    """The units of both axes."""

    x: Axis
    y: Axis


def _rounded(value: float, decimals: int) -> str:
    """`value` with `decimals` as text, as the browser writes it; with a power of ten where it has many zeros."""
    power = math.floor(math.log10(abs(value))) if value else 0
    if power + decimals < 0:
        return "0"
    if -5 < power < 7 and decimals < 9:
        return _plain(round(value, decimals))
    half_power = int(power / 2)  # divided twice: 10 ** power may be beyond the smallest number
    front = round(value / 10.0**half_power / 10.0 ** (power - half_power), min(12, power + decimals))
    return f"{_plain(front)}·{power_of_ten(power)}"


def _plain(value: float) -> str:
    """The digits of `value`, without '.0' at the end."""
    return repr(float(value) + 0.0).removesuffix(".0").replace("-", "−")


def clean_name(text: str) -> str:
    """`text` as a name for an axis: printable, without spaces at its ends or in a row, at most `MAX_NAME` long."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:MAX_NAME].strip()


WINDOW = Units(Axis(), Axis())


def window_text(x_axis: Axis, y_axis: Axis) -> str:
    """The window's edges in the units of the data: 'speed from 5 to 25, y from −3 to 3'."""
    return ", ".join(
        f"{axis.name or letter} from {axis.text(LIMITS[letter].low)} to {axis.text(LIMITS[letter].high)}"
        for letter, axis in (("x", x_axis), ("y", y_axis))
    )


def write_axis(axis: Axis) -> str:
    """The axis as 'scale,centre,name' for the link."""
    numbers = (repr(number).removesuffix(".0") for number in (axis.scale, axis.centre))
    return ",".join((*numbers, axis.name))


def read_axis(key: str, text: str, problems: list[str]) -> Axis | None:
    """The axis that `text` describes, clamped; None if unreadable. Adds what was changed to `problems`."""
    scale, centre, name = (*text.split(",", 2), "", "")[:3]
    try:
        numbers = float(scale), float(centre)
    except ValueError:
        numbers = (math.nan, math.nan)
    if any(math.isnan(number) for number in numbers) or numbers[0] <= 0:
        problems.append(f"{key} needs a scale above 0, a centre and a name; the window's own units are used.")
        return None
    used = min(max(numbers[0], MIN_SCALE), MAX_SCALE), min(max(numbers[1], -MAX_CENTRE), MAX_CENTRE)
    if used != numbers:
        problems.append(
            f"{key} had a scale or a centre out of range; scale {used[0]:g} and centre {used[1]:g} are used."
        )
    if name != clean_name(name):
        problems.append(f"{key}: the name was too long or contained unprintable letters, so it was shortened.")
    return Axis(*used, clean_name(name))
