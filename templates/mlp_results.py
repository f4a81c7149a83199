# %% id="results"
results = {
    "history": {
        "train_acc": history["train_acc"],
        "test_acc": history["test_acc"],
        "train_loss": history["train_loss"],
        "test_loss": history["test_loss"],
    },
    "n_training": len(training_data),
    "n_test": len(test_data),
    "layers": [type(layer).__name__ for layer in MLP.model],
    "n_weights": sum(weight.numel() for weight in MLP.parameters()),
#: if program.number == "5-8"
    "samples": [axes.get_title() for axes in sample_axes],
    "samples_ink": [float(axes.images[0].get_array()[:14].mean()) for axes in sample_axes],
    "samples_places": len({axes.get_position().bounds for axes in sample_axes}),
#: endif
    "drawn": {"accuracy": drawn(accuracy_axes), "loss": drawn(loss_axes)},
}
