"""The scripts of the Simplicity page's trained and resampled networks: laws over functions, and their distances."""

from collections.abc import Mapping
from typing import Any

from explorer.export.script import HEAD, as_text, network_line
from explorer.scene.scene import Scene

_STEPS = 5000


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The four laws of the problem on screen, and networks of finite width trained on it; or the three trainings."""
    corners = [i for i, each in enumerate(settings["shown"]) if each == "1"]
    thin = settings["show"] == "thin"
    width, networks = (settings[key] for key in (("thin", "draws") if thin else ("neurons", "runs")))
    rule = "gd" if thin else settings["rule"]
    return as_text(
        *HEAD,
        "from ntkcore import Architecture, boolean",
        "from ntkcore.boolean import completions",
        "",
        network_line(scene),
        f'problem = completions.Problem("{settings["target"]}", {corners})  # a truth table and the corners shown',
        f'loss, stop = "{settings["loss"]}", {settings["end"] == "fitted"}  # stop: at 100 %',
        *(_LAST if thin else _LAWS),
        "",
        f"*_, trained = completions.train(completions.Descent(network, problem, width={int(width)}, loss=loss, "
        f'optimiser="{rule}", stop=stop, networks={int(networks)}, steps={_STEPS}, seed={scene.seed}))',
        'samples = {"trained": trained.counts}',
        *(_resampled(int(width), int(networks), scene.seed) if thin else ()),
        "for name, counts in samples.items():",
        "    for theory, law in laws.items():",
        "        distance = completions.total_variation(counts, law.p)",
        "        noise = completions.sampling_noise(law.p, int(counts.sum()), drawn=law.draws)",
        '        print(name, "to", theory, distance, "sampling alone gives", noise.mean, "±", noise.std)',
    )


_LAWS = (
    "laws = {",
    '    "random networks that fit": completions.bayesian(network, problem),',
    '    "stopped": completions.simulated(network, problem, loss=loss),',
    '    "trained to the end": completions.trained(network, problem),',
    '    "regression": completions.regression(network, problem),',
    "}",
)
_LAST = (
    'if loss == "squared" and not stop:',
    "    wide = completions.regression(network, problem)",
    "else:",
    "    wide = completions.simulated(network, problem, loss=loss, stop=stop, last_layer=True)",
    'laws = {"infinite width, last layer trained": wide}',
)


def _resampled(width: int, networks: int, seed: int) -> tuple[str, ...]:
    return (
        'for number, redrawn in enumerate(("all", "last", "last_of_fitted")):',
        f"    task = completions.Resampling(network, problem, {width}, redrawn, networks={networks}, "
        f"tries=4_000_000, seed={seed + 1} + number)",
        "    *_, resampled = completions.resample(task)",
        '    samples["resampled: " + redrawn] = resampled.counts',
    )
