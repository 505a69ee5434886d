"""Nine uses of neural-tangents 0.6.5 in research, written anew. `generate.py` keeps what each returns."""
# pyright: reportMissingImports=false

import jax
import jax.numpy as jnp
import neural_tangents as nt
import numpy as np
from neural_tangents import stax

jax.config.update("jax_enable_x64", True)


def infinite_autoencoder():
    """Reconstruction of 40 items from those that a user liked, by kernel regression with a relative ridge."""
    rng = np.random.default_rng(0)
    users, new_users = (rng.random((60, 40)) < 0.2).astype(float), (rng.random((10, 40)) < 0.2).astype(float)
    _, _, kernel_fn = stax.serial(
        stax.Dense(1, W_std=2**0.5, b_std=0.1), stax.Relu(), stax.Dense(1, W_std=2**0.5, b_std=0.1)
    )
    predict_fn = nt.predict.gp_inference(kernel_fn(users, None, "ntk"), users, diag_reg=0.1)
    return predict_fn(get="ntk", k_test_train=kernel_fn(new_users, users, "ntk"))


def distillation():
    """The loss of kernel regression from 10 support images, and its gradient in them."""
    rng = np.random.default_rng(1)
    images, support = rng.normal(size=(30, 20)), rng.normal(size=(10, 20))
    labels, support_labels = np.eye(5)[np.arange(30) % 5] - 0.2, np.eye(5)[np.arange(10) % 5] - 0.2
    hidden = [layer for _ in range(5) for layer in (stax.Dense(1, W_std=2**0.5), stax.Relu())]
    _, _, kernel_fn = stax.serial(*hidden, stax.Dense(1, W_std=2**0.5))

    def loss(support):
        gram = kernel_fn(support, None, "ntk")
        ridge = 1e-6 * jnp.trace(gram) / len(support)
        solved = jnp.linalg.solve(gram + ridge * jnp.eye(len(support)), support_labels)
        return 0.5 * jnp.mean((kernel_fn(images, support, "ntk") @ solved - labels) ** 2)

    return jax.value_and_grad(loss)(jnp.asarray(support))


def testbed():
    """Two logits at new inputs: the posterior of networks with a bias of 1/√d in the first layer only."""
    rng = np.random.default_rng(2)
    x, x_test, logits = rng.normal(size=(20, 10)), rng.normal(size=(5, 10)), rng.normal(size=(20, 2))
    _, _, kernel_fn = stax.serial(
        stax.Dense(50, W_std=1.0, b_std=10**-0.5),
        stax.Relu(),
        stax.Dense(50, W_std=1.0),
        stax.Relu(),
        stax.Dense(2, W_std=1.0),
    )
    predict_fn = nt.predict.gradient_descent_mse_ensemble(
        kernel_fn, x, logits, diag_reg=0.1, diag_reg_absolute_scale=True
    )
    return predict_fn(x_test=x_test, get="nngp", compute_cov=True)


