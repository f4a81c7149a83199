# %% [markdown] id="header"
# # {{ program.label }}. {{ program.title }}
#
#: for badge in program.badges
# [![{{ badge.text }}]({{ badge.image }})]({{ badge.url }})
#: endfor
#
# **{{ edition.course }} · {{ chapter.number }}장 {{ chapter.title }} · {{ program.section }}절**
#
# 이 노트북에서 할 일:
#
#: block goals
#: endblock
#: if program.gpu
#
# > Kaggle에서는 오른쪽 **Session options**의 Accelerator가 GPU인지 확인하고 **Run All**을 누른다. GPU가 없어도 느릴 뿐 결과는 나온다.
#: else
#
# > Kaggle에서 **Run All**을 누르면 처음부터 끝까지 실행된다. GPU는 필요 없다.
#: endif

#: block lesson
#: endblock

# %% [markdown] id="save-note"
# 결과를 `results.json`에 저장한다. 강의를 준비할 때 이 파일로 프로그램이 제대로 동작했는지 자동으로 점검한다.

# %% id="save-results"
import json
import platform

import torch

results["environment"] = {
    "python": platform.python_version(),
    "torch": torch.__version__,
    "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
}


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

#: if program.errata
# %% [markdown] id="errata"
# ## 강의 자료와 다른 점
#
#: for erratum in program.errata
# **{{ loop.index }}. {{ erratum.where }}**
#
# - 강의 자료: {{ erratum.slide }}
# - 문제: {{ erratum.problem }}
# - 이 노트북: {{ erratum.notebook }}
#
#: endfor
#: endif
