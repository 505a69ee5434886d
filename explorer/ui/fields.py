"""Fields of a page's settings: a choice of a few words, a number in a range, bits, a text; read from a link."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.values import Problems, quote

phrase = phrases_of("ui")


class Choice(NamedTuple):
    """A setting with a few values, each a word in the link; the first is the default."""

    words: tuple[str, ...]

    @property
    def default(self) -> str:
        """The value of a link without this setting."""
        return self.words[0]

    def read(self, key: str, text: str, problems: Problems) -> str:
        """The value that `text` names; for any other text the default, with a note in `problems`."""
        word = text.strip().lower()
        if word in self.words:
            return word
        problems.append(
            phrase("field.choice", key=key, text=quote(text), words=", ".join(self.words), used=self.default)
        )
        return self.default


class Number(NamedTuple):
    """A setting that is a number from `low` to `high`; a whole number if the default is an int.

    `default_1` is the default in links of version 1, where it differs. `is_input`: the number is an x of the window,
    which the person may see in units of their own.
    """

    low: float
    high: float
    default: float
    default_1: float | None = None
    is_input: bool = False

    def read(self, key: str, text: str, problems: Problems) -> float:
        """The number in `text`, clamped into the range; repairs are noted in `problems`."""
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if value != value:
            problems.append(phrase("field.no_number", key=key, text=quote(text), used=number(self.default)))
            return self.default
        used = min(max(value, self.low), self.high)
        used = round(used) if isinstance(self.default, int) else used
        if used != value:
            low, high = number(self.low), number(self.high)
            problems.append(phrase("field.range", key=key, value=number(value), low=low, high=high, used=number(used)))
        return used


class Bits(NamedTuple):
    """A setting that is a row of 0 and 1, '0110…', of one of the `lengths`."""

    lengths: tuple[int, ...]
    default: str

    def read(self, key: str, text: str, problems: Problems) -> str:
        """The row in `text`; for any other text the default, with a note in `problems`."""
        row = text.strip()
        if len(row) in self.lengths and not set(row) - {"0", "1"}:
            return row
        lengths = phrase("or").join(map(str, self.lengths))
        problems.append(phrase("field.bits", key=key, text=quote(text), lengths=lengths, used=self.default))
        return self.default


class Text(NamedTuple):
    """A setting with a grammar of its own: `repair` returns what is valid in a text and notes the rest."""

    default: str
    repair: Callable[[str, str, Problems], str]  # from key, text and problems

    def read(self, key: str, text: str, problems: Problems) -> str:
        """The valid text; repairs are noted in `problems`."""
        return self.repair(key, text, problems)


Fields = Mapping[str, Bits | Choice | Number | Text]
