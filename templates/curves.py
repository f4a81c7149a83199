# %% id="curves"
import matplotlib.pyplot as plt

epoch_numbers = range(1, epochs + 1)  #> {{ chapter.words.curves.from_one }}

plt.figure(figsize=(6.4, 4))
plt.plot(epoch_numbers, history["train_acc"], "o--", label="{{ chapter.words.curves.train }}")  #> {{ chapter.words.curves.train_style }}
plt.plot(epoch_numbers, history["test_acc"], "s-", label="{{ chapter.words.curves.test }}")  #> {{ chapter.words.curves.test_style }}
plt.title("{{ chapter.words.curves.accuracy_title }}")
plt.xlabel("{{ chapter.words.curves.epoch }}")
plt.ylabel("{{ chapter.words.curves.accuracy }}")
plt.xlim(0.5, epochs + 0.5)
plt.locator_params(axis="x", integer=True)  #> {{ chapter.words.curves.whole_ticks }}
plt.legend(loc="lower right")
plt.grid()
plt.show()

plt.figure(figsize=(6.4, 4))
plt.plot(epoch_numbers, history["train_loss"], "o--", label="{{ chapter.words.curves.train }}")
plt.plot(epoch_numbers, history["test_loss"], "s-", label="{{ chapter.words.curves.test }}")
plt.title("{{ chapter.words.curves.loss_title }}")
plt.xlabel("{{ chapter.words.curves.epoch }}")
plt.ylabel("{{ chapter.words.curves.loss }}")
plt.xlim(0.5, epochs + 0.5)
plt.locator_params(axis="x", integer=True)
plt.legend(loc="upper right")
plt.grid()
plt.show()
