"""Makes JSON values of bytes, so that one program of mutations serves hypothesis and atheris alike."""

import math
from typing import Any

SPECIAL = (0, 1, -1, 0.5, math.nan, math.inf, -math.inf, 1e308, 5e-324, 2**63, -(10**40), True, False, None)
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
