"""Scripts of the Images page: likeness of digits to one that was moved, and accuracies with windows of pooling."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages import blocks
from explorer.export.pages.digits import digit_lines
from explorer.export.script import HEAD, as_text
from explorer.scene.scene import Scene


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of the tab on screen; of the scene only the seed has a part in it."""
    if settings["show"] == "blocks":
        return as_text(*HEAD, *blocks.lines(scene, settings))
    part = _pooling(settings) if settings["show"] == "pooling" else _likeness(settings)
    return as_text(*HEAD, *_networks(settings), *part)


def _networks(settings: Mapping[str, Any]) -> list[str]:
    """Both networks, the digits that come with the app, and how the networks read them."""
    spreads = f"{settings['std_w']!r}, {settings['std_b']!r}"
    return [
        "from ntkcore import Architecture, Network, kernel_pair, layers",
        "",
        f'depth, phi, spreads = {settings["deep"]}, "{settings["phi"]}", ({spreads})',
        "def convolutional(last, padding):",
        "    hidden = [layers.conv(3, *spreads, padding=padding), layers.activation(phi)] * depth",
        "    return Network(layers.serial(*hidden, last, layers.dense(*spreads)))",
        "",
        "def kernel(network, *inputs):",
        f"    return np.asarray(kernel_pair(network, *inputs).{settings['by']})",
        "",
        *digit_lines(as_images=True),
    ]


def _likeness(settings: Mapping[str, Any]) -> list[str]:
    """The digits in the order of their likeness to the query, for both networks."""
    return [
        f"digit, right, down = {settings['digit']}, {settings['right']}, {settings['down']}",
        "framed = np.pad(images[digit], 8)  # zeros come in where the digit has moved away",
        "query = standardised(framed[None, 8 - down : 16 - down, 8 - right : 16 - right])",
        "x = standardised(images)",
        "def cosines(network, query, x):",
        "    itself = np.array([kernel(network, x[[i]])[0, 0] for i in range(len(x))])",
        "    return kernel(network, query, x)[0] / np.sqrt(kernel(network, query)[0, 0] * itself)",
        "",
        "connected = Architecture(phi, depth, *spreads)",
        'cosine = {"connected": cosines(connected, query.reshape(1, -1), x.reshape(len(x), -1))}',
        'cosine["convolutional"] = cosines(convolutional(layers.global_avg_pool(), "same"), query, x)',
        "ranks = {name: 1 + int(np.sum(row > row[digit])) for name, row in cosine.items()}",
        "for name, row in cosine.items():",
        '    print(name, "most alike:", np.argsort(-row, kind="stable")[:6], "rank of the digit itself:", ranks[name])',
    ]


def _pooling(settings: Mapping[str, Any]) -> list[str]:
    """The accuracies for one window and one move, as means of kernels without pooling over shifts."""
    return [
        f"window, right, examples = {settings['window']}, {settings['moved']}, {settings['shown']}",
        'x, flat, kept = standardised(images), convolutional(layers.flatten(), "circular"), {}',
        "def shifted(down, across):  # round the border",
        "    if (down % 8, across % 8) not in kept:",
        "        kept[down % 8, across % 8] = kernel(flat, x, np.roll(x, (down, across), (1, 2)))",
        "    return kept[down % 8, across % 8]",
        "",
        "def pooled(right):  # the share of a difference of positions is that of pairs in the window which have it",
        "    steps = range(1 - window, window)",
        "    share = {step: (window - abs(step)) / window**2 for step in steps}",
        "    return sum(share[i] * share[j] * shifted(i, j + right) for i in steps for j in steps)",
        "",
        "plain, moved = pooled(0), pooled(right)",
        "targets, shares = np.eye(10)[labels] - 0.1, []",
        "for seed in range(100, 120):",
        "    order = np.random.default_rng(seed).permutation(240)",
        "    first, others = order[:examples], order[examples:]",
        "    ridge = 1e-7 * np.trace(plain) / 240 * np.eye(examples)",
        "    solved = np.linalg.solve(plain[np.ix_(first, first)] + ridge, targets[first])",
        "    named = [(k[np.ix_(first, others)].T @ solved).argmax(1) for k in (plain, moved)]",
        "    shares.append([(each == labels[others]).mean() for each in named])",
        "mean, std = np.mean(shares, 0), np.std(shares, 0, ddof=1)",
        'print("accuracy, as they are and moved:", mean, "±", std)',
    ]
