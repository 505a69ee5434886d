"""The NNGP kernel and the NTK as a kernel of scikit-learn's Gaussian processes."""

import math
from dataclasses import fields, replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike
from sklearn.gaussian_process.kernels import Hyperparameter, Kernel

from ntkcore import Architecture, kernel_pair
from ntkcore.checks import as_inputs, as_kernel
from ntkcore.precision import in_float64

_Bounds = tuple[float, float] | str


class NetworkKernel(Kernel):
    """A kernel of an infinitely wide network, for scikit-learn.

    `kernel` chooses between the covariance of random networks, "nngp", and the neural tangent kernel, "ntk"; see
    `kernel_pair`. With a GaussianProcessRegressor, `weight_std` and `bias_std` are hyperparameters: its optimiser
    maximises the log-marginal likelihood over their logarithms within the bounds, with exact gradients. A bound
    "fixed" leaves one as it is. A standard deviation of 0 has no logarithm, so it is fixed, too. Sums and products with
    other kernels are kernels. KernelRidge and SVC take it as their `kernel`.

    `activation`, `hidden_layers`, `skip` and `norm` are those of `Architecture`; they are chosen, not optimised.
    """

    def __init__(
        self,
        activation: str = "relu",
        hidden_layers: int = 2,
        weight_std: float = math.sqrt(2.0),
        bias_std: float = 0.3,
        *,
        skip: str = "none",
        norm: str = "none",
        kernel: str = "nngp",
        weight_std_bounds: _Bounds = (0.1, 10.0),
        bias_std_bounds: _Bounds = (0.01, 10.0),
    ) -> None:
        """Keep the parameters, which are checked when the kernel is called."""
        self.activation = activation
        self.hidden_layers = hidden_layers
        self.weight_std = weight_std
        self.bias_std = bias_std
        self.skip = skip
        self.norm = norm
        self.kernel = kernel
        self.weight_std_bounds = weight_std_bounds
        self.bias_std_bounds = bias_std_bounds

    @property
    def hyperparameter_bias_std(self) -> Hyperparameter:
        """The bounds of `bias_std`; "fixed" at 0."""
        return _hyperparameter("bias_std", self.bias_std, self.bias_std_bounds)

    @property
    def hyperparameter_weight_std(self) -> Hyperparameter:
        """The bounds of `weight_std`; "fixed" at 0."""
        return _hyperparameter("weight_std", self.weight_std, self.weight_std_bounds)

    def __call__(self, X: ArrayLike, Y: ArrayLike | None = None, eval_gradient: bool = False) -> Any:
        """Return k(X, Y), (n, m), for X (n, d) and Y (m, d), by default X.

        With `eval_gradient`, return also the derivatives of k(X, X) by the components of `theta`, the logarithms of
        the hyperparameters that are not fixed: (n, n, len(theta)). Raises ValueError for gradients with a Y, for bad
        inputs, and for parameters out of range.
        """
        arch, chosen = self._architecture(), as_kernel(self.kernel)
        if not eval_gradient:
            return np.array(kernel_pair(arch, X, Y).of(chosen))
        if Y is not None:
            raise ValueError("NetworkKernel has gradients of k(X, X) alone, got Y and eval_gradient=True. Leave Y out.")
        names = tuple(hyperparameter.name for hyperparameter in self.hyperparameters if not hyperparameter.fixed)
        gram, gradient = _with_gradient(arch, np.asarray(as_inputs("X", X)), chosen, names)
        return np.array(gram), np.array(gradient)

    def diag(self, X: ArrayLike) -> Any:
        """Return k(x, x) for each row of X (n, d), as an array (n,)."""
        return np.array(_diagonal(self._architecture(), np.asarray(as_inputs("X", X)), as_kernel(self.kernel)))

    def is_stationary(self) -> Any:
        """Return False: k(x, x′) depends on more than x − x′."""
        return False

    def __repr__(self) -> str:
        """The network, its standard deviations and the kernel that is chosen."""
        stds = f"weight_std={self.weight_std:.3g}, bias_std={self.bias_std or 0.0:.3g}"
        return f"NetworkKernel({self.activation}, hidden_layers={self.hidden_layers}, {stds}, kernel={self.kernel})"

    def _architecture(self) -> Architecture:
        return architecture_of(self)


def architecture_of(parameters: object) -> Architecture:
    """The Architecture whose fields are attributes of the same names."""
    return Architecture(**{field.name: getattr(parameters, field.name) for field in fields(Architecture)})


def _hyperparameter(name: str, value: float | None, bounds: _Bounds) -> Hyperparameter:
    """The standard deviation `name`, which is fixed where it has no logarithm."""
    return Hyperparameter(name, "numeric", bounds if value else "fixed")


@in_float64
def _with_gradient(arch: Architecture, x: Any, chosen: Any, names: tuple[str, ...]) -> tuple[Any, Any]:
    """The kernel (n, n) and its derivatives (n, n, len(names)) by the logarithms of the named stds of `arch`."""

    def gram(logarithms: jax.Array) -> tuple[Any, Any]:
        stds: dict[str, Any] = {name: jnp.exp(logarithm) for name, logarithm in zip(names, logarithms, strict=True)}
        kernel = kernel_pair(replace(arch, **stds), x).of(chosen)
        return kernel, kernel

    if not names:
        return gram(jnp.zeros(0))[0], jnp.zeros((len(x), len(x), 0))
    logarithms = jnp.log(jnp.stack([jnp.asarray(getattr(arch, name)) for name in names]))
    gradient, kernel = jax.jacfwd(gram, has_aux=True)(logarithms)
    return kernel, gradient


@in_float64
@partial(jax.jit, static_argnames="chosen")
def _diagonal(arch: Architecture, x: Any, chosen: Any) -> Any:
    return jax.vmap(lambda row: kernel_pair(arch, row[None]).of(chosen)[0, 0])(x)
