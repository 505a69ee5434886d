"""The kernels of a row of blocks as typeset formulas, with the numbers of its blocks in them."""

from collections.abc import Iterator

from explorer.scene.blocks.order import Node, needs_images, nested
from explorer.scene.blocks.sorts import CONV, FLATTEN, GLOBAL, WINDOWS, Block
from explorer.studies.prior.numbers.formulas import rounded

_TOP, _NEXT, _END = r"\begin{aligned}", r"\\[4pt]", r"\end{aligned}"
_THETA = r"\Theta"
_MEANS = {GLOBAL: "p,p'", FLATTEN: "p=p'", WINDOWS: r"2\times2"}


def recursion(blocks: tuple[Block, ...]) -> str:
    """K and Θ after each block from those before it, as LaTeX; the raised number is that of the block.

    Of images both depend on two positions p and p′, which are not written: K⁰ is x_p·x′_p′ per channel.
    """
    start = r"K^0=x_p\cdot x'_{p'}" if needs_images(blocks) else r"K^0=\tfrac1d\,x\cdot x'"
    first = start.replace("=", "&=", 1) + r",\quad\Theta^0=0"
    return _TOP + _NEXT.join([first, *_lines(nested(blocks), "0")]) + _END


def _lines(nodes: tuple[Node, ...], before: str) -> Iterator[str]:
    for node in nodes:
        if node.branch:
            yield from _lines(node.branch, before)
        last = f"{node.branch[-1].at + 1}" if node.branch else before
        yield from _block(node.block, f"{node.at + 1}", before, last)
        before = f"{node.at + 1}"


def _block(block: Block, after: str, before: str, last: str) -> Iterator[str]:
    k, theta, k0, theta0 = (rf"{letter}^{{{at}}}" for at in (after, before) for letter in ("K", _THETA))
    match block.sort:
        case "dense" | "conv":
            weight, bias = (float(each) ** 2 for each in block.values[-2:])
            if block.sort == CONV and block.get("size") != "1":
                k0, theta0 = (rf"\langle {each}\rangle_{{\delta}}" for each in (k0, theta0))
            yield rf"{k}&={rounded(bias) + '+' if bias else ''}{_times(weight, k0)}"
            yield rf"{theta}&={k}+{_times(weight, theta0)}"
        case "activation":
            phi = rf"\varphi_{{{after}}}"
            yield rf"{k}&=\mathbb E_{{{k0}}}[{phi}(u)\,{phi}(v)]"
            yield rf"{theta}&=\mathbb E_{{{k0}}}[{phi}'(u)\,{phi}'(v)]\;{theta0}"
        case "norm":
            size = rf"\sqrt{{{k0}_{{xx}}\,{k0}_{{x'x'}}}}"
            yield rf"{k}&={k0}/{size}"
            yield rf"{theta}&={theta0}/{size}"
        case "skip":
            straight, branch = (float(each) ** 2 for each in block.values[1:])
            yield rf"{k}&={_times(straight, k0)}+{_times(branch, f'K^{{{last}}}')}"
            yield rf"{theta}&={_times(straight, theta0)}+{_times(branch, rf'{_THETA}^{{{last}}}')}"
        case _:
            mean = rf"\operatorname{{mean}}_{{{_MEANS[str(block.values[0])]}}}"
            yield rf"{k}&={mean}\,{k0}"
            yield rf"{theta}&={mean}\,{theta0}"


def _times(factor: float, symbol: str) -> str:
    return symbol if factor == 1.0 else rf"{rounded(factor)}\,{symbol}"