def learnability():
    """Predictions of four classes on a sphere, from a network whose last layer has standard weights and no bias."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(60, 6))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    labels = np.eye(4)[np.argmax(x[:, :4], axis=1)]
    dense = stax.Dense(500, W_std=1.4, b_std=0.1)
    _, _, kernel_fn = stax.serial(dense, stax.Relu(), dense, stax.Relu(), stax.Dense(1, W_std=1.0, b_std=0.0))
    gram = kernel_fn(x, None, "ntk")
    return gram, gram[40:, :40] @ jnp.linalg.solve(gram[:40, :40], labels[:40])


def image_classes():
    """Ten one-hot classes of flattened images: the NNGP posterior with a relative ridge."""
    rng = np.random.default_rng(4)
    images = rng.random((50, 8, 8, 1))
    labels = np.eye(10)[np.arange(40) % 10] - 0.1
    dense = stax.Dense(512, W_std=1.5, b_std=0.05)
    _, _, kernel_fn = stax.serial(
        stax.Flatten(), dense, stax.Relu(), dense, stax.Relu(), stax.Dense(10, W_std=1.5, b_std=0.05)
    )
    predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, images[:40], labels, diag_reg=1e-3)
    both = predict_fn(x_test=images[40:], get=("nngp", "ntk"))
    return both.nngp, both.ntk


def phase_diagram():
    """The correlation of two inputs after 50 layers of erf, for 5 × 4 spreads."""
    x = np.array([[1.0, 0.0], [0.6, 0.8]])

    def correlation(weight_std, bias_std):
        layers = [layer for _ in range(50) for layer in (stax.Dense(1, W_std=weight_std, b_std=bias_std), stax.Erf())]
        nngp = stax.serial(*layers, stax.Dense(1, W_std=weight_std, b_std=bias_std))[2](x, None, "nngp")
        return nngp[0, 1] / jnp.sqrt(nngp[0, 0] * nngp[1, 1])

    return jnp.array([[correlation(w, b) for b in (0.05, 0.2, 0.5, 1.0)] for w in (0.5, 1.0, 1.5, 2.0, 2.5)])


def own_activation():
    """Kernel regression with the activation log(1 + e^z)."""
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(25, 4)), rng.normal(size=(20, 1))
    softplus = stax.ElementwiseNumerical(lambda z: jnp.logaddexp(z, 0.0), deg=100)
    dense = stax.Dense(1, W_std=1.2, b_std=0.2)
    _, _, kernel_fn = stax.serial(dense, softplus, dense, softplus, dense)
    gram = kernel_fn(x, None, "ntk")
    return gram, gram[20:, :20] @ jnp.linalg.solve(gram[:20, :20] + 0.1 * jnp.eye(20), y)


def convolutional_network():
    """The tangent kernel of a convolutional network with residual blocks and pooling, on 12 by 12 images."""
    images = np.random.default_rng(6).normal(size=(5, 12, 12, 3))

    def conv():
        return stax.Conv(64, (3, 3), padding="SAME", W_std=2**0.5, b_std=0.1)

    def block():
        branch = stax.serial(stax.Relu(), conv())
        return stax.serial(stax.FanOut(2), stax.parallel(stax.Identity(), branch), stax.FanInSum())

    _, _, kernel_fn = stax.serial(
        conv(),
        block(),
        stax.Relu(),
        stax.AvgPool((2, 2), strides=(2, 2)),
        conv(),
        block(),
        stax.Relu(),
        stax.GlobalAvgPool(),
        stax.Dense(1, W_std=2**0.5, b_std=0.1),
    )
    return kernel_fn(images, None, ("nngp", "ntk"))


def finite_network():
    """The tangent kernel of a finite convolutional network in plain JAX, all pairs of its three outputs."""
    rng = np.random.default_rng(7)
    images = rng.normal(size=(4, 8, 8, 2))
    params = {
        "filters": jnp.asarray(rng.normal(size=(3, 3, 2, 6))),
        "head": [jnp.asarray(rng.normal(size=(6, 3))), jnp.asarray(rng.normal(size=3))],
    }

    def f(params, images):
        patches = jax.lax.conv_general_dilated(
            images, params["filters"], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        pooled = jnp.mean(jax.nn.gelu(patches / 18**0.5), axis=(1, 2))
        return pooled @ params["head"][0] / 6**0.5 + params["head"][1]

    mean = nt.empirical_ntk_fn(f, trace_axes=(-1,))(images, None, params)
    pairs = nt.empirical_ntk_fn(f, trace_axes=())(images, None, params)
    return mean, pairs


def learning_curve():
    """The mean prediction of two outputs along training, at 30 times."""
    rng = np.random.default_rng(8)
    x, x_test, y = rng.normal(size=(30, 4)), rng.normal(size=(6, 4)), rng.normal(size=(30, 2))
    dense = stax.Dense(512, W_std=2**0.5, b_std=0.1)
    _, _, kernel_fn = stax.serial(dense, stax.Relu(), dense, stax.Relu(), dense)
    predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, x, y)
    return predict_fn(t=jnp.logspace(-1, 4, 30), x_test=x_test, get="ntk")


def kernel_in_rows():
    """Both kernels of 3000 inputs in batches that are stored in the main memory; some entries of them."""
    x = np.random.default_rng(9).normal(size=(3000, 7))
    dense = stax.Dense(512, W_std=1.4, b_std=0.1)
    _, _, kernel_fn = stax.serial(dense, stax.Relu(), dense, stax.Relu(), dense)
    kernels = nt.batch(kernel_fn, batch_size=500, store_on_device=False)(x, None, ("nngp", "ntk"))
    some = np.ix_(range(0, 3000, 500), range(1, 3000, 300))
    return kernels.nngp[some], kernels.ntk[some]
