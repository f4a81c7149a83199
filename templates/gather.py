# %% id="gather" role="machinery"
def gathered(value, most=50):
    """Return what of a value can be saved and compared: a number, a short text, few numbers, or the size and sums of many."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = value.float().numpy() if str(value.dtype) == "torch.bfloat16" else value.numpy()
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return value if len(value) <= 200 and " at 0x" not in value else {"characters": len(value)}
    if hasattr(value, "state_dict") and hasattr(value, "parameters"):
        weights = [weight.detach().double() for weight in value.parameters()]
        return {"weights": sum(w.numel() for w in weights), "size": sum(w.abs().sum().item() for w in weights)}
    if hasattr(value, "columns") and hasattr(value, "dtypes"):
        sums = {str(name): gathered(column.sum()) for name, column in value.select_dtypes("number").items()}
        return {"shape": list(value.shape), "columns": [str(name) for name in value.columns[:most]], "sums": sums}
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return gathered_array(value, most)
    if isinstance(value, dict):
        return {str(name): gathered(each, most) for name, each in list(value.items())[:most]}
    if isinstance(value, (list, tuple)):
        if len(value) <= most:
            return [gathered(each, most) for each in value]
        numbers = [each for each in value if isinstance(each, (int, float))]
        return {"length": len(value), "sum": sum(numbers), "first": gathered(value[0]), "last": gathered(value[-1])}
    if isinstance(value, (set, frozenset)):
        return {"length": len(value)}
    if hasattr(value, "coef_") and hasattr(value, "intercept_"):
        return {"coef": gathered(value.coef_), "intercept": gathered(value.intercept_)}
    return None


def gathered_array(array, most):
    """Return a small array's numbers, and of a large one its shape, its sums and its ends."""
    if array.dtype.kind in "OUSMmV":
        texts = [str(each) for each in array.ravel()[:most]]
        few = array.dtype.kind != "V" and array.size <= most and not any(" at 0x" in each for each in texts)
        return texts if few else {"shape": list(array.shape)}
    if array.dtype.kind == "c":
        return {"real": gathered_array(array.real, most), "imag": gathered_array(array.imag, most)}
    if array.size <= most:
        return array.tolist()
    numbers = array.astype(float)
    flat = numbers.ravel()
    return {
        "shape": list(array.shape),
        "sum": float(numbers.sum()),
        "spread": float(numbers.std()),
        "ends": [float(flat[0]), float(flat[-1])],
    }

