"""Makes JSON values of bytes, so that one program of mutations serves hypothesis and atheris alike."""

import math
from collections.abc import Iterable
from typing import Any

SPECIAL = (0, 1, -1, 0.5, math.nan, math.inf, -math.inf, 1e308, 5e-324, 2**63, -(10**40), True, False, None)
NAMES = (  # words that mean something in what our components and rooms send
    *(
        "type",
        "edit",
        "noise",
        "undo",
        "redo",
        "swap",
        "open",
        "clear",
        "preset",
        "points",
        "candidates",
        "name",
        "pin",
    ),
    *(
        "slice_x",
        "noise_std",
        "network",
        "activation",
        "relu",
        "hidden_layers",
        "weight_std",
        "bias_std",
        "prior",
        "nngp",
    ),
    *("beside", "time", "link", "v=3&layers=4", "values", "seq", "session", "list", "events", "step", "go", "lesson"),
    *("again", "page", "next", "guess", "code", "id", "method", "path", "/ABCDE/guess", "/ABCDE/act", "bearer", "body"),
    *("action", "reveal", "round", "scene", "question", "answer", "label", "inputs", "options", "blocks", "seed", "A"),
)
MOST_TOLD = 20_000  # letters of all messages about one input
_MOST_DEPTH = 5
_LONG = 3000


class Bytes:
    """Takes decisions from bytes, one after the other; at their end all decisions are the first."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def number(self, most: int) -> int:
        """A whole number from 0 to `most` (at most 255)."""
        if self._at >= len(self._data):
            return 0
        self._at += 1
        return self._data[self._at - 1] % (most + 1)

    def one_of(self, choices: Any) -> Any:
        """One of the choices."""
        return choices[self.number(min(255, len(choices) - 1))]

    def text(self) -> str:
        """Some of the bytes as text."""
        count = self.number(24)
        piece = self._data[self._at : self._at + count]
        self._at += len(piece)
        return piece.decode("utf-8", errors="replace")

    def value(self, names: tuple[str, ...], depth: int = 0) -> Any:
        """A JSON value; `names` are words that mean something where it goes."""
        match self.number(9 if depth < _MOST_DEPTH else 4):
            case 0:
                return self.one_of(SPECIAL)
            case 1:
                return self.number(200) / 100 - 1.0
            case 2:
                return self.one_of(names)
            case 3:
                return self.text()
            case 4:
                return self.one_of(("x" * _LONG, [0] * _LONG, "[" * _LONG, "9" * 5000, [[0.5, 0.5]] * _LONG, 10**4000))
            case 5 | 6:
                return [self.value(names, depth + 1) for _ in range(self.number(8))]
        return {self.one_of(names): self.value(names, depth + 1) for _ in range(self.number(8))}


def are_brief(told: Iterable[str]) -> None:
    """Fail unless all is text and short enough to be read."""
    messages = list(told)
    assert all(isinstance(message, str) for message in messages)
    assert sum(map(len, messages)) <= MOST_TOLD, sum(map(len, messages))
