"""Scripts of the Finite width page's networks that learn features, of the weights' posterior, and of a second task."""

from collections.abc import Mapping
from typing import Any

from explorer.export.script import data_lines, network_line
from explorer.scene.scene import Scene

_STORED = {
    "relu": 'network = Architecture("relu", hidden_layers=2, weight_std=2**0.5, bias_std=0.3)',
    "erf": 'network = Architecture("erf", hidden_layers=2, weight_std=1.5, bias_std=0.3)',
}
_TASK = (
    "corners = at_corners(10)",
    "product = corners[:, 0] * corners[:, 1]",
    "def task_of(seed):",
    "    order = np.random.default_rng(seed).permutation(1024)",
    "    shown, hidden = order[:128], order[128:]",
    "    return rich.Problem(corners[shown], product[shown], corners[hidden], product[hidden])",
    "",
)


def rich(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Networks trained on the product of two signs: test error, movement of the kernel, alignment before and after."""
    seeds = f"range({scene.seed}, {scene.seed + int(settings['rich_k'])})"
    return [
        "from ntkcore import Architecture",
        "from ntkcore.networks import rich",
        "from ntkcore.spectra.inputs import at_corners",
        "",
        network_line(scene),
        *_TASK,
        "rows = []",
        f"for seed in {seeds}:",
        "    task = task_of(seed)",
        f"    options = {{'width': {int(settings['rich_n'])}, 'scale': {settings['rich_a']!r}, 'seed': seed}}",
        "    first, *_, last = rich.stream(network, task, **options)",
        "    aligned = [rich.alignment(each.kernel, task.y) for each in (first, last)]",
        "    rows.append([last.test_error, last.moved, *aligned])",
        'print("test error, movement of the kernel, alignment before and after:", np.mean(rows, axis=0))',
    ]


def posterior(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The posterior's distances by width, then a second task after a first."""
    stored = settings["post"] in _STORED
    network = [_STORED[settings["post"]]] if stored else [network_line(scene)]
    data = ["x, y = np.array([-1.0, -0.3, 0.5, 1.0]), np.array([0.4, -0.3, 0.35, -0.25])"]
    noise, count, seed = (0.2, 20_000, 0) if stored else (settings["post_s"], int(settings["post_k"]), scene.seed)
    return [
        "from ntkcore import Architecture, kernel_pair",
        "from ntkcore.networks import rich, weight_posterior",
        "from ntkcore.spectra.inputs import at_corners",
        "",
        *network,
        *(data if stored else data_lines(scene)),
        f"noise_std, networks, seed = {noise!r}, {count}, {seed}",
        "distances = {}",
        "for width in (4, 8, 16, 32, 64, 128, 256):",
        "    options = {'noise_std': noise_std, 'width': width, 'networks': networks, 'seed': seed}",
        "    *_, distances[width] = weight_posterior.stream_distances(network, x, y, **options)",
        "    print(width, 'nats by layer:', distances[width].nats, '±', distances[width].errors)",
        "limit = weight_posterior.output_layer(np.asarray(kernel_pair(network, x).nngp), y, noise_std)",
        "",
        *_second_task(scene, settings),
    ]


def _second_task(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Test errors of a second task with 16 examples, by what the network starts from."""
    target = {
        "opposite": "-product",
        "and": "np.where((corners[:, 0] < 0) & (corners[:, 1] < 0), 1.0, -1.0)",
        "other": "corners[:, 2] * corners[:, 3]",
    }[settings["move_b"]]
    return [
        network_line(scene),
        *_TASK,
        f"second = {target}",
        "def learn(mean, covariance, at, y):  # a Gaussian process given labels y with noise of 0.1",
        "    gain = np.linalg.solve(covariance[np.ix_(at, at)] + 0.01 * np.eye(len(at)), covariance[at]).T",
        "    return mean + gain @ (y - mean[at]), covariance - gain @ covariance[at]",
        "",
        f"task, shown = task_of({scene.seed}), np.random.default_rng({scene.seed}).permutation(1024)[:128]",
        f"*_, last = rich.stream(network, task, width=256, scale={settings['move_a']!r}, seed={scene.seed})",
        "nngp = np.asarray(kernel_pair(network, corners).nngp)",
        "kept = rich.feature_kernel(network, last.parameters, corners, corners)",
        "kept *= np.trace(nngp) / np.trace(kept)",
        "priors = {'new start': (np.zeros(1024), nngp), 'features kept': (np.zeros(1024), kept)}",
        "priors['first posterior'] = learn(np.zeros(1024), nngp, shown, product[shown])",
        f"at = np.random.default_rng(({scene.seed}, 0, 1)).permutation(1024)[:16]",
        "errors = {}",
        "for name, prior in priors.items():",
        "    guess = learn(*prior, at, second[at])[0]",
        "    errors[name] = np.delete((guess - second) ** 2, at).mean()",
        "    print(name, 'test error of the second task with 16 examples:', errors[name])",
    ]
