# %% id="curves"
import matplotlib.pyplot as plt

epoch_numbers = range(1, epochs + 1)  #> 가로축은 1부터 센 에포크다

plt.figure(figsize=(6.4, 4))
plt.plot(epoch_numbers, history["train_acc"], "o--", label="Train")  #> 학습 데이터는 동그라미와 점선으로 그린다
plt.plot(epoch_numbers, history["test_acc"], "s-", label="Validation")  #> 평가 데이터는 네모와 실선으로 그린다
plt.title("Model Accuracy")
plt.xlabel("Epoch")
plt.ylabel("Accuracy")
plt.xlim(0.5, epochs + 0.5)
plt.locator_params(axis="x", integer=True)  #> 눈금을 정수에만 둔다
plt.legend(loc="lower right")
plt.grid()
plt.show()

plt.figure(figsize=(6.4, 4))
plt.plot(epoch_numbers, history["train_loss"], "o--", label="Train")
plt.plot(epoch_numbers, history["test_loss"], "s-", label="Validation")
plt.title("Loss")
plt.xlabel("Epoch")
plt.ylabel("Loss")
plt.xlim(0.5, epochs + 0.5)
plt.locator_params(axis="x", integer=True)
plt.legend(loc="upper right")
plt.grid()
plt.show()
