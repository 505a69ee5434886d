"""Full-batch gradient descent on many networks at once: steps in compiled chunks, networks spread over all devices."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, NamedSharding
from jax.sharding import PartitionSpec as Spec

from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.networks.layers import Dense, Parameters, apply, empirical_ntk, init, norm, passes, pull_back

# A batch works on θ₀, θ − θ₀, their sum and a gradient, four numbers of 4 bytes for each weight: so much fits into a
# processor's last cache. At width 512, 2 to 4 networks at a time take half as long as all 64.
_CACHE_BYTES, _BYTES_A_WEIGHT, _MOST_AT_A_TIME = 24e6, 16, 64


class Task(NamedTuple):
    r"""What all networks learn, and how; every entry is traced, so that changing it compiles nothing.

    The trained function is f = k·net₀ + α(net − net₀): k = `keep` 1 keeps the random start and 0 subtracts it
    (Chizat et al. 2019, §1.2). Each step moves θ by −(η/α²) ∇_θ[½Σ(f − y)² + ½σ²α²‖θ − θ₀‖²], so that for large α
    and for wide networks f follows the flow of the tangent kernel at rate η, whatever α.
    """

    inputs: jax.Array  # (p + m, d): p training inputs, padded with zeros, then m to look at
    labels: jax.Array  # (p,) y
    counts: jax.Array  # (p,) 1 for a training point, 0 for padding
    weight_std: jax.Array
    bias_std: jax.Array
    rate: jax.Array  # η
    scale: jax.Array  # α
    keep: jax.Array  # k
    penalty: jax.Array  # σ²


class Plan(NamedTuple):
    """What a compilation depends on: the shape of the networks, and how many share a batch."""

    activation: str
    hidden_layers: int
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
    """What one looks at; leading axis: networks."""

    f: jax.Array  # (…, m)
    loss: jax.Array  # (…,) ½Σ(f − y)² over the training points
    moved: jax.Array  # (…,) ‖θ − θ₀‖/‖θ₀‖
    kernel: jax.Array  # (…, p, p) Θ̂ on the training inputs


def batch_size(parameters: int, networks: int) -> int:
    """How many networks of so many `parameters` to train at a time."""
    fitting = int(_CACHE_BYTES / (_BYTES_A_WEIGHT * parameters))
    return max(1, min(fitting, networks, _MOST_AT_A_TIME))


@cached(1)  # a process has one row of devices
def _mesh() -> Mesh:
    """All devices of all processes in a row."""
    return Mesh(np.array(jax.devices()), ("networks",))


def padded(networks: int) -> int:
    """The next multiple of the number of devices: each trains equally many."""
    return -(-networks // len(jax.devices())) * len(jax.devices())


def _arch(plan: Plan, task: Task) -> Architecture:
    return Architecture(plan.activation, plan.hidden_layers, task.weight_std, task.bias_std)  # pyright: ignore[reportArgumentType]


@partial(jax.jit, static_argnames=("function", "plan"))
def _on_all(function: Callable[..., Any], plan: Plan, task: Task, networks: Any, common: Any) -> Any:
    """function(plan, task, one, common) for each one of `networks`: a batch at a time, devices side by side."""

    def on_a_device(task: Task, networks: Any, common: Any) -> Any:
        # One at a time is no batch of one: that would copy all networks before and after.
        size = plan.batch if plan.batch > 1 else None
        return lax.map(lambda one: function(plan, task, one, common), networks, batch_size=size)

    specs = (Spec(), Spec("networks"), Spec())
    return jax.shard_map(on_a_device, mesh=_mesh(), in_specs=specs, out_specs=Spec("networks"), check_vma=False)(
        task, networks, common
    )


@cached(1)  # compiled once
def _gather() -> Callable[[Any], Any]:
    return jax.jit(lambda tree: tree, out_shardings=NamedSharding(_mesh(), Spec()))


def on_host(tree: Any) -> Any:
    """The arrays of `tree` as numpy, whole, on every process."""
    return jax.tree.map(lambda leaf: np.asarray(leaf.addressable_data(0)), _gather()(tree))


def _begin_one(plan: Plan, task: Task, number: jax.Array, key: jax.Array) -> Networks:
    start = init(jax.random.fold_in(key, number), plan.hidden_layers, plan.width, features=task.inputs.shape[1])
    return Networks(start, jax.tree.map(jnp.zeros_like, start), apply(_arch(plan, task), start, task.inputs))


def _begin_linear(plan: Plan, task: Task, number: jax.Array, key: jax.Array) -> Linear:
    start, _, first = _begin_one(plan, task, number, key)
    x = task.inputs[: task.labels.size]
    kernel = empirical_ntk(_arch(plan, task), start, task.inputs, x)
    return Linear(first.astype(jnp.float64), kernel, jnp.zeros(task.labels.size), norm(start))


def begin(plan: Plan, task: Task, networks: int, seed: int, kind: type[Networks] | type[Linear]) -> Networks | Linear:
    """Random networks 0, 1, … of `seed`, padded to a multiple of the devices. Network k is the same in every run.

    `kind` says whether the networks themselves are trained or their linearisations about θ₀.
    """
    function = _begin_one if kind is Networks else _begin_linear
    return _on_all(function, plan, task, np.arange(padded(networks)), jax.random.key(seed))


def _train_one(plan: Plan, task: Task, one: Networks, steps: jax.Array) -> Parameters:
    arch, x, scale = _arch(plan, task), task.inputs[: task.labels.size], task.scale
    constant = (task.keep - scale) * one.first[: task.labels.size]
    rate, decay = task.rate / scale, jnp.float32(task.rate * task.penalty)

    def step(_: jax.Array, moved: Parameters) -> Parameters:
        theta = _add(one.start, moved)
        seen = passes(arch, theta, x)
        residual = task.counts * (constant + scale * seen.outputs - task.labels)  # float64
        direction = pull_back(arch, theta, seen, rate * residual)
        return jax.tree.map(lambda by, g: by - g - decay * by, moved, direction)

    return lax.fori_loop(0, steps, step, one.moved)


def _train_linear(_: Plan, task: Task, one: Linear, steps: jax.Array) -> jax.Array:
    p = task.labels.size

    def step(_: jax.Array, c: jax.Array) -> jax.Array:
        residual = task.counts * (task.keep * one.first[:p] + one.kernel[:p] @ c - task.labels)
        return c - task.rate * (residual + task.penalty * c)

    return lax.fori_loop(0, steps, step, one.moved)


def advance(plan: Plan, task: Task, networks: Networks | Linear, steps: int) -> Networks | Linear:
    """`networks` after so many more steps; the number is traced, so that another one compiles nothing."""
    function = _train_one if isinstance(networks, Networks) else _train_linear
    return networks._replace(moved=_on_all(function, plan, task, networks, np.int32(steps)))


def _add(start: Parameters, moved: Parameters) -> Parameters:
    return tuple(Dense(a.weights + b.weights, a.biases + b.biases) for a, b in zip(start, moved, strict=True))


def _kernel(plan: Plan, task: Task, parameters: Parameters) -> jax.Array:
    """Θ̂ on the training inputs, 0 for padding."""
    x = task.inputs[: task.labels.size]
    return empirical_ntk(_arch(plan, task), parameters, x, x) * jnp.outer(task.counts, task.counts)


def _observe_one(plan: Plan, task: Task, one: Networks, _: None) -> Observation:
    theta = _add(one.start, one.moved)
    f = (task.keep - task.scale) * one.first + task.scale * apply(_arch(plan, task), theta, task.inputs)
    return Observation(*_split(task, f), norm(one.moved) / norm(one.start), _kernel(plan, task, theta))


def _observe_linear(_: Plan, task: Task, one: Linear, __: None) -> Observation:
    p = task.labels.size
    f = task.keep * one.first + one.kernel @ one.moved
    step = jnp.sqrt(jnp.maximum(one.moved @ one.kernel[:p] @ one.moved, 0.0)) / task.scale
    return Observation(*_split(task, f), step / one.norm, one.kernel[:p] * jnp.outer(task.counts, task.counts))


def _split(task: Task, f: jax.Array) -> tuple[jax.Array, jax.Array]:
    """What is shown of f, and its loss."""
    p = task.labels.size
    return f[p:].astype(jnp.float64), 0.5 * jnp.sum(task.counts * jnp.square(f[:p] - task.labels))


def observe(plan: Plan, task: Task, networks: Networks | Linear) -> Observation:
    """Functions, losses and movements as they are now, on the host, padding networks included."""
    function = _observe_one if isinstance(networks, Networks) else _observe_linear
    return on_host(_on_all(function, plan, task, networks, None))


def _slice_one(plan: Plan, task: Task, one: Networks, x0: jax.Array) -> jax.Array:
    theta = _add(one.start, one.moved)
    return empirical_ntk(_arch(plan, task), theta, x0[None], task.inputs[task.labels.size :])[0]


def kernel_slices(plan: Plan, task: Task, networks: Networks, x0: float) -> np.ndarray:
    """Θ̂(x₀, ·) of each network as it is now, at the inputs that are looked at, (networks, m)."""
    return on_host(_on_all(_slice_one, plan, task, networks, np.array([x0])))
