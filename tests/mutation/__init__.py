"""Mutation testing of the lecture: `python -m tests.mutation` plants the mistakes of defects.toml one at a time."""
