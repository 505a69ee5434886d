"""The Bounds page: how many errors a network can make after m examples, by what it believed before."""
