"""A run becomes outcomes: checks, the recorded baseline and what else looks at a run. Knows who made none of them."""
