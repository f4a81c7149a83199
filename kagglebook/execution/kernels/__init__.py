"""Jupyter kernels that start at once, from a fork server, and leave nothing behind, by a keeper each."""
