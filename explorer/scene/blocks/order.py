"""The order of blocks: which of them a skip goes round, and why some orders are no network of infinite width."""

from collections.abc import Sequence
from typing import NamedTuple

from explorer.scene.blocks.sorts import ACTIVATION, CONV, DENSE, FLATTEN, NORM, POOL, SKIP, WINDOWS, Block

SIDE = 8  # rows and columns of the images


class Fault(NamedTuple):
    """The block at which an order is impossible, counted from 0, and the reason with what to do."""

    at: int
    reason: str


class Node(NamedTuple):
    """A block and its position; of a skip also the nodes that it goes round."""

    at: int
    block: Block
    branch: tuple["Node", ...] = ()


class _Impossible(ValueError):  # noqa: N818 (only `fault_of` expects it)
    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.fault = Fault(at, reason)


def needs_images(blocks: Sequence[Block]) -> bool:
    """True if a block works on the positions of an image, so that inputs without positions do not fit."""
    return any(block.sort in (CONV, POOL) for block in blocks)


def fault_of(blocks: Sequence[Block]) -> Fault | None:
    """The first reason why these blocks are no network, or None."""
    try:
        nodes = nested(blocks)
        if not blocks or blocks[-1].sort != DENSE:
            _refuse(max(len(blocks) - 1, 0), "The last block must be Dense: it reads the answer from what came before.")
        side = SIDE if needs_images(blocks) else 0
        _, side = _walk(nodes, "input", side)
        if side:
            _refuse(len(blocks) - 1, "The image still has positions here. Put a Pooling block before the last Dense.")
    except _Impossible as impossible:
        return impossible.fault
    return None


def _refuse(at: int, reason: str) -> None:
    raise _Impossible(at, reason)


def nested(blocks: Sequence[Block]) -> tuple[Node, ...]:
    """The blocks in their order, those that a skip goes round inside of it."""
    nodes: list[Node] = []
    for at, block in enumerate(blocks):
        branch: list[Node] = []
        if block.sort == SKIP:
            count = int(block.get("over"))
            if count > at:
                _refuse(at, f"This skip goes round {count} blocks, but {at} stand before it. Let it go round fewer.")
            while nodes and nodes[-1].at >= at - count:
                branch.insert(0, nodes.pop())
            if branch and _start(branch[0]) < at - count:
                _refuse(at, "This skip starts inside another one. Let it go round all of that skip, or none of it.")
        nodes.append(Node(at, block, tuple(branch)))
    return tuple(nodes)


def _start(node: Node) -> int:
    """The position of the first block of a node."""
    return _start(node.branch[0]) if node.branch else node.at


def _walk(nodes: Sequence[Node], signal: str, side: int) -> tuple[str, int]:
    """The signal after the nodes, and on how many rows of positions it is, 0 for none."""
    for node in nodes:
        if signal == "normed" and node.block.sort != ACTIVATION:
            _refuse(node.at, "After Layer norm must come an Activation. Move Layer norm, or put one between.")
        signal, side = _STEPS[node.block.sort](node, signal, side)
    if signal == "normed":
        _refuse(nodes[-1].at, "After Layer norm must come an Activation. Move Layer norm, or put one after it.")
    return signal, side


def _dense(_: Node, __: str, side: int) -> tuple[str, int]:
    return "gaussian", side


def _conv(node: Node, _: str, side: int) -> tuple[str, int]:
    size, border = int(node.block.get("size")), node.block.get("border")
    if not side:
        _refuse(node.at, "A Convolution needs an image, and none is left here. Move it before flatten or pooling.")
    if border != "valid":
        return "gaussian", side
    if size > side:
        _refuse(node.at, f"This filter is {size} × {size}, and the image only {side} × {side} here. Choose less.")
    return "gaussian", side - size + 1


_BEFORE_PHI = {
    "input": "An Activation cannot come first: the inputs are not random. Put Dense or Convolution before it.",
    "active": "An Activation needs numbers that weights have just made. Put Dense or Convolution before it.",
    "flat": "Flattened positions differ in size, so no Activation may follow. Put it before flatten, or Dense between.",
}
_BEFORE_NORM = "Layer norm must come right after Dense or Convolution: elsewhere the channels' mean is not 0."


def _activation(node: Node, signal: str, side: int) -> tuple[str, int]:
    if signal in _BEFORE_PHI:
        _refuse(node.at, _BEFORE_PHI[signal])
    return "active", side


def _norm(node: Node, signal: str, side: int) -> tuple[str, int]:
    if signal != "gaussian":
        _refuse(node.at, _BEFORE_NORM)
    return "normed", side


def _pool(node: Node, signal: str, side: int) -> tuple[str, int]:
    how = node.block.get("how")
    if not side:
        _refuse(node.at, "Pooling needs an image, and none is left here: an earlier block has pooled or flattened it.")
    if how == WINDOWS:
        if side < 2:
            _refuse(node.at, "Only one position is left here, so there are no windows of 2 × 2. Take the block away.")
        return signal, side // 2
    return ("flat" if how == FLATTEN and signal == "gaussian" else signal), 0


def _skip(node: Node, signal: str, side: int) -> tuple[str, int]:
    last = node.branch[-1].block.sort
    if last not in (DENSE, CONV):
        _refuse(node.at, "What a skip goes round must end in Dense or Convolution. Move the skip, or add such a block.")
    after, after_side = _walk(node.branch, signal, side)
    if after_side != side:
        _refuse(node.at, "A skip must go round blocks that keep the size of the image, so that both sums fit.")
    return (signal if signal == after else "active"), side


_STEPS = {DENSE: _dense, CONV: _conv, ACTIVATION: _activation, NORM: _norm, POOL: _pool, SKIP: _skip}
