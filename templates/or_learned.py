# %% id="curves"
import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.2), layout="constrained")

left.plot(range(1, iterations + 1), losses)
left.set_title("Loss")
left.set_xlabel("Iteration")
left.set_ylabel("Mean squared error")
left.locator_params(axis="x", integer=True)
left.grid()

for value, marker, color in [(-1, "o", "tab:orange"), (1, "s", "tab:blue")]:
    points = x[y.flatten() == value]  #> 정답이 `value`인 샘플
    right.scatter(points[:, 0], points[:, 1], s=60, marker=marker, color=color, zorder=3, label=f"y = {value}")
x1 = torch.tensor([-0.5, 2.0])
right.plot(x1, -(w1 * x1 + bias) / w2, "k--", label="Decision line")  #> 가중합이 0인 직선 $w_1x_1+w_2x_2+b=0$을 $x_2$에 대해 푼 식
right.set(title="Learned OR", xlabel="$x_1$", ylabel="$x_2$", xticks=[0, 1], yticks=[0, 1])
right.axis([-0.5, 2.0, -0.5, 2.0])
right.legend(loc="upper right")
right.grid()
plt.show()
