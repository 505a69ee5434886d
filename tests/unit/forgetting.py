"""Makes every remembered answer be computed again."""

import sys


def forget_answers():
    """As in a process that has just started, save that what was compiled stays compiled."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("ntkcore.", "explorer.grid", "explorer.scene")) or ".numbers" in name:
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
