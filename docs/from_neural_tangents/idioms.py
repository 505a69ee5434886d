"""Idioms of neural-tangents 0.6.5, shown on the page beside this file. `generate.py` keeps what each returns."""
# pyright: reportMissingImports=false

import jax
import jax.numpy as jnp
import neural_tangents as nt
import numpy as np
from neural_tangents import stax

jax.config.update("jax_enable_x64", True)

rng = np.random.default_rng(0)
x, x_test = rng.normal(size=(8, 3)), rng.normal(size=(4, 3))
y = rng.normal(size=(8, 1))
classes = np.eye(3)[np.arange(8) % 3]

init_fn, apply_fn, kernel_fn = stax.serial(
    stax.Dense(512, W_std=1.5, b_std=0.05),
    stax.Erf(),
    stax.Dense(512, W_std=1.5, b_std=0.05),
    stax.Erf(),
    stax.Dense(1, W_std=1.5, b_std=0.05),
)


def both_kernels():
    """Both kernels between two sets of inputs."""
    return kernel_fn(x_test, x, ("nngp", "ntk"))


def defaults():
    """A network whose spreads are not stated."""
    _, _, kernel = stax.serial(stax.Dense(512), stax.Relu(), stax.Dense(1))
    return kernel(x, None, ("nngp", "ntk"))


def spreads_by_layer():
    """Other spreads in the last layer."""
    layers = stax.Dense(512, W_std=1.4, b_std=0.1), stax.Relu(), stax.Dense(1, W_std=1.0)
    return stax.serial(*layers)[2](x, None, ("nngp", "ntk"))


def any_activation():
    """An activation without a closed form."""
    swish = stax.ElementwiseNumerical(lambda z: z * jax.nn.sigmoid(z), deg=100)
    layers = stax.Dense(512, W_std=1.5, b_std=0.1), swish, stax.Dense(1, W_std=1.5, b_std=0.1)
    return stax.serial(*layers)[2](x, None, ("nngp", "ntk"))


def bayesian_posterior():
    """The posterior of random networks: mean and covariance."""
    predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, x, y, diag_reg=1e-2, diag_reg_absolute_scale=True)
    return predict_fn(x_test=x_test, get="nngp", compute_cov=True)


def trained_ensemble():
    """Networks after training: mean and covariance."""
    predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, x, y, diag_reg=1e-2, diag_reg_absolute_scale=True)
    return predict_fn(x_test=x_test, get="ntk", compute_cov=True)


def relative_ridge():
    """A ridge that is a share of the mean diagonal, which is the default there."""
    predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, x, y, diag_reg=1e-3)
    return predict_fn(x_test=x_test, get="ntk")


def finite_time():
    """Networks at the training time 5."""
    predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, x, y)
    return predict_fn(t=5.0, x_test=x_test, get="ntk", compute_cov=True)


def several_times():
    """The mean at four training times."""
    predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, x, y)
    return predict_fn(t=jnp.array([0.0, 1.0, 10.0, 100.0]), x_test=x_test, get="ntk")


def several_outputs():
    """One-hot labels of three classes, at the training time 5."""
    predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, x, classes)
    return predict_fn(t=5.0, x_test=x_test, get="ntk")


def posterior_from_matrices():
    """The posterior from kernel matrices that were computed before."""
    k_train, k_cross, k_test = (kernel_fn(a, b, "nngp") for a, b in ((x, None), (x_test, x), (x_test, None)))
    predict_fn = nt.predict.gp_inference(k_train, y, diag_reg=1e-2, diag_reg_absolute_scale=True)
    return predict_fn(get="nngp", k_test_train=k_cross, k_test_test=k_test)


def given_start():
    """One network that starts at given outputs, at the training time 5."""
    start, start_test = np.sin(x[:, :1]), np.sin(x_test[:, :1])
    predict_fn = nt.predict.gradient_descent_mse(kernel_fn(x, None, "ntk"), y)
    return predict_fn(5.0, start, start_test, kernel_fn(x_test, x, "ntk"))


def input_gradient():
    """The gradient of an entry of the kernel in an input."""
    return jax.grad(lambda point: kernel_fn(point[None], x[:1], "ntk")[0, 0])(x_test[0])


def batches():
    """A kernel in batches of rows."""
    return nt.batch(kernel_fn, batch_size=4, store_on_device=False)(x, None, "ntk")


def empirical_kernel():
    """The tangent kernel of a finite network, the mean over its two outputs."""
    rng = np.random.default_rng(1)
    params = {"w": jnp.asarray(rng.normal(size=(3, 16))), "v": jnp.asarray(rng.normal(size=(16, 2)))}
    f = lambda params, x: jnp.tanh(x @ params["w"] / 3**0.5) @ params["v"] / 4  # noqa: E731
    return nt.empirical_ntk_fn(f, trace_axes=(-1,))(x_test, x, params)


def residual():
    """A sum of a branch and a skip connection."""
    dense = stax.Dense(512, W_std=1.4, b_std=0.1)
    block = stax.serial(
        stax.FanOut(2), stax.parallel(stax.Identity(), stax.serial(stax.Relu(), dense)), stax.FanInSum()
    )
    return stax.serial(dense, block, stax.Relu(), dense)[2](x, None, ("nngp", "ntk"))


def convolution():
    """Convolutions with pooling, on four images of 6 by 6 pixels and two channels."""
    images = np.random.default_rng(2).normal(size=(4, 6, 6, 2))
    conv = stax.Conv(64, (3, 3), padding="SAME", W_std=1.4, b_std=0.1)
    pool = stax.AvgPool((2, 2), strides=(2, 2))
    layers = conv, stax.Relu(), pool, conv, stax.Relu(), stax.GlobalAvgPool(), stax.Dense(1, W_std=1.4, b_std=0.1)
    return stax.serial(*layers)[2](images, None, ("nngp", "ntk"))
