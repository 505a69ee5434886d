"""The kernels as typeset formulas with the present numbers in them."""

from typing import NamedTuple

from explorer.format import ENGLISH_SEPARATORS, number, separators
from explorer.language import Phrases
from explorer.studies.prior.numbers.similarity import Layer
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Norm, Skip


class Dual(NamedTuple):
    """The two Gaussian expectations of an activation as LaTeX, for (u, v) of covariance (q, q′; k)."""

    value: str  # E[φ(u)φ(v)]
    slope: str  # E[φ′(u)φ′(v)]


_PIECEWISE = r"\tfrac2\pi\big(\sqrt{qq'-k^2}+k\arcsin c\big)"
_SUMS = {r"\Sigma": "B", r"\Theta": "D"}  # what is added to each kernel of z
PAPERS = Phrases("studies/prior", "papers")  # the source of the expectations, by activation

DUALS: dict[str, Dual] = {
    Activation.RELU: Dual(r"\tfrac12\sqrt{qq'}\;\kappa_1(c)", r"\tfrac12\,\kappa_0(c)"),
    Activation.LEAKY_RELU: Dual(
        rf"0.45^2\cdot{_PIECEWISE}+0.55^2\,k",
        r"0.45^2\cdot\tfrac2\pi\arcsin c+0.55^2",
    ),
    Activation.ABS: Dual(_PIECEWISE, r"\tfrac2\pi\arcsin c"),
    Activation.ERF: Dual(
        r"\tfrac2\pi\arcsin\frac{2k}{\sqrt{(1+2q)(1+2q')}}",
        r"\tfrac4\pi\,\frac1{\sqrt{(1+2q)(1+2q')-4k^2}}",
    ),
    Activation.GELU: Dual(
        r"\tfrac k4+\tfrac1{2\pi}\,k\arctan\tfrac k\delta\\"
        r"&\;+\tfrac1{2\pi}\,\tfrac{k^2+qq'\delta^2}{(1+q)(1+q')\delta}",
        r"\tfrac14+\tfrac1{2\pi}\arctan\tfrac k\delta\\"
        r"&\;+\tfrac k{2\pi\delta}\big(\tfrac1{\delta^2}+\tfrac1{1+q}+\tfrac1{1+q'}\big)",
    ),
    Activation.SIN: Dual(
        r"e^{-(q+q')/2}\sinh k",
        r"e^{-(q+q')/2}\cosh k",
    ),
    Activation.IDENTITY: Dual("k", "1"),
}


def rounded(value: float) -> str:
    """`value` with up to four digits, as LaTeX."""
    mantissa, _, power = _with_sign(f"{value:.4g}").partition("e")
    return rf"{mantissa}\cdot10^{{{int(power)}}}" if power else mantissa


def _with_sign(latex: str) -> str:
    """`latex` with the decimal sign of the language, in braces where it is a comma, so that no space follows."""
    return latex if separators() == ENGLISH_SEPARATORS else latex.replace(".", "{,}")


def arc_cosine() -> str:
    """κ₀ and κ₁ of Cho & Saul (2009)."""
    return (
        r"\begin{aligned}\kappa_0(c)&=\tfrac1\pi\,(\pi-\arccos c)\\"
        r"\kappa_1(c)&=c\,\kappa_0(c)+\tfrac1\pi\sqrt{1-c^2}\end{aligned}"
    )


def one_layer_relu(arch: Architecture) -> str:
    """Both kernels of one hidden ReLU layer in full, with the numbers of `arch` (κ₀, κ₁: `arc_cosine`)."""
    first = _first(arch)
    half_variance = rounded(arch.weight_std**2 / 2)
    return (
        rf"\begin{{aligned}}\Sigma(x,x')&={first}\\"
        r"c&=\frac{\Sigma(x,x')}{\sqrt{\Sigma(x,x)\,\Sigma(x',x')}}\\"
        rf"\mathcal K(x,x')&={rounded(arch.bias_std**2)}\\"
        rf"&\;+{half_variance}\cdot\sqrt{{\Sigma(x,x)\,\Sigma(x',x')}}\;\kappa_1(c)\\"
        rf"\Theta(x,x')&=\mathcal K(x,x')\\&\;+{half_variance}\cdot\Sigma(x,x')\,\kappa_0(c)\end{{aligned}}"
    )


