"""Scripts of the Images page: which digits two networks find most alike to one that was moved."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages import blocks
from explorer.export.script import HEAD, as_text
from explorer.scene.scene import Scene


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of the tab on screen; of the scene only the seed has a part in it."""
    if settings["show"] == "blocks":
        return as_text(*HEAD, *blocks.lines(scene, settings))
    return as_text(*HEAD, *_networks(settings), *_likeness(settings))


def _networks(settings: Mapping[str, Any]) -> list[str]:
    """Both networks, the digits that come with the app, and how the networks read them."""
    spreads = f"{settings['std_w']!r}, {settings['std_b']!r}"
    return [
        "from ntkcore import Architecture, Network, kernel_pair, layers",
        "",
        f'depth, phi, spreads = {settings["deep"]}, "{settings["phi"]}", ({spreads})',
        "connected = Architecture(phi, depth, *spreads)",
        "hidden = [layers.conv(3, *spreads), layers.activation(phi)] * depth",
        "pooled = Network(layers.serial(*hidden, layers.global_avg_pool(), layers.dense(*spreads)))",
        'images = np.load("assets/digits.npz")["images"].astype(float)  # (240, 8, 8), in a checkout of the app',
        "",
        "def standardised(x):",
        "    x = x - x.mean(axis=(1, 2), keepdims=True)",
        "    return (x / x.std(axis=(1, 2), keepdims=True))[..., None]",
        "",
    ]


def _likeness(settings: Mapping[str, Any]) -> list[str]:
    """The digits in the order of their likeness to the query, for both networks."""
    return [
        f"digit, right, down = {settings['digit']}, {settings['right']}, {settings['down']}",
        "framed = np.pad(images[digit], 8)  # zeros come in where the digit has moved away",
        "query = standardised(framed[None, 8 - down : 16 - down, 8 - right : 16 - right])",
        "x = standardised(images)",
        "def cosines(network, query, x):",
        "    def kernel(*inputs):",
        f"        return np.asarray(kernel_pair(network, *inputs).{settings['by']})",
        "    itself = np.array([kernel(x[[i]])[0, 0] for i in range(len(x))])",
        "    return kernel(query, x)[0] / np.sqrt(kernel(query)[0, 0] * itself)",
        "",
        'cosine = {"connected": cosines(connected, query.reshape(1, -1), x.reshape(len(x), -1))}',
        'cosine["convolutional"] = cosines(pooled, query, x)',
        "ranks = {name: 1 + int(np.sum(row > row[digit])) for name, row in cosine.items()}",
        "for name, row in cosine.items():",
        '    print(name, "most alike:", np.argsort(-row, kind="stable")[:6], "rank of the digit itself:", ranks[name])',
    ]
