# %% id="curves"
import matplotlib.pyplot as plt

plt.plot(history["train_acc"])
plt.plot(history["test_acc"])
plt.title("Model Accuracy")
plt.xlabel("Epoch")
plt.ylabel("Accuracy")
plt.legend(["Train", "Validation"], loc="lower right")
plt.grid()
accuracy_axes = plt.gca()  #> 나중에 그림의 내용을 점검하려고 좌표축을 기억해 둔다
plt.show()

plt.plot(history["train_loss"])
plt.plot(history["test_loss"])
plt.title("Loss")
plt.xlabel("Epoch")
plt.ylabel("Loss")
plt.legend(["Train", "Validation"], loc="upper right")
plt.grid()
loss_axes = plt.gca()
plt.show()
