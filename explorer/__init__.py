"""The app: scenes and their links, figures, and what each page shows."""

import ctypes
import os
import sys

import jax

# XLA's newer code for loops takes 100 to 300 MiB while it compiles a kernel with its derivatives, its older code 20 to
# 90 and half of the time. An edit takes 6 to 9 ms with either. What a host has set comes later, and wins.
_OLDER = "--xla_cpu_use_fusion_emitters=false --xla_cpu_parallel_codegen_split_count=1"
os.environ["XLA_FLAGS"] = f"{_OLDER} {os.environ.get('XLA_FLAGS', '')}".strip()

# The C library gives each of many threads a heap of its own, up to eight for a core, and each keeps what is freed
# between pieces in use. Two are enough. It must be said before threads have come, and by the C library's numbers.
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
_set = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
if _set is not None:
    _set(_ARENA_MAX, 2)
    _set(_MMAP_THRESHOLD, 2**20)  # bytes; larger blocks go back to the system when they are freed

# The library switches 64-bit floats on within each of its calls. The app has no other use for JAX and saves that.
jax.config.update("jax_enable_x64", True)
