"""Decay of a spectrum: measured, and according to theory."""

from enum import StrEnum
from typing import NamedTuple, TypeGuard

import numpy as np

from explorer.studies.eigenmodes.numbers.densities import ON_A_LINE, InputSet, density
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation
from ntkcore.kernels.activations import piecewise_linear
from ntkcore.kernels.layers import Network

FIRST_POWER, LAST_POWER = 20, 60
FIRST_GEOMETRIC = 5
_FEWEST = 4
_EXACT_FROM = 2
_ANALYTIC_KERNELS = (Activation.ERF, Activation.GELU, Activation.SIN)
# ∫ √(p c) dx by the trapezium rule; the Gaussian density's root is 10⁻⁷ of its maximum at ±4.
_LINE = np.linspace(-4.0, 4.0, 8001)


class Law(StrEnum):
    """A law of decay that theory gives."""

    EXACT = "exact"  # every value is known
    TAIL = "tail"  # the power and its constant are known
    POWER = "power"  # the power is known
    GEOMETRIC = "geometric"  # each mode a factor smaller than the one before
    FASTER = "faster"  # faster than any power of k
    FINITE = "finite"  # only finitely many modes
    NONE = "none"  # not known: a finite set of inputs, or a network that no theory here is about


class Theory(NamedTuple):
    """The law that a spectrum follows for large k, with its exponent and values where they are known."""

    law: Law
    exponent: float  # λ ∝ (half-waves)^exponent; NaN if it is no power law
    values: np.ndarray  # (m,) λ for each k of the Spectrum, NaN where theory gives no number


class Decay(NamedTuple):
    """A straight line through log λ for k = first … last, by least squares; NaN for fewer than 4 eigenvalues."""

    first: int
    last: int
    exponent: float  # against the logarithm of the half-waves: λ ∝ (half-waves)^exponent
    factor: float  # against k: each mode is `factor` times the one before
    r_squared: tuple[float, float]  # of the power law, of the geometric law


def half_waves(spectrum: Spectrum) -> np.ndarray:
    """The number of half-waves of each mode: the frequency on the circle; k − 1 on a line, as on a string."""
    return spectrum.order if spectrum.inputs in (InputSet.CIRCLE, InputSet.CUBE) else spectrum.order - 1


def measure(spectrum: Spectrum, law: Law) -> Decay:
    """The decay of the λ above rounding: over k = 20 … 60 if it `is_power`, else from k = 5 on."""
    return _fitted(spectrum, FIRST_POWER if is_power(spectrum, law) else FIRST_GEOMETRIC)


def is_power(spectrum: Spectrum, law: Law) -> bool:
    """Whether the decay is told as a power of k: where `law` is one, and without a law where it fits better."""
    if law is Law.NONE and spectrum.inputs not in (InputSet.TRAINING, InputSet.CUBE):
        power, geometric = _fitted(spectrum, FIRST_POWER).r_squared
        return power > geometric
    return law in (Law.EXACT, Law.TAIL, Law.POWER)


def _fitted(spectrum: Spectrum, first: int) -> Decay:
    """Both fits from k = `first` on."""
    # A symmetry can make every other eigenvalue 0, which has no logarithm.
    kept = spectrum.resolved & (spectrum.order >= first) & (spectrum.order <= LAST_POWER)
    if kept.sum() < _FEWEST:
        return Decay(0, 0, np.nan, np.nan, (np.nan, np.nan))
    logs, k = np.log(spectrum.values[kept]), spectrum.order[kept]
    (slope, good), (rate, straight) = _line(np.log(half_waves(spectrum)[kept]), logs), _line(k, logs)
    return Decay(int(k[0]), int(k[-1]), slope, float(np.exp(rate)), (good, straight))


