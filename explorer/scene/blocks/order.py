"""The order of blocks: which of them a skip goes round, and why some orders are no network of infinite width."""

from collections.abc import Sequence
from typing import NamedTuple

from explorer.language import ENGLISH, labels, now
from explorer.scene.blocks.sorts import ACTIVATION, CONV, DENSE, FLATTEN, NORM, POOL, SKIP, WINDOWS, Block

SIDE = 8  # rows and columns of the images


class Fault(NamedTuple):
    """The block at which an order is impossible, counted from 0, and the key of the reason with its values."""

    at: int
    key: str
    values: dict[str, int]

    def reason(self, spoken: str = "") -> str:
        """The reason with what to do, in the language `spoken`, by default that of the moment."""
        return labels("scene/blocks", spoken or now())[self.key].format(**self.values)


class Node(NamedTuple):
    """A block and its position; of a skip also the nodes that it goes round."""

    at: int
    block: Block
    branch: tuple["Node", ...] = ()


class _Impossible(ValueError):  # noqa: N818 (only `fault_of` expects it)
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason(ENGLISH))
        self.fault = fault


def needs_images(blocks: Sequence[Block]) -> bool:
    """True if a block works on the positions of an image, so that inputs without positions do not fit."""
    return any(block.sort in (CONV, POOL) for block in blocks)


def fault_of(blocks: Sequence[Block]) -> Fault | None:
    """The first reason why these blocks are no network, or None."""
    try:
        nodes = nested(blocks)
        if not blocks or blocks[-1].sort != DENSE:
            _refuse(max(len(blocks) - 1, 0), "last")
        side = SIDE if needs_images(blocks) else 0
        _, side = _walk(nodes, "input", side)
        if side:
            _refuse(len(blocks) - 1, "positions")
    except _Impossible as impossible:
        return impossible.fault
    return None


def _refuse(at: int, key: str, **values: int) -> None:
    raise _Impossible(Fault(at, key, values))


def nested(blocks: Sequence[Block]) -> tuple[Node, ...]:
    """The blocks in their order, those that a skip goes round inside of it."""
    nodes: list[Node] = []
    for at, block in enumerate(blocks):
        branch: list[Node] = []
        if block.sort == SKIP:
            count = int(block.get("over"))
            if count > at:
                _refuse(at, "round", count=count, before=at)
            while nodes and nodes[-1].at >= at - count:
                branch.insert(0, nodes.pop())
            if branch and _start(branch[0]) < at - count:
                _refuse(at, "inside")
        nodes.append(Node(at, block, tuple(branch)))
    return tuple(nodes)


def _start(node: Node) -> int:
    """The position of the first block of a node."""
    return _start(node.branch[0]) if node.branch else node.at


def _walk(nodes: Sequence[Node], signal: str, side: int) -> tuple[str, int]:
    """The signal after the nodes, and on how many rows of positions it is, 0 for none."""
    for node in nodes:
        if signal == "normed" and node.block.sort != ACTIVATION:
            _refuse(node.at, "normed_between")
        signal, side = _STEPS[node.block.sort](node, signal, side)
    if signal == "normed":
        _refuse(nodes[-1].at, "normed_after")
    return signal, side


def _dense(_: Node, __: str, side: int) -> tuple[str, int]:
    return "gaussian", side


def _conv(node: Node, _: str, side: int) -> tuple[str, int]:
    size, border = int(node.block.get("size")), node.block.get("border")
    if not side:
        _refuse(node.at, "no_image")
    if border != "valid":
        return "gaussian", side
    if size > side:
        _refuse(node.at, "filter", size=size, side=side)
    return "gaussian", side - size + 1


def _activation(node: Node, signal: str, side: int) -> tuple[str, int]:
    if signal in ("input", "active", "flat"):
        _refuse(node.at, f"activation.{signal}")
    return "active", side


def _norm(node: Node, signal: str, side: int) -> tuple[str, int]:
    if signal != "gaussian":
        _refuse(node.at, "norm")
    return "normed", side


def _pool(node: Node, signal: str, side: int) -> tuple[str, int]:
    how = node.block.get("how")
    if not side:
        _refuse(node.at, "pooled")
    if how == WINDOWS:
        if side < 2:
            _refuse(node.at, "windows")
        return signal, side // 2
    return ("flat" if how == FLATTEN and signal == "gaussian" else signal), 0


def _skip(node: Node, signal: str, side: int) -> tuple[str, int]:
    last = node.branch[-1].block.sort
    if last not in (DENSE, CONV):
        _refuse(node.at, "skip_end")
    after, after_side = _walk(node.branch, signal, side)
    if after_side != side:
        _refuse(node.at, "skip_size")
    return (signal if signal == after else "active"), side


_STEPS = {DENSE: _dense, CONV: _conv, ACTIVATION: _activation, NORM: _norm, POOL: _pool, SKIP: _skip}
