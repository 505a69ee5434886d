"""The kernels of a row of blocks as typeset formulas, with the numbers of its blocks in them."""

from collections.abc import Iterator

from explorer.scene.blocks.order import Node, needs_images, nested
from explorer.scene.blocks.sorts import CONV, FLATTEN, WINDOWS, Block
from explorer.studies.prior.numbers.formulas import rounded

_TOP, _NEXT, _END = r"\begin{aligned}", r"\\[4pt]", r"\end{aligned}"
_AT, _SHIFTED = r"(p,p')", r"(p{+}\delta,p'{+}\delta)"


def recursion(blocks: tuple[Block, ...]) -> str:
    """K and Θ after each block from those before it: of two images at positions p and p′, or of two inputs.

    Lines of LaTeX; K⁰ is x·x′ per channel, Θ⁰ = 0. The number above is that of the block.
    """
    at = _AT if needs_images(blocks) else ""
    start = rf"K^0{at}&=x_p\!\cdot x'_{{p'}}" if at else r"K^0&=\tfrac1d\,x\cdot x'"
    lines = [rf"{start},\quad\Theta^0=0", *_lines(nested(blocks), "0", at)]
    return _TOP + _NEXT.join(lines) + _END


def _lines(nodes: tuple[Node, ...], before: str, at: str) -> Iterator[str]:
    for node in nodes:
        after = f"{node.at + 1}"
        if node.branch:
            yield from _lines(node.branch, before, at)
        last = f"{node.branch[-1].at + 1}" if node.branch else before
        at = _positions_after(node.block, at)
        yield from _block(node.block, after, before, last, at)
        before = after


def _positions_after(block: Block, at: str) -> str:
    """The positions that K has after the block: none after flatten and global pooling."""
    return "" if block.sort == "pool" and block.values[0] != WINDOWS else at


def _block(block: Block, after: str, before: str, last: str, at: str) -> Iterator[str]:
    k, theta = f"K^{{{after}}}{at}", rf"\Theta^{{{after}}}{at}"
    match block.sort:
        case "dense" | "conv":
            weight, bias = (rounded(float(each) ** 2) for each in block.values[-2:])
            mean, there = "", at
            if block.sort == CONV and block.get("size") != "1":
                taps = int(block.get("size")) ** 2
                mean, there = rf"\tfrac1{{{taps}}}\textstyle\sum_\delta ", _SHIFTED
            yield rf"{k}&={bias}+{weight}\,{mean}K^{{{before}}}{there}"
            yield rf"{theta}&=K^{{{after}}}{at}+{weight}\,{mean}\Theta^{{{before}}}{there}"
        case "activation":
            yield rf"{k}&=\mathbb E[\varphi(u)\,\varphi(v)],\;\;(u,v)\sim\mathcal N(0,K^{{{before}}}{at})"
            yield rf"{theta}&=\mathbb E[\varphi'(u)\,\varphi'(v)]\;\Theta^{{{before}}}{at}"
        case "norm":
            size = rf"\sqrt{{K^{{{before}}}_{{xx}}K^{{{before}}}_{{x'x'}}}}"
            yield rf"{k}&=K^{{{before}}}{at}/{size},\quad {theta}=\Theta^{{{before}}}{at}/{size}"
        case "skip":
            straight, branch = (rounded(float(each) ** 2) for each in block.values[1:])
            yield rf"{k}&={straight}\,K^{{{before}}}{at}+{branch}\,K^{{{last}}}{at}"
            yield rf"{theta}&={straight}\,\Theta^{{{before}}}{at}+{branch}\,\Theta^{{{last}}}{at}"
        case "pool":
            yield from _pooled(str(block.values[0]), k, theta, before)


def _pooled(how: str, k: str, theta: str, before: str) -> Iterator[str]:
    if how == FLATTEN:
        mean, there = r"\operatorname{mean}_p\,", "(p,p)"
    elif how == WINDOWS:
        mean, there = r"\operatorname{mean}_{q,q'}\,", "(2p{+}q,2p'{+}q')"
    else:
        mean, there = r"\operatorname{mean}_{p,p'}\,", "(p,p')"
    yield rf"{k}&={mean}K^{{{before}}}{there}"
    yield rf"{theta}&={mean}\Theta^{{{before}}}{there}"
