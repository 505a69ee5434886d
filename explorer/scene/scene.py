"""A Scene is everything in one link: the network, the data, the labels asked about, and how they are viewed."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from explorer.scene.limits import ACTIVATIONS, LIMITS, check_limit
from explorer.scene.units import Axis, Units
from explorer.scene.window import snap
from ntkcore.architecture import Architecture
from ntkcore.checks import as_distribution
from ntkcore.choices import Distribution


def _coordinates(x: Iterable[float], y: Iterable[float], what: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Check both coordinates against LIMITS and snap them. Raises ValueError."""
    xs = tuple(snap(check_limit("x", value)) for value in x)
    ys = tuple(snap(check_limit("y", value)) for value in y)
    if len(xs) != len(ys):
        raise ValueError(f"{what} needs as many y as x, got {len(xs)} x and {len(ys)} y. Give one y for each x.")
    return xs, ys


@dataclass(frozen=True, slots=True)
class Dataset:
    """Training points (xᵢ, yᵢ), in the order in which they were placed, snapped to 0.01; at most 64."""

    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for values outside LIMITS, unequal lengths or too many points."""
        x, y = _coordinates(self.x, self.y, "a Dataset")
        if len(x) > LIMITS["points"].high:
            raise ValueError(f"a Dataset can have at most {LIMITS['points'].high} points, got {len(x)}. Remove some.")
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "y", y)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A labelling of one or more test inputs: 'a star at (0.3, 1.2)', or 'hypothesis B at five inputs'.

    Inputs are kept in ascending order; two candidates can be compared when their `x` are equal.
    """

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]

    def __post_init__(self) -> None:
        """Raises ValueError for a bad name, values outside LIMITS, unequal lengths or a repeated input."""
        name = str(self.name).strip()
        if not (1 <= len(name) <= 16 and name.isascii() and name.replace(" ", "").replace("_", "").isalnum()):
            raise ValueError(
                f"a Candidate's name must be 1 to 16 letters, digits, spaces or '_', got {name!r}. Try 'A'."
            )
        x, y = _coordinates(self.x, self.y, f"candidate {name}")
        low, high, _ = LIMITS["candidate_inputs"]
        if not low <= len(x) <= high:
            raise ValueError(f"candidate {name} must label {low} to {high} inputs, got {len(x)}.")
        if len(set(x)) != len(x):
            raise ValueError(f"candidate {name} labels an input twice: {x}. Give each input one label.")
        pairs = sorted(zip(x, y, strict=True))
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "x", tuple(pair[0] for pair in pairs))
        object.__setattr__(self, "y", tuple(pair[1] for pair in pairs))


_WINDOW = Axis()


def _ask(x: float, *labels: float) -> tuple[Candidate, ...]:
    """Candidates A, B, … at the one input x."""
    return tuple(Candidate(name, (x,), (y,)) for name, y in zip("ABCDEF", labels, strict=False))


# Networks that differ visibly after training: the standard deviation reaches 0.8 in the gap between the points.
_FIRST_NETWORK = Architecture(weight_std=2.0, bias_std=1.0)
_FIRST_POINTS = Dataset((-1.1, -0.8, -0.5, 0.6, 0.9), (-0.8, 0.3, 1.0, -0.6, 0.7))
_FIRST_LABELS = _ask(0.1, 1.3, 0.2)


class Root(StrEnum):
    """The root S of a kernel K = S Sᵀ that turns frozen normals z into sample functions S z.

    Links of versions 1 and 2 show samples of the symmetric root, which costs an eigendecomposition; as long as their
    network and seed stay, they keep these. A change of either moves on to the triangular root, which server and browser
    both compute while a setting is being moved. The two roots give different functions of the same distribution.
    """

    TRIANGULAR = "triangular"
    SYMMETRIC = "symmetric"


