# %% [markdown] id="overfitting-note"
# ## 과잉 적합을 숫자로
#
# 두 정확도의 차이와, 평가 손실이 가장 작았던 에포크를 출력한다. 차이가 크거나 평가 손실이 가장 작은 에포크가 마지막보다 앞이면 과잉 적합을 의심한다. 차이가 작다고 잘 배운 것은 아니다. 둘 다 낮을 수도 있다.

# %% id="overfitting"
gap = history["train_acc"][-1] - history["test_acc"][-1]
print(f"마지막 에포크: 학습 정확도 - 평가 정확도 = {gap:.4f}")

lowest = min(history["test_loss"])
best_epoch = history["test_loss"].index(lowest) + 1  #> 목록의 번호는 0부터, 에포크는 1부터 센다
print(f"평가 손실이 가장 작은 에포크: {epochs} 가운데 {best_epoch} ({lowest:.4f})")
print(f"마지막 에포크의 평가 손실: {history['test_loss'][-1]:.4f}")
