"""What must not break the tool: cases by kind, each a fault that is made for real.

`python -m tests.faults` tries all of them and prints how many of each kind survived; pytest tries those that are not
slow, of some kinds the most telling alone; the others with `-m thorough`.
"""
