# %% [markdown] id="header"
# # {{ program.label }}. {{ program.title }}
#
#: for badge in program.badges
# [![{{ badge.text }}]({{ badge.image }})]({{ badge.url }})
#: endfor
#
# **{{ edition.course ~ " · " if edition.course is defined else "" }}{{ chapter.words.chapter.format(number=chapter.number, title=chapter.title) }} · {{ chapter.words.section.format(section=program.section) }}**
#
#: if program.previous
# ◀ [{{ program.previous.label }}]({{ program.previous.url }})
#: endif
#: if program.previous and program.next
# |
#: endif
#: if program.next
# [{{ program.next.label }}]({{ program.next.url }}) ▶
#: endif
#
# <details><summary>{{ chapter.words.contents.format(number=chapter.number) }}</summary>
#
#: for each in chapter.programs
#: if each.here
# - **{{ each.label }}. {{ each.title }}** ({{ chapter.words.here }})
#: else
# - [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endif
#: endfor
#
# </details>
#
#: if program.edition == "student"
# {{ chapter.words.student.format(url=program.editions.complete.url) }}
#
#: elif program.edition == "instructor"
# {{ chapter.words.instructor }}
#
#: elif program.editions.student
# {{ chapter.words.to_student.format(url=program.editions.student.url) }}
#
#: endif
# {{ chapter.words.goals }}
#
#: block goals
#: endblock
#
#: block preview
#: if program.picture
# ![{{ program.picture.alt }}]({{ program.picture.path }})
#
#: if program.picture.n_training
# *{{ chapter.words.preview_trained.format(count=program.picture.n_training) }}*
#: else
# *{{ chapter.words.preview }}*
#: endif
#: endif
#: endblock
#
#: if program.minutes.cpu or program.minutes.gpu
# **{{ chapter.words.minutes }}**
#: if program.minutes.cpu
# CPU {{ chapter.words.under_a_minute if program.minutes.cpu < 1 else chapter.words.about_minutes.format(minutes=program.minutes.cpu | round | int) }}
#: endif
#: if program.minutes.cpu and program.minutes.gpu
# ·
#: endif
#: if program.minutes.gpu
# Kaggle GPU {{ chapter.words.under_a_minute if program.minutes.gpu < 1 else chapter.words.about_minutes.format(minutes=program.minutes.gpu | round | int) }}
#: endif
#
#: endif
# {{ chapter.words.how_to_run }}
#: if program.gpu
# {{ chapter.words.with_gpu }}
#: else
# {{ chapter.words.without_gpu }}
#: endif

#: if program.edition == "instructor" and program.plan
# %% [markdown] id="plan" role="instructor"
# ## {{ chapter.words.plan }}
#
# | {{ chapter.words.plan_part }} | {{ chapter.words.plan_minutes }} |
# |:---|---:|
#: for each in program.plan
# | {{ each.part }} | {{ each.minutes }} |
#: endfor
# | {{ chapter.words.plan_sum }} | {{ program.plan | sum(attribute="minutes") }} |
#: endif

#: if program.edition
#: include "self_check.py"
#: endif

#: block lesson
#: endblock

#: if program.lecture.values and program.edition != "student"
#: include "lecture.py"
#: endif

#: block results
#: endblock

# %% id="save-results" role="machinery"
#: set modules = self.lesson() | modules
import json
import platform
#: if modules
import sys
import warnings
#: endif
#: if "torch" in modules

import torch
#: endif

results["environment"] = {"python": platform.python_version()}
#: if modules
#: block versions
with warnings.catch_warnings(action="ignore"):
    for name in {{ modules | literal }}:
        if version := getattr(sys.modules.get(name), "__version__", None):
            results["environment"][name] = str(version)
#: endblock
#: endif
#: if "torch" in modules
results["environment"]["device"] = torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu"
#: endif


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
    json.dump(results, file, indent=1, default=as_numbers)

#: block report
#: endblock

#: if program.edition
#: include "blanks_done.py"
#: endif

#: if program.edition == "instructor" and program.lecture.values
# %% [markdown] id="expected" role="instructor"
# ## {{ chapter.words.expected }}
#
# | {{ chapter.words.expected_value }} | {{ chapter.words.expected_full }} | {{ chapter.words.expected_quick }} | {{ chapter.words.expected_range.format(seeds=program.lecture.seeds) }} |
# |:---|---:|---:|:---:|
#: for each in program.lecture["values"]
# | {{ each.name }} | {{ "–" if each.full is none else each.full }} | {{ "–" if each.quick is none else each.quick }} | {{ "–" if each.low is none else each.low ~ " ~ " ~ each.high }} |
#: endfor
#: endif

#: if self.summary() | trim
# %% [markdown] id="summary"
# ## {{ chapter.words.summary }}
#
#: block summary
#: endblock
#: endif

#: if self.questions() | trim
# %% [markdown] id="questions"
# ## {{ chapter.words.questions }}
#
#: block questions
#: endblock
#: endif

#: if program.tries
# %% [markdown] id="tries"
# ## {{ chapter.words.tries }}
#
# {{ chapter.words.tries_how }}
#: if program.data
# {{ chapter.words.tries_of_samples }}
#: else
# {{ chapter.words.tries_measured }}
#: endif
#
# | {{ chapter.words.try_set }} | {{ chapter.words.try_value }} | {{ chapter.words.try_before }} | {{ chapter.words.try_after }} | {{ chapter.words.try_says }} |
# |:---|:---|---:|---:|:---|
#: for each in program.tries
# | `{{ each.set }}` | {{ each.name }} | {{ each.before }} | {{ each.after }} | {{ each.says }} |
#: endfor
#: endif

#: if self.more() | trim
# %% [markdown] id="more"
# ## {{ chapter.words.more }}
#
#: block more
#: endblock
#: endif

#: if program.terms
# %% [markdown] id="terms"
# <details><summary>{{ chapter.words.terms.format(count=program.terms | length) }}</summary>
#
# | {{ chapter.words.term }} | {{ chapter.words.english }} | {{ chapter.words.means }} |
# |:---|:---|:---|
#: for each in program.terms
# | {{ each.term }} | {{ each.english }} | {{ each.means }} |
#: endfor
#
# </details>
#: endif

#: if program.slides and program.edition != "student"
# %% [markdown] id="slides"
# <details><summary>{{ chapter.words.slides.format(count=program.slides | length) }}</summary>
#
# | {{ chapter.words.slide_section }} | {{ chapter.words.slide_says }} | {{ chapter.words.slide_cells }} | {{ chapter.words.slide_state }} |
# |:---|:---|:---|:---|
#: for each in program.slides
# | {{ each.section }} | {{ each.says }} | {{ "`" ~ (each.cells | join("`, `")) ~ "`" }} | {{ chapter.words[each.state] }} |
#: endfor
#
# </details>
#: endif

#: if program.errata
# %% [markdown] id="errata"
# <details{{ " open" if program.edition == "instructor" else "" }}><summary>{{ chapter.words.errata.format(count=program.errata | length) }}</summary>
#
#: for erratum in program.errata
# **{{ loop.index }}. {{ erratum.where }}**
#
# - {{ chapter.words.erratum_slide }}: {{ erratum.slide }}
# - {{ chapter.words.erratum_problem }}: {{ erratum.problem }}
# - {{ chapter.words.erratum_notebook }}: {{ erratum.notebook }}
#
#: endfor
# </details>
#: endif

#: if program.next
# %% [markdown] id="next"
# {{ chapter.words.next }}: [{{ program.next.label }}. {{ program.next.title }}]({{ program.next.url }}) ▶
#: endif
