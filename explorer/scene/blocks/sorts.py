"""The sorts of blocks and their settings, and the text that stands for a row of them in a link."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from explorer.format import number
from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.values import Problems, number_of, quote, write_number

MOST = 8  # blocks
DENSE, CONV, ACTIVATION, NORM, POOL, SKIP = "dense", "conv", "activation", "norm", "pool", "skip"
FLATTEN, GLOBAL, WINDOWS = "flatten", "gap", "pool2"  # the choices of a pooling block
SIZES, BORDERS = ("1", "3", "5"), ("same", "circular", "valid")
_APART = "~"  # between a word and its numbers


class Choice(NamedTuple):
    """A setting of a block that is one of a few words; the first is the default."""

    name: str
    options: tuple[str, ...]

    @property
    def default(self) -> str:
        """The word of a new block."""
        return self.options[0]


class Amount(NamedTuple):
    """A setting of a block that is a number from `low` to `high`."""

    name: str
    low: float
    high: float
    step: float
    default: float


_SPREADS = (
    Amount("weights", LIMITS["weight_std"].low, LIMITS["weight_std"].high, 0.05, 2**0.5),
    Amount("biases", LIMITS["bias_std"].low, LIMITS["bias_std"].high, 0.05, 0.1),
)
SORTS: Mapping[str, tuple[Choice | Amount, ...]] = {
    CONV: (Choice("size", ("3", "1", "5")), Choice("border", BORDERS), *_SPREADS),
    DENSE: _SPREADS,
    ACTIVATION: (Choice("function", ACTIVATIONS),),
    NORM: (),
    SKIP: (
        Choice("over", tuple(str(i) for i in range(1, MOST))),
        Amount("straight", 0.0, 2.0, 0.05, 1.0),
        Amount("branch", 0.0, 2.0, 0.05, 1.0),
    ),
    POOL: (Choice("how", (GLOBAL, FLATTEN, WINDOWS)),),
}


class Block(NamedTuple):
    """One block: its sort, and the values of its settings in the order of `SORTS`."""

    sort: str
    values: tuple[str | float, ...]

    def get(self, name: str) -> Any:
        """The value of one setting."""
        names = [setting.name for setting in SORTS[self.sort]]
        return self.values[names.index(name)]


def new(sort: str, *values: str | float) -> Block:
    """A block with the first settings given and the others at their defaults."""
    return Block(sort, (*values, *(setting.default for setting in SORTS[sort][len(values) :])))


def checked(sort: Any, values: Any) -> Block:
    """The block that a browser has sent. Raises ValueError for what is no block."""
    if sort not in SORTS or not isinstance(values, Sequence) or len(values) != len(SORTS[sort]):
        raise ValueError(f"{sort!r:.40} with these settings is no block. Reload the page.")
    for setting, value in zip(SORTS[sort], values, strict=True):
        if isinstance(setting, Choice):
            fits = value in setting.options
        else:
            fits = type(value) in (int, float) and setting.low <= value <= setting.high
        if not fits:
            raise ValueError(f"{setting.name} of a block cannot be {value!r:.40}. Choose another value.")
    return Block(sort, tuple(value if isinstance(value, str) else float(value) for value in values))


def write(blocks: Sequence[Block]) -> str:
    """The text of a row of blocks in a link: words with commas between, and numbers where they are no defaults."""
    return ",".join(map(_word, blocks))


def _word(block: Block) -> str:
    chosen = [
        value for setting, value in zip(SORTS[block.sort], block.values, strict=True) if isinstance(setting, Choice)
    ]
    match block.sort:
        case "conv":
            word = f"conv{chosen[0]}" + (f"-{chosen[1]}" if chosen[1] != BORDERS[0] else "")
        case "skip":
            word = f"skip{chosen[0]}"
        case "dense" | "norm":
            word = block.sort
        case _:
            word = str(chosen[0])
    amounts = [(s, v) for s, v in zip(SORTS[block.sort], block.values, strict=True) if isinstance(s, Amount)]
    while amounts and amounts[-1][1] == amounts[-1][0].default:
        amounts.pop()
    return _APART.join([word, *(write_number(float(value)) for _, value in amounts)])


def read(key: str, text: str, problems: Problems) -> tuple[Block, ...]:
    """The row of blocks that `text` names; what is no block is left out, with a note in `problems`."""
    blocks: list[Block] = []
    for position, word in enumerate(text.split(","), start=1):
        block = _read_block(f"{key}, block {position}:", word.strip().lower(), problems)
        if block is not None:
            blocks.append(block)
    if len(blocks) > MOST:
        rest = quote(write(blocks[MOST:]))
        problems.append(f"{key} has {len(blocks)} blocks; the first {MOST} are used, and {rest} is left out.")
    return tuple(blocks[:MOST])


def _read_block(where: str, text: str, problems: Problems) -> Block | None:
    word, *numbers = text.split(_APART)
    named = _NAMED.get(word)
    if named is None:
        problems.append(f"{where} {quote(text)} is no block and was left out.")
        return None
    amounts = [setting for setting in SORTS[named.sort] if isinstance(setting, Amount)]
    if len(numbers) > len(amounts):
        problems.append(f"{where} {quote(text)} has more numbers than the {len(amounts)} of this block.")
    chosen = named.values[: len(named.values) - len(amounts)]
    given = [_amount(where, setting, each, problems) for setting, each in zip(amounts, numbers, strict=False)]
    return new(named.sort, *chosen, *given)


def _amount(where: str, setting: Amount, text: str, problems: Problems) -> float:
    value = number_of(text)
    if value is None or not math.isfinite(value):
        problems.append(f"{where} {setting.name} was {quote(text)}; {number(setting.default, '.4g')} is used.")
        return setting.default
    used = min(max(value, setting.low), setting.high)
    if used != value:
        allowed = f"from {number(setting.low)} to {number(setting.high)}"
        problems.append(f"{where} {setting.name} was {number(value)}; it must be {allowed}, so {number(used)} is used.")
    return used


# The words of a link, each with the block it means.
_NAMED = {
    DENSE: new(DENSE),
    NORM: new(NORM),
    **{f"conv{size}": new(CONV, size) for size in SIZES},
    **{f"conv{size}-{border}": new(CONV, size, border) for size in SIZES for border in BORDERS},
    **{str(phi): new(ACTIVATION, phi) for phi in ACTIVATIONS},
    **{how: new(POOL, how) for how in (FLATTEN, GLOBAL, WINDOWS)},
    **{f"skip{count}": new(SKIP, str(count)) for count in range(1, MOST)},
}
