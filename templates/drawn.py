# %% [markdown] id="drawn-note"
# 다음 함수는 그림에 실제로 무엇이 그려졌는지를 읽어 낸다. 결과를 점검할 때 쓰며, 학습 내용과는 관계가 없다.

# %% id="drawn"
def drawn(axes):
    """Return what a picture shows: its words, and the y values of each curve."""
    return {
        "title": axes.get_title(),
        "labels": [axes.get_xlabel(), axes.get_ylabel()],
        "legend": [text.get_text() for text in axes.get_legend().get_texts()],
        "curves": [[float(y) for y in line.get_ydata()] for line in axes.lines],
        "grid": axes.xaxis.get_gridlines()[0].get_visible(),
    }