def recursion(arch: Architecture) -> str:
    """The recursion of any depth and activation, with the numbers of `arch`; q, q′, k, c as in `names`."""
    weight, bias, last = rounded(arch.weight_std**2), rounded(arch.bias_std**2), arch.hidden_layers + 1
    return (
        rf"\begin{{aligned}}\Theta^1=\Sigma^1&={_first(arch)}\\"
        rf"\Sigma^{{l+1}}&={bias}+{weight}\;\mathbb E[\varphi\varphi]\\"
        rf"\Theta^{{l+1}}&=\Sigma^{{l+1}}+{weight}\;\mathbb E[\varphi'\varphi']\,\Theta^l\\"
        rf"\mathcal K&=\Sigma^{{{last}}},\quad\Theta=\Theta^{{{last}}}\end{{aligned}}"
    )


def block_recursion(arch: Architecture) -> str:
    """The recursion of a network with skips or layer norm; q, q′, k, c as in `names`."""
    weight, bias, last = rounded(arch.weight_std**2), rounded(arch.bias_std**2), arch.hidden_layers
    skip, scale = ("" if factor == 1.0 else rf"{rounded(factor**2)}\," for factor in arch.factors)
    before = r"\Theta^l/n" if arch.norm == Norm.LAYER else r"\Theta^l"
    if arch.skip == Skip.NONE:
        sums = [r"\Sigma^{l+1}&=B^l,\quad\Theta^{l+1}=D^l"]
    else:
        sums = [rf"{name}^{{l+1}}&={skip}{name}^l+{scale}{branch}^l" for name, branch in _SUMS.items()]
    lines = [
        rf"\Theta^1=\Sigma^1&={_first(arch)}",
        rf"B^l&={bias}+{weight}\;\mathbb E[\varphi\varphi]",
        rf"D^l&=B^l+{weight}\;\mathbb E[\varphi'\varphi']\,{before}",
        *sums,
        rf"\mathcal K&=B^{{{last}}},\quad\Theta=D^{{{last}}}",
    ]
    return r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"


def dual(activation: Activation | str) -> str:
    """The two expectations of the activation."""
    value, slope = map(_with_sign, DUALS[activation])
    return (
        rf"\begin{{aligned}}\mathbb E[\varphi\varphi]&={value}\\"
        rf"\mathbb E[\varphi'\varphi']&={slope}\end{{aligned}}"
    )


def stacked(*formulas: str) -> str:
    """`formulas` stacked into one formula, which is typeset faster than several."""
    return r"\begin{gathered}" + r"\\[3.5ex]".join(formulas) + r"\end{gathered}"


def names(norm: Norm | str = Norm.NONE) -> str:
    """The definitions of q, q′, k and c in the expectations, as LaTeX; layer norm makes both variances 1."""
    if norm == Norm.LAYER:
        return r"n^2=\Sigma^l(x,x)\,\Sigma^l(x',x'),\\[2pt] q=q'=1,\;\; k=c=\Sigma^l(x,x')/n"
    return r"q=\Sigma^l(x,x),\;\; q'=\Sigma^l(x',x'),\\[2pt] k=\Sigma^l(x,x'),\;\; c=\tfrac{k}{\sqrt{qq'}}"


def table(layers: list[Layer], shown: int = 5) -> list[tuple[str, str, str, str]]:
    """Rows (l, c, Σˡ(x, x′), Θˡ(x, x′)); of a deep network the first ones and the last, with a row of dots between."""
    rows = [
        (f"{index}", number(layer.cosine, ".4f"), number(layer.nngp, ".4g"), number(layer.ntk, ".4g"))
        for index, layer in enumerate(layers, 1)
    ]
    return rows if len(rows) <= shown else [*rows[: shown - 2], ("⋮", "", "", ""), rows[-1]]


def _first(arch: Architecture) -> str:
    return rf"{rounded(arch.bias_std**2)}+{rounded(arch.weight_std**2)}\,x\,x'"
