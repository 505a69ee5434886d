"""Train many finite networks at once and watch them: `python -m ntkcore.ensembles --help` does it without the app."""
