"""Cached, warmed, bounded calls into ntkcore."""
