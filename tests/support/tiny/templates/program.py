# %% [markdown] id="header"
# # {{ program.label }}. {{ program.title }}
#
# [Open in Kaggle]({{ program.url }})

#: block lesson
#: endblock

# %% id="save-results"
import json

with open("results.json", "w", encoding="utf-8") as file:
    json.dump(results, file)

#: if program.errata
# %% [markdown] id="errata"
#: for erratum in program.errata
# - {{ erratum.where }}: {{ erratum.problem }}
#: endfor
#: endif
