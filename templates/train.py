from tqdm.auto import tqdm

history = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}  #> {{ chapter.words.training.history }}

for epoch in tqdm(range(1, epochs + 1)):
    model, history = train_epoch(train_dataloader, optimizer, model, loss_fn, history)
    with torch.no_grad():  #> {{ chapter.words.training.no_grad }}
        model, history = test_epoch(test_dataloader, model, loss_fn, history)
    if epoch in (1, epochs) or epoch % 5 == 0:  #> {{ chapter.words.training.printed }}
        shown = {name: f"{values[-1]:.4f}" for name, values in history.items()}
        print("{{ chapter.words.training.progress }}".format(epoch=f"{epoch:2d}", **shown))
