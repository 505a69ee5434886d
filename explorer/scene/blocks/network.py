"""The network of the library that a row of blocks makes, and the lines of Python that make it."""

from collections.abc import Sequence
from typing import Any

from explorer.scene.blocks.order import Node, nested
from explorer.scene.blocks.sorts import FLATTEN, WINDOWS, Block
from ntkcore import Network, layers


def network_of(blocks: Sequence[Block]) -> Network:
    """The network of blocks in a possible order, see `order.fault_of`."""
    return Network(layers.serial(*map(_layer, nested(blocks))))


def _layer(node: Node) -> Any:
    block = node.block
    match block.sort:
        case "dense":
            return layers.dense(*block.values)
        case "conv":
            size, border, weights, biases = block.values
            return layers.conv(int(size), weights, biases, padding=str(border))
        case "activation":
            return layers.activation(str(block.values[0]))
        case "norm":
            return layers.layer_norm()
        case "skip":
            _, straight, branch = block.values
            return layers.residual(layers.serial(*map(_layer, node.branch)), skip=straight, scale=branch)
    how = block.values[0]
    return layers.flatten() if how == FLATTEN else layers.avg_pool(2) if how == WINDOWS else layers.global_avg_pool()


def code_of(blocks: Sequence[Block]) -> list[str]:
    """The lines of Python that make the network, as `network`, from ntkcore's Network and layers."""
    lines = [f"{line}," for node in nested(blocks) for line in [_code(node)]]
    return ["network = Network(layers.serial(", *(f"    {line}" for line in lines), "))"]


def _code(node: Node) -> str:
    block = node.block
    values = [float(each) for each in block.values if not isinstance(each, str)]
    numbers = ", ".join(f"{each!r}" for each in values)
    match block.sort:
        case "dense":
            return f"layers.dense({numbers})"
        case "conv":
            border = str(block.get("border"))
            padding = "" if border == "same" else f', padding="{border}"'
            return f"layers.conv({block.get('size')}, {numbers}{padding})"
        case "activation":
            return f'layers.activation("{block.values[0]}")'
        case "norm":
            return "layers.layer_norm()"
        case "skip":
            inner = ", ".join(map(_code, node.branch))
            return f"layers.residual(layers.serial({inner}), skip={values[0]!r}, scale={values[1]!r})"
    how = block.values[0]
    name = {FLATTEN: "flatten()", WINDOWS: "avg_pool(2)"}.get(str(how), "global_avg_pool()")
    return f"layers.{name}"
