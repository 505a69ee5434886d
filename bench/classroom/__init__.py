"""A class of students on one machine: `python -m bench.classroom --help`."""
