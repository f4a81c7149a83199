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
#: if program.edition == "student"
# **빈칸이 있는 노트북이다.** 코드에서 `__1__`처럼 번호가 붙은 곳을 채운 다음 그 셀과 아래의 확인 셀을 다시 실행하면 맞았는지 알 수 있다. 빈칸이 남아 있어도 **Run All**은 끝까지 간다. 막히면 힌트를 열어 보고, 다 풀었으면 [완성된 노트북]({{ program.editions.complete.url }})과 비교한다.
#
#: elif program.edition == "instructor"
# **강사용 노트북이다.** 빈칸의 답에는 번호가 붙어 있고, 확인 셀 아래에 틀리기 쉬운 답과 그때 나오는 말이 있다.
#
#: elif program.editions.student
# 직접 채우며 배우려면 [빈칸이 있는 노트북]({{ program.editions.student.url }})을 연다.
#
#: endif
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

#: if program.edition == "instructor" and program.plan
# %% [markdown] id="plan" role="instructor"
# ## 수업 계획
#
# | 할 일 | 분 |
# |:---|---:|
#: for each in program.plan
# | {{ each.part }} | {{ each.minutes }} |
#: endfor
# | 모두 | {{ program.plan | sum(attribute="minutes") }} |
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

#: if program.edition
#: include "blanks_done.py"
#: endif

#: if program.edition == "instructor" and program.lecture.values
# %% [markdown] id="expected" role="instructor"
# ## 예상 값
#
# | 값 | 강의 설정 | 짧은 실행 | 시드 {{ program.lecture.seeds }}개의 범위 |
# |:---|---:|---:|:---:|
#: for each in program.lecture["values"]
# | {{ each.name }} | {{ "–" if each.full is none else each.full }} | {{ "–" if each.quick is none else each.quick }} | {{ "–" if each.low is none else each.low ~ " ~ " ~ each.high }} |
#: endfor
#: endif

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

#: if program.slides and program.edition != "student"
# %% [markdown] id="slides"
# <details><summary>슬라이드와 이 노트북 ({{ program.slides | length }})</summary>
#
# | 절 | 슬라이드의 내용 | 셀 | 방법 |
# |:---|:---|:---|:---|
#: for each in program.slides
# | {{ each.section }} | {{ each.says }} | {{ "`" ~ (each.cells | join("`, `")) ~ "`" }} | {{ {"computed": "계산", "shown": "그림", "refuted": "반박", "told": "설명"}[each.state] }} |
#: endfor
#
# </details>
#: endif

#: if program.errata
# %% [markdown] id="errata"
# <details{{ " open" if program.edition == "instructor" else "" }}><summary>강의 자료와 다른 점 ({{ program.errata | length }})</summary>
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
