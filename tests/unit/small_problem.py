"""A small problem that several tests solve: five points, a ReLU network with two hidden layers, every distribution."""

from ntkcore import Architecture

PRIORS = ["nngp", "ntk", "ensemble"]
ARCH = Architecture("relu", 2, 1.4, 0.4)
X, Y = (-1.2, -0.5, 0.1, 0.6, 1.1), (0.3, -0.6, 0.9, 0.2, -0.4)
