# %% [markdown] id="header"
# # {{ program.label }}. {{ program.title }}
#
#: for badge in program.badges
# [![{{ badge.text }}]({{ badge.image }})]({{ badge.url }})
#: endfor
#
# **{{ edition.course }} · {{ chapter.number }}장 {{ chapter.title }} · {{ program.section }}절**
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
# <details><summary>{{ chapter.number }}장 목차</summary>
#
#: for each in chapter.programs
#: if each.here
# - **{{ each.label }}. {{ each.title }}** (지금 보는 노트북)
#: else
# - [{{ each.label }}. {{ each.title }}]({{ each.url }})
#: endif
#: endfor
#
# </details>
#
# 이 노트북에서 할 일:
#
#: block goals
#: endblock
#
#: block preview
#: if program.picture
# ![{{ program.picture.alt }}]({{ program.picture.path }})
#
#: if program.picture.n_training
# *끝까지 실행하면 이런 그림을 얻는다. 이 그림은 학습 데이터 {{ program.picture.n_training }}개로 실행해 얻은 것이다.*
#: else
# *끝까지 실행하면 이런 그림을 얻는다.*
#: endif
#: endif
#: endblock
#
#: if program.minutes.cpu or program.minutes.gpu
# **걸리는 시간**
#: if program.minutes.cpu
# CPU {{ "1분 안" if program.minutes.cpu < 1 else "약 " ~ (program.minutes.cpu | round | int) ~ "분" }}
#: endif
#: if program.minutes.cpu and program.minutes.gpu
# ·
#: endif
#: if program.minutes.gpu
# Kaggle GPU {{ "1분 안" if program.minutes.gpu < 1 else "약 " ~ (program.minutes.gpu | round | int) ~ "분" }}
#: endif
#
#: endif
# **실행하기** 공개된 노트북을 보고 있다면 오른쪽 위의 **Copy & Edit**를 눌러 복사한 다음 **Run All**을 누른다.
#: if program.gpu
# GPU는 **Session options**의 Accelerator에서 고른다. 없어도 느릴 뿐 결과는 나온다. GPU와 인터넷은 전화번호로 인증한 Kaggle 계정에서만 켤 수 있다.
#: else
# GPU는 필요 없다.
#: endif

#: block lesson
#: endblock

#: if program.lecture.values
#: include "lecture.py"
#: endif

#: block results
#: endblock

# %% id="save-results" role="machinery"
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

#: block report
#: endblock

#: if self.summary() | trim
# %% [markdown] id="summary"
# ## 정리
#
#: block summary
#: endblock
#: endif

#: if self.questions() | trim
# %% [markdown] id="questions"
# ## 확인 문제
#
#: block questions
#: endblock
#: endif

#: if program.tries
# %% [markdown] id="tries"
# ## 해 보기
#
# 매개변수 셀의 값을 바꾸고 **Run All**을 누른다.
#: if program.data
# 표의 숫자는 데이터의 일부로 짧게 실행해 잰 것이어서 전체 데이터로는 다른 값이 나온다.
#: else
# 표의 숫자는 실행해 잰 것이다.
#: endif
#
# | 바꿀 값 | 보는 값 | 전 | 후 | 알 수 있는 것 |
# |:---|:---|---:|---:|:---|
#: for each in program.tries
# | `{{ each.set }}` | {{ each.name }} | {{ each.before }} | {{ each.after }} | {{ each.says }} |
#: endfor
#: endif

#: if self.more() | trim
# %% [markdown] id="more"
# ## 더 보기
#
#: block more
#: endblock
#: endif

#: if program.terms
# %% [markdown] id="terms"
# <details><summary>새로 나온 용어 ({{ program.terms | length }})</summary>
#
# | 용어 | 영어 | 뜻 |
# |:---|:---|:---|
#: for each in program.terms
# | {{ each.term }} | {{ each.english }} | {{ each.means }} |
#: endfor
#
# </details>
#: endif

#: if program.errata
# %% [markdown] id="errata"
# <details><summary>강의 자료와 다른 점 ({{ program.errata | length }})</summary>
#
#: for erratum in program.errata
# **{{ loop.index }}. {{ erratum.where }}**
#
# - 강의 자료: {{ erratum.slide }}
# - 문제: {{ erratum.problem }}
# - 이 노트북: {{ erratum.notebook }}
#
#: endfor
# </details>
#: endif

#: if program.next
# %% [markdown] id="next"
# 다음: [{{ program.next.label }}. {{ program.next.title }}]({{ program.next.url }}) ▶
#: endif
