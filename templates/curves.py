# %% id="curves"
import matplotlib.pyplot as plt

plt.plot(history["train_acc"])
plt.plot(history["test_acc"])
plt.title("Model Accuracy")
plt.xlabel("Epoch")
plt.ylabel("Accuracy")
plt.legend(["Train", "Validation"], loc="lower right")
plt.grid()
plt.show()

plt.plot(history["train_loss"])
plt.plot(history["test_loss"])
plt.title("Loss")
plt.xlabel("Epoch")
plt.ylabel("Loss")
plt.legend(["Train", "Validation"], loc="upper right")
plt.grid()
plt.show()
