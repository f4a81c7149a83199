"""The verbs, a module each: its name is what a person types, its docstring's first line what `--help` says.

A module here has `EXTRA` (the extra that it needs, "" for none), `EXAMPLES` (what may be typed behind the command),
`add_options(parser)` and `do(options, context) -> Exit`. It imports what it works with only in `do`, so that the help
of all verbs costs nothing. A new verb is a new module: nothing else has to know it.
"""
