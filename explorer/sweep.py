"""Entry point of `python -m explorer.sweep`, which trains many ensembles without the app."""

from explorer.studies.training.sweep import main

if __name__ == "__main__":
    main()