class Origin(NamedTuple):
    """The texts of x and y at the middle of the window."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Pin:
    """Points, networks and noise that a person has pinned to compare the scene with. The rest is the scene's.

    `beside`: where there is room it is drawn in a chart beside the scene's, on the scene's points; otherwise it is a
    dashed curve in the scene's chart.
    """

    architecture: Architecture
    dataset: Dataset
    prior: Distribution | str
    noise_std: float
    time: float
    beside: bool = False

    @classmethod
    def of(cls, scene: "Scene", *, beside: bool = False) -> "Pin":
        """The pin of what `scene` shows."""
        return cls(scene.architecture, scene.dataset, scene.prior, scene.noise_std, scene.time, beside)

    def on(self, scene: "Scene") -> "Scene":
        """The pinned scene, with seed, candidates, slice and units of `scene`. Raises ValueError as `Scene` does."""
        return replace(
            scene,
            architecture=self.architecture,
            dataset=self.dataset,
            prior=self.prior,
            noise_std=self.noise_std,
            time=self.time,
            pin=None,
        )

    def drawn(self, scene: "Scene") -> "Scene":
        """The pinned scene as it is drawn: on the points of `scene` if it has a chart of its own, else on its own."""
        pinned = self.on(scene)
        return replace(pinned, dataset=scene.dataset) if self.beside else pinned


@dataclass(frozen=True, slots=True)
class Scene:
    """The content of a link. ``Scene()`` is the first picture that a newcomer sees.

    A change of a default needs a new version of the link (`permalink`): old links keep the old defaults.
    `time` is the training time t of the gradient flow of ½Σ(f − y)² (used by the 'ensemble' prior only);
    `slice_x` is the x₀ of the kernel slice k(x₀, ·); `seed` and `root` fix the sample functions. `x_axis` and `y_axis`
    give the person's own units: all other numbers are coordinates of the window. `pin` is compared with the scene.
    """

    architecture: Architecture = _FIRST_NETWORK
    dataset: Dataset = _FIRST_POINTS
    candidates: tuple[Candidate, ...] = _FIRST_LABELS
    prior: Distribution | str = Distribution.ENSEMBLE  # a Distribution once constructed
    noise_std: float = 0.0
    time: float = math.inf
    slice_x: float = 0.0
    seed: int = 0
    root: Root = Root.TRIANGULAR
    x_axis: Axis = _WINDOW
    y_axis: Axis = _WINDOW
    pin: Pin | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for values outside LIMITS, too many candidates or a repeated name, also of the pin."""
        if self.architecture.activation not in ACTIVATIONS:
            choices = ", ".join(ACTIVATIONS)
            raise ValueError(f"a Scene's activation must be one of {choices}, got {self.architecture.activation!s}.")
        for name in ("hidden_layers", "weight_std", "bias_std"):
            check_limit(name, getattr(self.architecture, name))
        object.__setattr__(self, "prior", as_distribution(self.prior))
        candidates = tuple(self.candidates)
        names = [candidate.name for candidate in candidates]
        if len(names) > LIMITS["candidates"].high:
            raise ValueError(f"a Scene can have at most {LIMITS['candidates'].high} candidates, got {len(names)}.")
        if len(set(names)) != len(names):
            raise ValueError(f"candidates need different names, got {', '.join(names)}. Rename one.")
        object.__setattr__(self, "candidates", candidates)
        object.__setattr__(self, "noise_std", check_limit("noise_std", self.noise_std))
        object.__setattr__(self, "time", check_limit("time", self.time))
        object.__setattr__(self, "slice_x", snap(check_limit("x", self.slice_x)))
        object.__setattr__(self, "seed", check_limit("seed", self.seed))
        object.__setattr__(self, "root", Root(self.root))
        if self.pin is not None:
            object.__setattr__(self, "pin", Pin.of(self.pin.on(self), beside=bool(self.pin.beside)))

    def candidates_by_input(self) -> dict[tuple[float, ...], list[Candidate]]:
        """The candidates by their inputs, in the order in which the inputs first appear."""
        groups: dict[tuple[float, ...], list[Candidate]] = {}
        for candidate in self.candidates:
            groups.setdefault(candidate.x, []).append(candidate)
        return groups

    @property
    def units(self) -> Units:
        """The person's own units of both axes."""
        return Units(self.x_axis, self.y_axis)

    @property
    def origin(self) -> Origin:
        """The window's point (0, 0) in the person's units, as texts: every network without bias passes through it."""
        return Origin(self.x_axis.text(0.0), self.y_axis.text(0.0))

    def with_preset(self, name: str) -> "Scene":
        """This scene with the points and candidates of ``PRESETS[name]``, in window units; the network is kept."""
        dataset, candidates = PRESETS[name]
        return replace(self, dataset=dataset, candidates=candidates, x_axis=_WINDOW, y_axis=_WINDOW)

    def swapped(self) -> "Scene":
        """The pinned scene, with this one pinned to it. Raises ValueError if nothing is pinned.

        Another network has samples of the triangular root: see Root.
        """
        if self.pin is None:
            raise ValueError("nothing is pinned that could be swapped. Press Compare first.")
        root = self.root if self.pin.architecture == self.architecture else Root.TRIANGULAR
        return replace(self.pin.on(self), root=root, pin=Pin.of(self, beside=self.pin.beside))


_SINE_X = tuple(snap(-1.2 + 0.3 * i) for i in range(9))
_GAP_X = (-1.3, -1.1, -0.9, -0.7, 0.7, 0.9, 1.1, 1.3)
_CLUSTER_X = (-1.0, -0.9, -0.8, -0.7, 0.7, 0.8, 0.9, 1.0)

# Names are shown on the thumbnails; each is a data set and the question that it raises.
PRESETS: dict[str, tuple[Dataset, tuple[Candidate, ...]]] = {
    "first scene": (_FIRST_POINTS, _FIRST_LABELS),
    "five points": (Dataset((-1.0, -0.5, 0.0, 0.5, 1.0), (-0.9, 0.25, -0.3, -0.8, 0.45)), _ask(0.25, -0.1, -0.58)),
    "step": (Dataset((-1.2, -0.8, -0.4, -0.1, 0.1, 0.4, 0.8, 1.2), (-1.0,) * 4 + (1.0,) * 4), _ask(0.0, 0.0, 1.0)),
    "sine": (Dataset(_SINE_X, tuple(snap(math.sin(2.5 * x)) for x in _SINE_X)), _ask(0.75, 0.95, 0.5)),
    "gap": (Dataset(_GAP_X, tuple(snap(1.2 * math.cos(2.0 * x)) for x in _GAP_X)), _ask(0.0, 1.2, 0.0)),
    "two clusters": (
        Dataset(_CLUSTER_X, (0.8, 0.9, 0.85, 0.9, -0.6, -0.7, -0.55, -0.6)),
        _ask(0.0, 0.1, 0.9, -0.6),
    ),
    "contradiction": (
        Dataset((-1.0, -0.5, 0.0, 0.0, 0.5, 1.0), (-0.5, 0.0, 0.8, -0.4, 0.2, 0.6)),
        _ask(0.25, 0.2, -0.5),
    ),
}
