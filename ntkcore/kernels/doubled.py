"""Arithmetic of about 31 digits on numpy's arrays: each number is the sum of two floats, a large and a small one.

Dekker (1971), "A floating-point technique for extending the available precision"; Hida, Li & Bailey (2001).
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

_SPLITTER = 2.0**27 + 1.0
_HALVINGS, _ROOTS = 4, 6  # of the arguments of sin and exp, before their series
_FLOAT_TERMS = 6  # from this term on a series needs no more digits than a float has


@dataclass(frozen=True, slots=True, eq=False)
class Doubled:
    """The numbers `high` + `low`, with |low| at most half a unit in the last place of |high|."""

    high: Any
    low: Any

    # numpy's arrays on the left of an operator leave it to this class.
    __array_ufunc__ = None

    @staticmethod
    def of(value: Any) -> "Doubled":
        """Floats as they are."""
        if isinstance(value, Doubled):
            return value
        value = np.asarray(value, dtype=np.float64)
        return Doubled(value, np.zeros_like(value))

    def __add__(self, other: Any) -> "Doubled":
        """The sum, to 1e-32 of |self| + |other|."""
        other = Doubled.of(other)
        total, lost = _two_sum(self.high, other.high)
        return _renormed(total, lost + (self.low + other.low))

    def __neg__(self) -> "Doubled":
        """The opposite numbers."""
        return Doubled(-self.high, -self.low)

    def __sub__(self, other: Any) -> "Doubled":
        """The difference, to 1e-32 of |self| + |other|."""
        return self + -Doubled.of(other)

    def __rsub__(self, other: Any) -> "Doubled":
        """The difference from a float."""
        return -self + other

    def __mul__(self, other: Any) -> "Doubled":
        """The product."""
        other = Doubled.of(other)
        product, lost = _two_product(self.high, other.high)
        return _renormed(product, lost + (self.high * other.low + self.low * other.high))

    def __truediv__(self, other: Any) -> "Doubled":
        """The quotient."""
        other = Doubled.of(other)
        first = self.high / other.high
        return _renormed(first, (self - other * first).high / other.high)

    __radd__, __rmul__ = __add__, __mul__

    def __getitem__(self, index: Any) -> "Doubled":
        """Entries, as of an array."""
        return Doubled(self.high[index], self.low[index])

    @property
    def shape(self) -> tuple[int, ...]:
        """As of an array."""
        return self.high.shape

    def scaled(self, power: float) -> "Doubled":
        """The product with a power of two, which is exact."""
        return Doubled(self.high * power, self.low * power)

    def sqrt(self) -> "Doubled":
        """Square roots; 0 of what is not positive."""
        positive = self.high > 0
        safe = Doubled(np.where(positive, self.high, 1.0), np.where(positive, self.low, 0.0))
        first = np.sqrt(safe.high)
        root = _renormed(first, (safe - Doubled(*_two_product(first, first))).high / (2.0 * first))
        return root.where(positive)

    def where(self, condition: Any, other: float = 0.0) -> "Doubled":
        """The numbers, or `other` where the condition does not hold."""
        return Doubled(np.where(condition, self.high, other), np.where(condition, self.low, 0.0))

    def total(self, axes: tuple[int, ...]) -> "Doubled":
        """Sums over axes, which are left out."""
        high, low = (np.moveaxis(h, axes, range(len(axes))) for h in (self.high, self.low))
        shape = -1, *high.shape[len(axes) :]
        terms = Doubled(high.reshape(shape), low.reshape(shape))
        while (count := len(terms.high)) > 1:
            middle = count // 2
            sums, rest = terms[:middle] + terms[middle : 2 * middle], terms[2 * middle :]
            terms = Doubled(*(np.concatenate(h) for h in ((sums.high, rest.high), (sums.low, rest.low))))
        return terms[0]


def _two_sum(a: Any, b: Any) -> tuple[Any, Any]:
    """a + b as a float, and what rounding took from it (Knuth)."""
    total = a + b
    added = total - a
    return total, (a - (total - added)) + (b - added)


def _renormed(high: Any, low: Any) -> Doubled:
    total = high + low
    return Doubled(total, low - (total - high))


def _split(a: Any) -> tuple[Any, Any]:
    """Two floats of 26 digits with the sum a."""
    shifted = _SPLITTER * a
    high = shifted - (shifted - a)
    return high, a - high


def _two_product(a: Any, b: Any) -> tuple[Any, Any]:
    """a b as a float, and what rounding took from it (Dekker)."""
    product = a * b
    (a1, a2), (b1, b2) = _split(a), _split(b)
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


PI = Doubled(math.pi, 1.2246467991473532e-16)
_LOG_2 = Doubled(math.log(2.0), 2.3190468138462996e-17)


def _series(z: Doubled, divisors: list[float]) -> Doubled:
    """1 + z/d0 (1 + z/d1 (1 + …)) with the `divisors` d."""
    tail = np.ones_like(z.high)
    for divisor in divisors[: _FLOAT_TERMS - 1 : -1]:
        tail = 1.0 + tail * z.high / divisor
    result = Doubled.of(tail)
    for divisor in divisors[_FLOAT_TERMS - 1 :: -1]:
        result = z * result / divisor + 1.0
    return result


def arctan2(y: Doubled, x: Doubled) -> Doubled:
    """The angle of (x, y), 0 of (0, 0); by one step of Newton's from the angle in floats."""
    angle = np.arctan2(y.high, x.high)
    # sin(angle/16) by its series, then four times sin 2a = 2 sin a cos a and cos 2a = 1 − 2 sin² a.
    small = Doubled.of(angle * 2.0**-_HALVINGS)
    square = small * small
    sine = small * _series(-square, [2.0 * k * (2.0 * k + 1.0) for k in range(1, 12)])
    cosine = (1.0 - sine * sine).sqrt()
    for _ in range(_HALVINGS):
        sine, cosine = (sine * cosine).scaled(2.0), 1.0 - (sine * sine).scaled(2.0)
    size = x.high * cosine.high + y.high * sine.high
    step = (y * cosine - x * sine).high / np.where(size > 0, size, 1.0)
    return Doubled.of(angle) + step


def exp(x: Doubled) -> Doubled:
    """e^x of x ≤ 0, to 1e-30 of 1."""
    power = np.round(np.maximum(x.high, -700.0) / math.log(2.0))
    rest = (Doubled(np.maximum(x.high, -700.0), x.low) - _LOG_2 * power).scaled(2.0**-_ROOTS)
    less = rest * _series(rest, [float(n) for n in range(2, 14)])  # e^rest − 1
    for _ in range(_ROOTS):
        less = less.scaled(2.0) + less * less
    factor = np.ldexp(1.0, power.astype(int))
    return (less + 1.0).scaled(factor)
