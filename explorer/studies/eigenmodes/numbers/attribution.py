"""Attribution, which tells why a label is unlikely: its log-probability as a sum over eigenmodes."""

import math
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from explorer.grid.conditioned import Conditioned
from explorer.grid.prior import GridPrior
from explorer.scene.scene import Candidate, Scene
from explorer.scene.units import Axis
from explorer.scene.window import grid_index
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Distribution
from ntkcore.spectra.modes import orient

# Beyond this condition number rounding in Σ (vᵀz)²/λ could show in the digits on screen.
_WELL_CONDITIONED = 1e6


class Basis(StrEnum):
    """The matrix whose modes split the log-probability."""

    TRAINING = "training"  # of the kernel at the training inputs: log p(y)
    JOINT = "joint"  # of the kernel at training inputs and those asked about: log p(y, y*) − log p(y)
    CONDITIONAL = "conditional"  # of the covariance that the data leave at the inputs asked about: log p(y* | y)


class Attribution(NamedTuple):
    """log p = Σ_k (data_k + complexity_k + constant) − given, in nats; modes k with the largest λ first."""

    basis: Basis
    x: np.ndarray  # (n,) the inputs at which the modes are given, training inputs first
    values: np.ndarray  # (m,) λ, noise included
    vectors: np.ndarray  # (n, m), in columns
    coordinates: np.ndarray  # (m,) c = vᵀz, z the labels; for the conditional basis, how far they are off the mean
    given: float  # log p(y) of the training labels for the joint basis, else 0
    scale: float = 1.0  # densities are per unit of y whose length is 1 / scale in the window

    @property
    def data(self) -> np.ndarray:
        """(m,) −½ c²/λ: the cost of the labels in each mode."""
        return -0.5 * self.coordinates**2 / self.values

    @property
    def complexity(self) -> np.ndarray:
        """(m,) −½ log λ, in the unit of y: the larger a mode's variance, the lower its density."""
        return math.log(self.scale) - 0.5 * np.log(self.values)

    @property
    def constant(self) -> float:
        """−½ log 2π, once for each mode."""
        return -0.5 * math.log(2 * math.pi)

    @property
    def modes(self) -> np.ndarray:
        """(m,) each mode's term of log p: data + complexity + constant."""
        return self.data + self.complexity + self.constant

    @property
    def log_p(self) -> float:
        """log p: the sum of all modes' terms − given, nats."""
        return float(self.modes.sum()) - self.given

    @property
    def values_in_units(self) -> np.ndarray:
        """(m,) λ in the square of the unit of y."""
        return self.values / self.scale / self.scale

    @property
    def coordinates_in_units(self) -> np.ndarray:
        """(m,) c in the unit of y."""
        return self.coordinates / self.scale

    def in_units(self, y_axis: Axis, training: int) -> "Attribution":
        """This attribution for densities per unit of the data's y; the joint basis has `training` given labels."""
        given = self.given + (training * y_axis.log_density_shift if self.basis == Basis.JOINT else 0.0)
        return self._replace(given=given, scale=y_axis.scale)


def attribute_data(scene: Scene) -> Attribution:
    r"""log p(y) of the training labels under the prior, the log evidence, split by mode.

    .. math:: \log p(y) = -\tfrac12 \sum_k (v_k^⊤ y)²/λ_k - \tfrac12 \sum_k \log λ_k - \tfrac n2 \log 2π

    (Rasmussen & Williams 2006, eq. 2.30, in the basis of the modes).
    """
    factor, y = _conditioned(scene).factor, np.asarray(scene.dataset.y, dtype=np.float64)
    x, vectors, values = np.array(scene.dataset.x), np.asarray(factor.vectors), np.asarray(factor.shifted)
    return Attribution(Basis.TRAINING, x, values, vectors, y @ vectors, 0.0)


def attribute(scene: Scene, candidate: Candidate) -> Attribution | None:
    """log p of the candidate's labels given the scene's data, as in `answers.Answer.log_p`, split by mode.

    The basis is that of `best_basis`. Directions that the data fix have no density and are left out, as in Answer;
    None if no direction is free.
    """
    return _joint(scene, candidate) if best_basis(scene, candidate) == Basis.JOINT else _conditional(scene, candidate)


def best_basis(scene: Scene, candidate: Candidate) -> Basis:
    """Joint modes where they give the same log p: a Gaussian-process prior, no jitter, condition below 10⁶.

    Trained networks are no Gaussian process that was conditioned on data: no joint density has theirs as conditional.
    """
    if scene.prior == Distribution.ENSEMBLE:
        return Basis.CONDITIONAL
    values = np.linalg.eigvalsh(_joint_gram(scene, candidate))
    good = values[0] > values[-1] / _WELL_CONDITIONED and not _conditioned(scene).factor.jitter
    return Basis.JOINT if good else Basis.CONDITIONAL


def difference(first: Attribution, second: Attribution) -> np.ndarray:
    """(m,) what each mode adds to log p(first) − log p(second): only the data terms differ.

    Raises ValueError unless both ask about the same inputs of one scene.
    """
    if not (
        first.basis == second.basis
        and np.array_equal(first.x, second.x)
        and np.array_equal(first.values, second.values)
    ):
        raise ValueError("two labellings can be compared at the same inputs only. Give both the same x.")
    return first.data - second.data


def _conditioned(scene: Scene) -> Conditioned:
    return _condition(scene.architecture, scene.prior, scene.dataset.x, scene.noise_std, scene.time)


@cached(16)  # up to 350 kB each; needed again only while one page is drawn
def _condition(arch: Architecture, prior: str, x: tuple[float, ...], noise_std: float, time: float) -> Conditioned:
    """Cached `GridPrior.condition`: every section of the page asks for it several times."""
    return GridPrior.of(arch, prior).condition(x, noise_std=noise_std, time=time)


def _joint_gram(scene: Scene, candidate: Candidate) -> np.ndarray:
    """K + σ² at the training inputs and then the candidate's."""
    at = grid_index((*scene.dataset.x, *candidate.x))
    function = GridPrior.of(scene.architecture, scene.prior).kernels.function
    return function[np.ix_(at, at)] + scene.noise_std**2 * np.eye(len(at))


def _joint(scene: Scene, candidate: Candidate) -> Attribution:
    values, vectors = np.linalg.eigh(_joint_gram(scene, candidate))
    vectors, data = orient(vectors[:, ::-1]), scene.dataset
    x, z = np.array([*data.x, *candidate.x]), np.array([*data.y, *candidate.y])
    given = _conditioned(scene).posterior(data.y).log_evidence
    return Attribution(Basis.JOINT, x, values[::-1], np.asarray(vectors), z @ vectors, given)


def _conditional(scene: Scene, candidate: Candidate) -> Attribution | None:
    """log p split by the modes of the conditional covariance, with the floor of `Posterior.log_density`."""
    conditioned = _conditioned(scene)
    x, at = np.array(candidate.x), grid_index(candidate.x)
    values, vectors = np.linalg.eigh(conditioned.covariance(at) + scene.noise_std**2 * np.eye(len(at)))
    free = values >= conditioned.floor
    if not free.any():
        return None
    values, vectors = values[free][::-1], np.asarray(orient(vectors[:, free][:, ::-1]))
    mean = conditioned.posterior(scene.dataset.y).mean[at]
    return Attribution(Basis.CONDITIONAL, x, values, vectors, (np.array(candidate.y) - mean) @ vectors, 0.0)
