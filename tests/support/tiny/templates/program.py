# %% [markdown] id="header"
# # {{ program.label }}. {{ program.title }}
#
# [Open in Kaggle]({{ program.url }})

#: block lesson
#: endblock

# %% id="save-results" role="machinery"
import json


def as_numbers(array):
    """Return an array or a tensor as the numbers and lists that JSON knows."""
    if getattr(array, "requires_grad", False):
        raise TypeError("a tensor that keeps its graph: take .item() or .detach()")
    return array.tolist()


for name, value in results.items():
    try:
        json.dumps(value, default=as_numbers)
    except (TypeError, ValueError, AttributeError) as error:
        raise TypeError(f"results[{name!r}] can't be saved: {error}") from None
with open("results.json", "w", encoding="utf-8") as file:
    json.dump(results, file, default=as_numbers)

#: if program.errata
# %% [markdown] id="errata"
#: for erratum in program.errata
# - {{ erratum.where }}: {{ erratum.problem }}
#: endfor
#: endif
