"""Random rows of blocks to try."""

import numpy as np

from explorer.scene.blocks import sorts
from explorer.scene.blocks.sorts import Block, Choice


def random_row(random: np.random.Generator, *, amounts: bool = False) -> tuple[Block, ...]:
    """One to eight blocks in any order, mostly impossible; with `amounts` their numbers are random too."""

    def value(setting):
        if isinstance(setting, Choice):
            return setting.options[random.integers(min(len(setting.options), 4))]
        return float(random.uniform(setting.low, setting.high)) if amounts else setting.default

    names = list(sorts.SORTS)
    chosen = [names[random.integers(len(names))] for _ in range(random.integers(1, sorts.MOST))]
    blocks = [Block(sort, tuple(map(value, sorts.SORTS[sort]))) for sort in chosen]
    return (*blocks, sorts.new("dense")) if random.random() < 0.9 else tuple(blocks)
