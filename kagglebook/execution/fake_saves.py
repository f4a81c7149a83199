"""torch.save and torch.load beside a pretended GPU: a file holds ones in place of a fake tensor's numbers, and says
that they were of the GPU; what is loaded comes where a real file's tensors would come.

Loaded by pretend_gpu.py as fake_gpu.py is: it needs PyTorch and nothing of this package.
"""

import torch
from torch._subclasses.fake_tensor import FakeTensor
from torch.utils._pytree import tree_map_only

GPU = "cuda:0"
_asked = []  # the map_location of each torch.load that is under way


def pretend():
    """Change this process's PyTorch, for good, into one that saves and loads fake tensors."""
    FakeTensor.__reduce_ex__ = _reduced
    torch.serialization.add_safe_globals([saved_on_gpu])  # else weights_only=True would refuse it
    torch.load = _load(torch.load)


def saved_on_gpu(stand_in, requires_grad, is_parameter):
    """A tensor of the GPU as a file has it -> one where this torch.load wants it."""
    return _placed(stand_in, _place(_asked[-1] if _asked else None, GPU), requires_grad, is_parameter)


def _reduced(tensor, protocol):
    """FakeTensor.__reduce_ex__. PyTorch's own takes the mode along, and hooks that no file can hold."""
    stand_in = torch.ones(tensor.shape, dtype=tensor.dtype)
    return saved_on_gpu, (stand_in, *_kind(tensor))


def _load(original):
    """torch.load: reads a file's tensors on the CPU, where they are, and then brings them where they are wanted."""

    def load(f, map_location=None, *args, **options):
        _asked.append(map_location)
        try:
            loaded = original(f, "cpu", *args, **options)
        finally:
            _asked.pop()
        place = _place(map_location, "cpu")
        if torch.device(place).type == "cpu":
            return loaded
        loaded = tree_map_only(torch.nn.Module, lambda model: model.to(place), loaded)
        return tree_map_only(torch.Tensor, lambda tensor: _placed(tensor, place, *_kind(tensor)), loaded)

    return load


def _kind(tensor):
    return tensor.requires_grad, isinstance(tensor, torch.nn.Parameter)


def _placed(tensor, place, requires_grad, is_parameter):
    """The same tensor elsewhere, a leaf of the graph as all that is loaded."""
    tensor = tensor.detach().to(place)
    return torch.nn.Parameter(tensor, requires_grad) if is_parameter else tensor.requires_grad_(requires_grad)


def _place(map_location, saved):
    """The device of what was saved on one, by what torch.load was given: a device, a dictionary of devices, a function
    of storage and device, or None."""
    if callable(map_location):
        storage = map_location(torch.UntypedStorage(0), saved)
        return saved if storage is None else storage.device
    if isinstance(map_location, dict):
        return map_location.get(saved, saved)
    return saved if map_location is None else map_location
