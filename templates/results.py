# Parts of the dict `results` that several programs have: a macro each, for `#: call` where its lines belong. `caller` is
# what stands between call and endcall: nothing.

results = {
#: macro training_results(caller=none)
    "history": {
        "train_acc": history["train_acc"],
        "test_acc": history["test_acc"],
        "train_loss": history["train_loss"],
        "test_loss": history["test_loss"],
    },
    "n_training": len(training_data),
    "n_test": len(test_data),
#: endmacro
#: macro mlp_results(caller=none)
    "layers": [type(layer).__name__ for layer in MLP.model],
    "n_weights": sum(weight.numel() for weight in MLP.parameters()),
#: endmacro
}

of_a_model = {  # of one that is called `model`
#: macro model_results(caller=none)
    "layers": [type(part).__name__ for part in model.modules() if not list(part.children())],
    "n_weights": sum(weight.numel() for weight in model.parameters()),
#: endmacro
}
