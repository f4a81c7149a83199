"""Mutation testing: `python -m tests.course.mutation` plants the mistakes of defects.toml one at a time."""
