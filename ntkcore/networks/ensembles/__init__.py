"""Train many finite networks at once and watch them: `python -m explorer.sweep --help` does it without the app."""
