"""Dataclasses as pytrees, so that JAX can trace, differentiate and batch what they hold."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from jax.tree_util import GetAttrKey, register_pytree_with_keys


def register(cls: type, is_static: Callable[[str, Any], bool]) -> None:
    """Make the dataclass `cls` a pytree: a field is a leaf (or a tree of leaves) unless is_static(name, value).

    Every field is carried, those of later versions too. Unflattening sets the fields without calling ``__init__``: JAX
    fills trees with tracers, shapes and placeholders, which no check could read.
    """

    every_name = tuple(field.name for field in fields(cls))

    def flatten(value: Any) -> tuple[list[Any], tuple]:
        leaves, names, static = [], [], []
        for name in every_name:
            held = getattr(value, name)
            if is_static(name, held):
                static.append((name, held))
            else:
                names.append(name)
                leaves.append(held)
        return leaves, (tuple(static), tuple(names))

    def flatten_with_keys(value: Any) -> tuple[list[tuple[Any, Any]], tuple]:
        leaves, about = flatten(value)
        return [(GetAttrKey(name), held) for name, held in zip(about[1], leaves, strict=True)], about

    def unflatten(about: tuple, leaves: Any) -> Any:
        static, names = about
        value = object.__new__(cls)
        for name, held in (*static, *zip(names, leaves, strict=True)):
            object.__setattr__(value, name, held)
        return value

    register_pytree_with_keys(cls, flatten_with_keys, unflatten, flatten)
