"""What a page's settings can be: one of a few words, or a number of a range; each reads itself from a link."""

from collections.abc import Mapping
from typing import NamedTuple

from explorer.scene.permalink import Problems, quote


class Choice(NamedTuple):
    """One of a few words; the first is the default."""

    words: tuple[str, ...]

    @property
    def default(self) -> str:
        """What a link that says nothing means."""
        return self.words[0]

    def read(self, key: str, text: str, problems: Problems) -> str:
        """The word that `text` says; of any other the default, with a note."""
        word = text.strip().lower()
        if word in self.words:
            return word
        problems.append(
            f"{key} was {quote(text)}; it must be one of {', '.join(self.words)}, so {self.default} is used."
        )
        return self.default


class Number(NamedTuple):
    """A number from `low` to `high`; whole if the default is written as an int.

    `default_1` is what a link of version 1 means that leaves it unsaid, where that is another number. `is_input` tells
    that the number is an x of the window, which the person may have in units of their own.
    """

    low: float
    high: float
    default: float
    default_1: float | None = None
    is_input: bool = False

    def read(self, key: str, text: str, problems: Problems) -> float:
        """The number that `text` says, clamped into the range, with a note on what had to be mended."""
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if value != value:
            problems.append(f"{key} was {quote(text)}, which is not a number; {self.default:g} is used.")
            return self.default
        used = min(max(value, self.low), self.high)
        used = round(used) if isinstance(self.default, int) else used
        if used != value:
            problems.append(f"{key} was {value:g}; it must be from {self.low:g} to {self.high:g}, so {used:g} is used.")
        return used


Fields = Mapping[str, Choice | Number]
