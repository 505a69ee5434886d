"""`python -m explorer.sweep`: a sweep without the app."""

from explorer.studies.training.sweep import main

if __name__ == "__main__":
    main()