def _line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope and R² of the least-squares line."""
    slope, start = np.polyfit(x, y, 1)
    spread = float(((y - y.mean()) ** 2).sum())
    return float(slope), 1.0 - float(((y - slope * x - start) ** 2).sum()) / spread if spread else 1.0


def theory(arch: Architecture | Network, spectrum: Spectrum, kernel: str) -> Theory:
    """The law that theory gives for `spectrum` = spectrum.spectrum(arch, …, kernel, …).

    A kernel is as rough as φ makes it. A kink in φ leaves −c|x − x′| in the NTK and |x − x′|³ in the NNGP, and with
    them λ_k ∝ k⁻² and k⁻⁴ in one dimension (Bietti & Bach 2021, thm. 1, for circle and spheres); an analytic φ
    gives analytic kernels and geometric decay (Little & Reade 1984). Both are about an Architecture with one of the
    named activations; of another one, or of layers in another order, nothing is claimed.
    """
    inputs, nothing = spectrum.inputs, np.full(len(spectrum.order), np.nan)
    if inputs in (InputSet.TRAINING, InputSet.CUBE) or not _is_known(arch):
        return Theory(Law.NONE, np.nan, nothing)
    kink = piecewise_linear(Activation(arch.activation))
    if kink is None:
        slow = arch.activation == Activation.SIN or inputs == InputSet.GAUSSIAN
        return Theory(Law.FASTER if slow else Law.GEOMETRIC, np.nan, nothing)
    if kink[0] == 0 or (arch.bias_std == 0 and inputs in ON_A_LINE):
        return Theory(Law.FINITE, np.nan, nothing)
    exponent = -2.0 if kernel == "ntk" else -4.0
    if inputs == InputSet.CIRCLE and arch.bias_std == 0:
        exact = arch.hidden_layers == 1 and arch.activation == Activation.RELU
        values = exact_circle(spectrum.order, kernel) * (arch.weight_std**2 / 2) ** 2 if exact else nothing
        return Theory(Law.EXACT if exact else Law.POWER, exponent, values)
    if kernel == "nngp":
        return Theory(Law.POWER, exponent, nothing)
    k = half_waves(spectrum)
    tail = tail_constant(arch, inputs) / np.maximum(k, 1) ** 2.0
    return Theory(Law.TAIL, exponent, np.where(k >= _EXACT_FROM, tail, np.nan))


def _is_known(arch: Architecture | Network) -> TypeGuard[Architecture]:
    """Whether theory is about this network: a plain one whose φ has kinks or whose kernels are analytic.

    The kernels of tanh are smooth but not analytic at equal inputs: the Hermite coefficients of tanh, whose poles lie
    beside the real line, fall off more slowly than any geometric sequence.
    """
    if type(arch) is not Architecture or not arch.is_plain:
        return False
    phi = Activation(arch.activation)
    return piecewise_linear(phi) is not None or phi in _ANALYTIC_KERNELS


def exact_circle(frequency: np.ndarray, kernel: str) -> np.ndarray:
    r"""Eigenvalues of one hidden ReLU layer without bias at w² = 2 on the circle |x|² = d = 2, uniform density.

    .. math:: NTK: \frac{4(k²+3)}{π²(k²−1)²}, \quad NNGP: \frac{8}{π²(k²−1)²} \quad (k\ even)

    k = 1: 1 and ½; odd k ≥ 3: 0. They are the cosine transforms of 2(κ₁ + uκ₀) and 2κ₁ (Bietti & Mairal 2019,
    §3.2, for spheres); other w multiply them by (w²/2)².
    """
    k = np.asarray(frequency, dtype=np.float64)
    even = np.where(k % 2 == 0, k, 0.0)
    top = 4.0 * (even**2 + 3.0) if kernel == "ntk" else 8.0
    values = top / (np.pi**2 * (even**2 - 1.0) ** 2)
    return np.where(k % 2 == 0, values, np.where(k == 1, 1.0 if kernel == "ntk" else 0.5, 0.0))


def tail_constant(arch: Architecture, inputs: InputSet) -> float:
    r"""C in λ ~ C/h², h half-waves, for the NTK of a piecewise linear φ with bias.

    Near x = x′ the kernel is −c(x)|x − x′| + smoother, and differentiating the eigenvalue equation twice gives
    λ f″ = −2 c p f + …, a string of density 2cp/λ (Courant & Hilbert 1953, ch. VI §4). Its number of half-waves is
    (1/π) ∫ √(2cp/λ) dx, so that

    .. math:: λ_h ~ \frac{2}{π²h²} \Big(∫ \sqrt{p(x) c(x)} dx\Big)²

    For the uniform density on [−a, a] and one hidden layer of ReLU, c = w³b/2π and C = 4ac/π². On the circle, which
    is 2π long and where frequency h is 2h half-waves, C = c/π with c per radian.
    """
    if inputs == InputSet.CIRCLE:
        return float(_corner(arch, np.zeros(1), circle=True)[0]) / np.pi
    root = np.sqrt(density(inputs, _LINE) * _corner(arch, _LINE, circle=False))
    return float(2.0 / np.pi**2 * np.trapezoid(root, _LINE) ** 2)


def _corner(arch: Architecture, x: np.ndarray, *, circle: bool) -> np.ndarray:
    """c(x) ≥ 0 in Θ(x, x′) = … − c(x)|x − x′|, or per radian on the circle, where x is ignored.

    φ = α|z| + βz has E[φ′φ′] = m − fθ with m = α² + β², f = 2α²/π and θ the angle of the pre-activations; and up to
    θ², E[φφ] = m q12. So Σˡ ≈ A + B x·x′/d with A ← b² + w²m A, B ← w²m B, and θ ≈ √(AB)/q |x − x′| with
    q = A + B x² (on the circle √(B/q) per radian). Hence c ← w²m c + w²f (θ/|x − x′|) Θˡ(x, x) from c = 0.
    """
    kink = piecewise_linear(Activation(arch.activation))
    if kink is None:
        raise ValueError(f"a corner needs a piecewise linear activation, got {arch.activation}. Try 'relu'.")
    weight, bias = arch.weight_std**2, arch.bias_std**2
    middle, jump = weight * (kink[0] ** 2 + kink[1] ** 2), weight * 2 * kink[0] ** 2 / np.pi
    square = np.ones_like(x) if circle else x**2
    a, b = bias, weight
    theta_kernel, corner = a + b * square, np.zeros_like(x)
    for _ in range(arch.hidden_layers):
        q = a + b * square
        angle = np.sqrt(b / q) if circle else np.sqrt(a * b) / q
        corner = middle * corner + jump * angle * theta_kernel
        a, b = bias + middle * a, middle * b
        theta_kernel = a + b * square + middle * theta_kernel
    return corner
