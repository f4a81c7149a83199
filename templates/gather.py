# %% id="gather" role="machinery"
import hashlib
import warnings


def gathered(value, most=50, depth=5):
    """Return what of a value can be saved and compared: a number, a text, few numbers, or the size and sums of many."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = value.float().numpy() if str(value.dtype) == "torch.bfloat16" else value.numpy()
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, complex):
        return {"real": value.real, "imag": value.imag}
    if isinstance(value, str):
        return value if len(value) <= 200 and " at 0x" not in value else {"characters": len(value), **gathered_digest([value])}
    if type(value).__module__.split(".")[0] in ("datetime", "decimal", "fractions", "sympy") or hasattr(value, "isoformat"):
        return gathered(str(value))
    if depth == 0 or (callable(value) and not hasattr(value, "state_dict")):
        return None
    if hasattr(value, "state_dict") and hasattr(value, "parameters"):
        weights = [weight.detach().double() for weight in value.parameters()]
        return {"weights": sum(w.numel() for w in weights), "size": sum(w.abs().sum().item() for w in weights)}
    if hasattr(value, "columns") and hasattr(value, "dtypes"):
        numbers, others = value.select_dtypes("number"), value.select_dtypes(exclude="number")
        sums = {str(name): gathered_array(column.to_numpy(), 0) for name, column in list(numbers.items())[:most]}
        texts = gathered_digest([*value.index[:100_000], *others.to_numpy().ravel()[:100_000]])
        return {"shape": list(value.shape), "columns": [str(name) for name in value.columns[:most]], "sums": sums, **texts}
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return gathered_array(value, most)
    if isinstance(value, dict):
        return {str(name): gathered(each, most, depth - 1) for name, each in list(value.items())[:most]}
    if isinstance(value, (list, tuple, range)):
        if len(value) <= most:
            return [gathered(each, most, depth - 1) for each in value]
        ends = {"first": gathered(value[0], most, depth - 1), "last": gathered(value[-1], most, depth - 1)}
        numbers = [each for each in gathered_leaves(value) if isinstance(each, (int, float))]
        placed = sum(each * place for place, each in enumerate(numbers, 1)) / len(value)
        return {"length": len(value), "sum": sum(numbers), "placed": placed, **ends, **gathered_digest(value)}
    if isinstance(value, (set, frozenset)):
        return {"length": len(value), **gathered_digest(sorted(map(str, value)))}
    if hasattr(value, "coef_") and hasattr(value, "intercept_"):
        return {"coef": gathered(value.coef_), "intercept": gathered(value.intercept_)}
    if type(value).__module__ == "__main__" and hasattr(value, "__dict__"):
        return {name: gathered(each, most, depth - 1) for name, each in list(vars(value).items())[:most]}
    return None


def gathered_array(array, most):
    """Return a small array's numbers, and of a large one its shape, its sums and its ends."""
    if array.dtype.names:
        return {name: gathered_array(array[name], most) for name in array.dtype.names}
    if array.dtype.kind in "OUSMm":
        values = [each if array.dtype.kind == "O" else str(each) for each in array.ravel()]
        return gathered(values, most, 2) if array.size <= most else {"shape": list(array.shape), **gathered_digest(values)}
    if array.dtype.kind == "c":
        return {"real": gathered_array(array.real, most), "imag": gathered_array(array.imag, most)}
    if array.size <= most:
        return array.tolist()
    flat = array.astype(float).ravel()
    flat = flat[abs(flat) < float("inf")]
    if not flat.size:
        return {"shape": list(array.shape)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of numbers so large that their sums are none
        return {
            "shape": list(array.shape),
            "finite": flat.size,
            "sum": float(flat.sum()),
            "spread": float(flat.std()),
            "placed": float((flat * range(1, flat.size + 1)).sum() / flat.size),
            "ends": [float(flat[0]), float(flat[-1])],
        }


def gathered_leaves(values):
    """Return what lists within one another hold."""
    found = []
    for each in values:
        found += gathered_leaves(each) if isinstance(each, (list, tuple)) else [each]
    return found


def gathered_digest(values):
    """Return what tells texts and whole numbers from others; other numbers are as their machine rounds them."""
    kept = [each for each in gathered_leaves(values[:100_000]) if isinstance(each, (str, int)) or hasattr(each, "isoformat")]
    texts = [text for text in map(str, kept) if " at 0x" not in text]
    return {"texts": hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()[:8]} if texts else {}


def behind_each_cell(names):
    """Return a table that fills while cells run: of each name what it is behind each cell that changes it."""
    found = {name: [] for name in names}

    def note(result=None):
        for name in names:
            try:
                value = gathered(globals().get(name))
            except Exception:
                continue
            if value is not None and len(found[name]) < 50 and repr(value) != repr(found[name][-1:])[1:-1]:
                found[name].append(value)

    get_ipython().events.register("post_run_cell", note)
    return found

