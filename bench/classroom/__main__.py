"""Entry point of `python -m bench.classroom`."""

from bench.classroom.lessons import main

if __name__ == "__main__":
    main()
