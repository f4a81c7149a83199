#: extends "program.py"
#: block lesson
# %% id="subtract"
steps = [2 - step for step in range(3)]  #> 하나씩 뺀다

# %% id="results"
results = {"steps": steps}
#: endblock
