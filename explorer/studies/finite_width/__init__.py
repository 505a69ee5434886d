"""Finite width: order and chaos in deep networks, and what networks of finite width do beyond the limit."""
