"""Full-batch gradient descent on many networks at once: steps in compiled chunks, networks spread over all devices."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, NamedSharding
from jax.sharding import PartitionSpec as Spec

from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.compiled import bounded_jit
from ntkcore.networks.layers import Dense, Parameters, apply, dense_ntk, init, norm, passes, pull_back

# A batch works on θ₀, θ − θ₀, their sum and a gradient: four numbers of 4 bytes for each weight. They should fit into
# the processor's last cache: at width 512, batches of 2 to 4 networks take half the time of one batch of all 64.
_CACHE_BYTES, _BYTES_A_WEIGHT, _MOST_AT_A_TIME = 24e6, 16, 64


class Task(NamedTuple):
    r"""The problem that all networks learn, and how; every entry is traced, so that changing it compiles nothing.

    The trained function is f = k·net₀ + α(net − net₀): k = `keep` 1 keeps the random start and 0 subtracts it
    (Chizat et al. 2019, §1.2). Each step moves θ by −(η/α²) ∇_θ[½Σ(f − y)² + ½σ²α²‖θ − θ₀‖²], so that for large α
    and for wide networks f follows the flow of the tangent kernel at rate η, whatever α.
    """

    inputs: jax.Array  # (p + m, d): p training inputs, padded with zeros, then the m inputs at which f is observed
    labels: jax.Array  # (p,) y
    counts: jax.Array  # (p,) 1 for a training point, 0 for padding
    network: Architecture  # its spreads
    rate: jax.Array  # η
    scale: jax.Array  # α
    keep: jax.Array  # k
    penalty: jax.Array  # σ²


class Plan(NamedTuple):
    """The static arguments of a compilation: the shape of the networks, and how many share a batch."""

    width: int
    batch: int


class Networks(NamedTuple):
    """Networks in training; leading axis: networks.

    The displacement is kept beside the start: a wide network's weights move by less in a step than float32 can add
    to a number of size 1.
    """

    start: Parameters  # θ₀
    moved: Parameters  # θ − θ₀
    first: jax.Array  # (…, p + m) net₀


class Linear(NamedTuple):
    """Linearised networks in training: θ − θ₀ = ∇net₀(X)ᵀ c/α, so that f = k·net₀ + Θ̂(·, X) c for every α."""

    first: jax.Array  # (…, p + m) net₀
    kernel: jax.Array  # (…, p + m, p) Θ̂ of θ₀
    moved: jax.Array  # (…, p) c
    norm: jax.Array  # (…,) ‖θ₀‖


class Observation(NamedTuple):
    """Measurements of networks in training; leading axis: networks."""

    f: jax.Array  # (…, m)
    loss: jax.Array  # (…,) ½Σ(f − y)² over the training points
    moved: jax.Array  # (…,) ‖θ − θ₀‖/‖θ₀‖
    kernel: jax.Array  # (…, p, p) Θ̂ on the training inputs


def batch_size(parameters: int, networks: int) -> int:
    """The number of the `networks`, each with so many `parameters`, to train at a time."""
    fitting = int(_CACHE_BYTES / (_BYTES_A_WEIGHT * parameters))
    return max(1, min(fitting, networks, _MOST_AT_A_TIME))


@cached(1)  # a process has one row of devices
def _mesh() -> Mesh:
    """All devices of all processes in a row."""
    return Mesh(np.array(jax.devices()), ("networks",))


def padded(networks: int) -> int:
    """`networks` rounded up to a multiple of the number of devices, which all train equally many."""
    return -(-networks // len(jax.devices())) * len(jax.devices())


@bounded_jit(24, "function", "plan")  # 4 MB each, three or four for each width and depth
def _on_all(function: Callable[..., Any], plan: Plan, task: Task, networks: Any, common: Any) -> Any:
    """function(plan, task, network, common) for each of `networks`: batch by batch, on all devices at the same time."""

    def on_a_device(task: Task, networks: Any, common: Any) -> Any:
        # None, not 1: a batch of one would copy all networks before and after.
        size = plan.batch if plan.batch > 1 else None
        return lax.map(lambda network: function(plan, task, network, common), networks, batch_size=size)

    specs = (Spec(), Spec("networks"), Spec())
    return jax.shard_map(on_a_device, mesh=_mesh(), in_specs=specs, out_specs=Spec("networks"), check_vma=False)(
        task, networks, common
    )


@cached(1)  # compiled once
def _gather() -> Callable[[Any], Any]:
    return jax.jit(lambda tree: tree, out_shardings=NamedSharding(_mesh(), Spec()))


def on_host(tree: Any) -> Any:
    """The complete arrays of `tree` as numpy, on every process."""
    return jax.tree.map(lambda leaf: np.asarray(leaf.addressable_data(0)), _gather()(tree))


def _begin_network(plan: Plan, task: Task, number: jax.Array, key: jax.Array) -> Networks:
    start = init(jax.random.fold_in(key, number), task.network.hidden_layers, plan.width, features=task.inputs.shape[1])
    return Networks(start, jax.tree.map(jnp.zeros_like, start), apply(task.network, start, task.inputs))


def _begin_linear(plan: Plan, task: Task, number: jax.Array, key: jax.Array) -> Linear:
    start, _, first = _begin_network(plan, task, number, key)
    x = task.inputs[: task.labels.size]
    kernel = dense_ntk(task.network, start, task.inputs, x)
    return Linear(first.astype(jnp.float64), kernel, jnp.zeros(task.labels.size), norm(start))


def begin(
    plan: Plan, task: Task, networks: int, seed: int, trained: type[Networks] | type[Linear]
) -> Networks | Linear:
    """Random networks 0, 1, … of `seed`, padded to a multiple of the devices. Network k is the same in every run.

    `trained` says whether the networks themselves are trained or their linearisations about θ₀.
    """
    function = _begin_network if trained is Networks else _begin_linear
    return _on_all(function, plan, task, np.arange(padded(networks)), jax.random.key(seed))


def _train_network(plan: Plan, task: Task, network: Networks, steps: jax.Array) -> Parameters:
    arch, x, scale = task.network, task.inputs[: task.labels.size], task.scale
    constant = (task.keep - scale) * network.first[: task.labels.size]
    rate, decay = task.rate / scale, jnp.float32(task.rate * task.penalty)

    def step(_: jax.Array, moved: Parameters) -> Parameters:
        theta = _add(network.start, moved)
        passed = passes(arch, theta, x)
        residual = task.counts * (constant + scale * passed.outputs - task.labels)  # float64
        direction = pull_back(arch, theta, passed, rate * residual)
        return jax.tree.map(lambda by, g: by - g - decay * by, moved, direction)

    return lax.fori_loop(0, steps, step, network.moved)


def _train_linear(_: Plan, task: Task, network: Linear, steps: jax.Array) -> jax.Array:
    p = task.labels.size

    def step(_: jax.Array, c: jax.Array) -> jax.Array:
        residual = task.counts * (task.keep * network.first[:p] + network.kernel[:p] @ c - task.labels)
        return c - task.rate * (residual + task.penalty * c)

    return lax.fori_loop(0, steps, step, network.moved)


def train(plan: Plan, task: Task, networks: Networks | Linear, steps: int) -> Networks | Linear:
    """`networks` after `steps` further gradient steps; `steps` is traced, so that another number compiles nothing."""
    function = _train_network if isinstance(networks, Networks) else _train_linear
    return networks._replace(moved=_on_all(function, plan, task, networks, np.int32(steps)))


def _add(start: Parameters, moved: Parameters) -> Parameters:
    return tuple(Dense(a.weights + b.weights, a.biases + b.biases) for a, b in zip(start, moved, strict=True))


def _kernel(plan: Plan, task: Task, parameters: Parameters) -> jax.Array:
    """Θ̂ on the training inputs, 0 for padding."""
    x = task.inputs[: task.labels.size]
    return dense_ntk(task.network, parameters, x, x) * jnp.outer(task.counts, task.counts)


def _observe_network(plan: Plan, task: Task, network: Networks, _: None) -> Observation:
    theta = _add(network.start, network.moved)
    f = (task.keep - task.scale) * network.first + task.scale * apply(task.network, theta, task.inputs)
    return Observation(*_split(task, f), norm(network.moved) / norm(network.start), _kernel(plan, task, theta))


def _observe_linear(_: Plan, task: Task, network: Linear, __: None) -> Observation:
    p = task.labels.size
    f = task.keep * network.first + network.kernel @ network.moved
    step = jnp.sqrt(jnp.maximum(network.moved @ network.kernel[:p] @ network.moved, 0.0)) / task.scale
    return Observation(*_split(task, f), step / network.norm, network.kernel[:p] * jnp.outer(task.counts, task.counts))


def _split(task: Task, f: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The outputs f at the m observed inputs, and the loss ½Σ(f − y)² at the training inputs."""
    p = task.labels.size
    return f[p:].astype(jnp.float64), 0.5 * jnp.sum(task.counts * jnp.square(f[:p] - task.labels))


def observe(plan: Plan, task: Task, networks: Networks | Linear) -> Observation:
    """Outputs, losses, movements and kernels at the current step, on the host, padding networks included."""
    function = _observe_network if isinstance(networks, Networks) else _observe_linear
    return on_host(_on_all(function, plan, task, networks, None))


def _slice_network(plan: Plan, task: Task, network: Networks, x0: jax.Array) -> jax.Array:
    theta = _add(network.start, network.moved)
    return dense_ntk(task.network, theta, x0[None], task.inputs[task.labels.size :])[0]


def kernel_slices(plan: Plan, task: Task, networks: Networks, x0: float) -> np.ndarray:
    """Θ̂(x₀, ·) of each network at the current step and the m observed inputs, (networks, m)."""
    return on_host(_on_all(_slice_network, plan, task, networks, np.array([x0])))
