#: extends "program.py"
#: block lesson
# %% [markdown] id="note"
# 두 수를 더한다.

# %% id="parameters" tags=["parameters"]
first = {{ program.params.first | literal }}
second = {{ program.params.second | literal }}

#: include "add.py"

# %% id="results"
results = {"total": total}
#: endblock
