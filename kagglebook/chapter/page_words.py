"""The words of the page that all courses share (templates/program.py), a table for each language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageWords:
    """The page's words in one language. What stands in braces, the page fills in by `format`."""

    chapter: str  # of the header: {number}, {title}
    section: str  # {section}
    contents: str  # {number} of the chapter
    here: str
    student: str  # what each edition is, {url} of the complete notebook
    instructor: str
    to_student: str  # {url}
    goals: str
    preview: str
    preview_trained: str  # {count} of training samples
    minutes: str
    under_a_minute: str
    about_minutes: str  # {minutes}
    how_to_run: str
    with_gpu: str
    without_gpu: str
    plan: str  # a heading, and those of its table's columns
    plan_part: str
    plan_minutes: str
    plan_sum: str
    expected: str
    expected_value: str
    expected_full: str
    expected_quick: str
    expected_range: str  # {seeds}
    summary: str
    questions: str
    tries: str
    tries_how: str
    tries_of_samples: str
    tries_measured: str
    try_set: str
    try_value: str
    try_before: str
    try_after: str
    try_says: str
    more: str
    terms: str  # {count}
    term: str
    english: str
    means: str
    slides: str  # {count}
    slide_section: str
    slide_says: str
    slide_cells: str
    slide_state: str
    computed: str
    shown: str
    refuted: str
    told: str
    errata: str  # {count}
    erratum_slide: str
    erratum_problem: str
    erratum_notebook: str
    next: str


KOREAN = PageWords(
    chapter="{number}장 {title}",
    section="{section}절",
    contents="{number}장 목차",
    here="지금 보는 노트북",
    student="**빈칸이 있는 노트북이다.** 코드에서 `__1__`처럼 번호가 붙은 곳을 채운 다음 그 셀과 아래의 확인 셀을 다시 실행하면 "
    "맞았는지 알 수 있다. 빈칸이 남아 있어도 **Run All**은 끝까지 간다. 막히면 힌트를 열어 보고, 다 풀었으면 "
    "[완성된 노트북]({url})과 비교한다.",
    instructor="**강사용 노트북이다.** 빈칸의 답에는 번호가 붙어 있고, 확인 셀 아래에 틀리기 쉬운 답과 그때 나오는 말이 있다.",
    to_student="직접 채우며 배우려면 [빈칸이 있는 노트북]({url})을 연다.",
    goals="이 노트북에서 할 일:",
    preview="끝까지 실행하면 이런 그림을 얻는다.",
    preview_trained="끝까지 실행하면 이런 그림을 얻는다. 이 그림은 학습 데이터 {count}개로 실행해 얻은 것이다.",
    minutes="걸리는 시간",
    under_a_minute="1분 안",
    about_minutes="약 {minutes}분",
    how_to_run="**실행하기** 공개된 노트북을 보고 있다면 오른쪽 위의 **Copy & Edit**를 눌러 복사한 다음 **Run All**을 누른다.",
    with_gpu="GPU는 **Session options**의 Accelerator에서 고른다. 없어도 느릴 뿐 결과는 나온다. GPU와 인터넷은 전화번호로 "
    "인증한 Kaggle 계정에서만 켤 수 있다.",
    without_gpu="GPU는 필요 없다.",
    plan="수업 계획",
    plan_part="할 일",
    plan_minutes="분",
    plan_sum="모두",
    expected="예상 값",
    expected_value="값",
    expected_full="강의 설정",
    expected_quick="짧은 실행",
    expected_range="시드 {seeds}개의 범위",
    summary="정리",
    questions="확인 문제",
    tries="해 보기",
    tries_how="매개변수 셀의 값을 바꾸고 **Run All**을 누른다.",
    tries_of_samples="표의 숫자는 데이터의 일부로 짧게 실행해 잰 것이어서 전체 데이터로는 다른 값이 나온다.",
    tries_measured="표의 숫자는 실행해 잰 것이다.",
    try_set="바꿀 값",
    try_value="보는 값",
    try_before="전",
    try_after="후",
    try_says="알 수 있는 것",
    more="더 보기",
    terms="새로 나온 용어 ({count})",
    term="용어",
    english="영어",
    means="뜻",
    slides="슬라이드와 이 노트북 ({count})",
    slide_section="절",
    slide_says="슬라이드의 내용",
    slide_cells="셀",
    slide_state="방법",
    computed="계산",
    shown="그림",
    refuted="반박",
    told="설명",
    errata="강의 자료와 다른 점 ({count})",
    erratum_slide="강의 자료",
    erratum_problem="문제",
    erratum_notebook="이 노트북",
    next="다음",
)
ENGLISH = PageWords(
    chapter="Chapter {number}: {title}",
    section="section {section}",
    contents="Contents of chapter {number}",
    here="this notebook",
    student="**This notebook has blanks.** Fill in what is numbered, such as `__1__`, then run that cell and the check below "
    "it again to see whether it is right. **Run All** goes through to the end whatever is still open. If you are stuck, "
    "open a hint; when you are done, compare with the [complete notebook]({url}).",
    instructor="**This is the instructor's notebook.** The answers to the blanks are numbered, and below each check are "
    "wrong answers that are often given, with what the check says of them.",
    to_student="To learn by doing, open the [notebook with blanks]({url}).",
    goals="What you will do in this notebook:",
    preview="Run to the end to get this picture.",
    preview_trained="Run to the end to get this picture. It was made with {count} training samples.",
    minutes="How long it takes",
    under_a_minute="under a minute",
    about_minutes="about {minutes} min",
    how_to_run="**To run it** If this is the published notebook, press **Copy & Edit** at the top right, then **Run All**.",
    with_gpu="Choose a GPU under Accelerator in **Session options**. Without one it is slower, with the same results. A GPU "
    "and the internet need a Kaggle account with a verified phone number.",
    without_gpu="No GPU is needed.",
    plan="Plan of the class",
    plan_part="Part",
    plan_minutes="Minutes",
    plan_sum="In all",
    expected="Expected values",
    expected_value="Value",
    expected_full="As in the lecture",
    expected_quick="Short run",
    expected_range="Range over {seeds} seeds",
    summary="Summary",
    questions="Questions",
    tries="Try it",
    tries_how="Change a value in the parameters cell and press **Run All**.",
    tries_of_samples="The numbers in the table are of short runs on part of the data; all data give others.",
    tries_measured="The numbers in the table were measured.",
    try_set="Set",
    try_value="Look at",
    try_before="Before",
    try_after="After",
    try_says="What it shows",
    more="Read on",
    terms="New terms ({count})",
    term="Term",
    english="English",
    means="Meaning",
    slides="The slides and this notebook ({count})",
    slide_section="Section",
    slide_says="What the slides say",
    slide_cells="Cells",
    slide_state="How",
    computed="computed",
    shown="shown",
    refuted="refuted",
    told="told",
    errata="Where the lecture's material is wrong ({count})",
    erratum_slide="The material",
    erratum_problem="The problem",
    erratum_notebook="This notebook",
    next="Next",
)
