"""`python -m ntkcore.ensembles`: a sweep without the app."""

from ntkcore.ensembles.sweep import main

if __name__ == "__main__":
    main()
