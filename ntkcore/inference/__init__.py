"""Gaussian processes given data: factors, posteriors, evidence."""
