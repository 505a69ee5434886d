"""Work shared by all devices that JAX sees in this process."""

from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import Any

import jax


def on_all_devices(write: Callable[[int, int], None], blocks: list[tuple[int, int]]) -> Generator[tuple[int, int]]:
    """Do each block on a device that is free, and yield those that are finished."""
    chosen = jax.config.jax_default_device  # pyright: ignore[reportAttributeAccessIssue]
    devices = [chosen] if chosen is not None else jax.local_devices()[: len(blocks)]
    if len(devices) == 1:
        for block in blocks:
            write(*block)
            yield block
        return

    def work(device: Any, block: tuple[int, int]) -> None:
        with jax.enable_x64(True), jax.default_device(device):
            write(*block)

    waiting, running = iter(blocks), {}
    with ThreadPoolExecutor(max(len(devices), 1)) as pool:
        for device, block in zip(devices, waiting, strict=False):
            running[pool.submit(work, device, block)] = device, block
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                device, block = running.pop(future)
                future.result()
                if (after := next(waiting, None)) is not None:
                    running[pool.submit(work, device, after)] = device, after
                yield block
