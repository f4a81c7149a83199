"""A pretended GPU: what is on `cuda` are PyTorch's fake tensors, which know their shape and device but hold no numbers.

Tensors on the CPU are real. A number that is asked of a fake tensor comes from a stand-in, a tensor of ones; a backward
pass, which needs a driver, leaves gradients and does nothing else; each DataLoader gives its first batches only.

Loaded by pretend_gpu.py in the kernel's interpreter: it needs PyTorch and nothing of this package.
"""

import contextlib
import importlib
import itertools
import weakref

import torch
from torch._subclasses import fake_tensor
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

BATCHES = 2
NO_VALUES = (fake_tensor.DataDependentOutputException, fake_tensor.DynamicOutputShapeException)
# Operations that only bring a tensor to the GPU.
MOVES = (torch.ops.aten._to_copy.default, torch.ops.aten.detach.default)
GPU = torch.device("cuda:0")
_retained = []  # references to the tensors whose gradients are kept though they are no leaves


class DeviceError(Exception):
    """Raised where a GPU would refuse, together with the class that PyTorch raises there."""


class MixedDevicesError(DeviceError, RuntimeError):
    """Raised when tensors of several devices meet in one operation."""


class NotOnCPUError(DeviceError, TypeError):
    """Raised when numpy, or matplotlib by way of it, is given a tensor of the GPU."""


class Fakes(FakeTensorMode):
    """Fake tensors of a GPU that PyTorch must not try to open, though it is told to be available."""

    avoid_device_init = True


class FakeGPU(TorchDispatchMode):
    """Below autograd: hands every operation that touches `cuda` to the fake tensors; all others are computed."""

    def __init__(self):
        super().__init__()
        self.fakes = Fakes(allow_non_fake_inputs=True)
        self.operations = 0  # that had a tensor of the GPU among their inputs

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        leaves = tree_leaves((args, kwargs))
        on_gpu = any(isinstance(leaf, FakeTensor) for leaf in leaves)
        if not on_gpu and not any(isinstance(leaf, torch.device) and leaf.type == "cuda" for leaf in leaves):
            return func(*args, **kwargs)
        self.operations += on_gpu and func not in MOVES
        # As in PyTorch, a single number of the CPU may go with anything.
        devices = sorted({str(leaf.device) for leaf in leaves if isinstance(leaf, torch.Tensor) and leaf.dim()})
        try:
            with self.fakes:
                result = func(*args, **kwargs)
        except NO_VALUES:
            if len(devices) > 1:
                raise _mixed(devices, func) from None
            args, kwargs = tree_map_only(FakeTensor, _ones, (args, kwargs))
            result = func(*args, **kwargs)
            with self.fakes:
                return tree_map_only(torch.Tensor, _empty_on_gpu, result)
        except RuntimeError as error:
            if len(devices) > 1 and "device" in str(error).lower():
                raise _mixed(devices, func) from None
            raise
        # What has come to the CPU is real there: numpy and matplotlib can have it.
        result = tree_map_only(FakeTensor, lambda tensor: tensor if tensor.is_cuda else _ones(tensor), result)
        written = func._schema.is_mutable and not isinstance(args[0], FakeTensor)
        return args[0] if written and isinstance(result, torch.Tensor) else result


class FirstGPU(TorchFunctionMode):
    """Above autograd: says `cuda:0` for `cuda`, as to find the current device PyTorch would ask the driver."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        if func is torch.Tensor.cuda:
            return args[0].to(GPU)
        return func(*map(_indexed, args), **{name: _indexed(value) for name, value in (kwargs or {}).items()})


def pretend():
    """Change this process's PyTorch, for good, into one with a GPU. Raises RuntimeError where that makes no sense."""
    torch.cuda.is_available = lambda: True
    torch.cuda.device_count = lambda: 1
    torch.cuda.current_device = lambda: 0
    torch.cuda.get_device_name = lambda device=None: "pretended GPU"
    for name in ("_lazy_init", "synchronize", "empty_cache", "set_device", "reset_peak_memory_stats"):
        setattr(torch.cuda, name, lambda *_, **__: None)
    for name in ("is_current_stream_capturing", "is_bf16_supported", "_is_in_bad_fork"):
        setattr(torch.cuda, name, lambda *_, **__: False)
    for name in ("memory_allocated", "max_memory_allocated", "memory_reserved"):
        setattr(torch.cuda, name, lambda *_, **__: 0)
    # torch.tensor(…, device="cuda") makes its tensor on the CPU, and then moves it where the modes see that.
    torch._C._set_only_lift_cpu_tensors(True)
    fake_tensor.init_gpu_context = lambda *_: None
    FakeTensor.numpy = FakeTensor.__array__ = _refuse_numpy
    FakeTensor.__format__ = _format  # PyTorch formats the number of its own class only
    torch.autograd.backward, torch.autograd.grad = _backward(torch.autograd.backward), _grad(torch.autograd.grad)
    torch.Tensor.retain_grad = _retain_grad(torch.Tensor.retain_grad)
    torch.nn.Module._apply = _apply
    set_default_device = torch.set_default_device
    torch.set_default_device = lambda device: set_default_device(_indexed(device))
    loader = torch.utils.data.DataLoader
    loader.__iter__ = _first_batches(loader.__iter__)
    with contextlib.suppress(ModuleNotFoundError):  # a program need not draw
        importlib.import_module("matplotlib").use("agg")

    caught, gpu = False, FakeGPU()
    with gpu, FirstGPU():
        weights = torch.nn.Linear(2, 2).to("cuda")
        weights(torch.ones(2, 2).to("cuda")).sum().backward()
        try:
            weights(torch.ones(2, 2))
        except MixedDevicesError:
            caught = True
    if not caught or not gpu.operations:
        raise RuntimeError(f"fake tensors of PyTorch {torch.__version__} let devices mix")


def _mixed(devices, func):
    return MixedDevicesError(f"{' and '.join(devices)} meet in {func._schema.name.partition('::')[2]}")


def _ones(fake):
    return torch.ones(fake.shape, dtype=fake.dtype)


def _empty_on_gpu(tensor):
    return torch.empty(tensor.shape, dtype=tensor.dtype, device=GPU)


def _indexed(value):
    """`cuda` with its index, of a device or its name; all else as it is."""
    if isinstance(value, torch.device) and value.type == "cuda":
        return torch.device("cuda", value.index or 0)
    return "cuda:0" if isinstance(value, str) and value == "cuda" else value


def _refuse_numpy(tensor, *_, **__):
    raise NotOnCPUError(f"numpy is given a tensor of {tensor.device}")


def _format(tensor, specification):
    return format(tensor.item() if tensor.dim() == 0 and specification else str(tensor), specification)


def _backward(original):
    """torch.autograd.backward: zeros in leaves and retained gradients where the GPU takes part; else computed."""

    def backward(tensors, *args, **kwargs):
        leaves, nodes = {}, [tensor.grad_fn for tensor in tree_leaves(tensors)]
        seen = set(nodes)
        while nodes:
            node = nodes.pop()
            leaf = getattr(node, "variable", None)
            if leaf is not None:
                leaves[id(leaf)] = leaf
            before = {node for node, _ in getattr(node, "next_functions", ())} - seen
            seen |= before
            nodes += before
        if not any(isinstance(tensor, FakeTensor) for tensor in (*tree_leaves(tensors), *leaves.values())):
            return original(tensors, *args, **kwargs)
        kept = [tensor for tensor in (each() for each in _retained) if tensor is not None and tensor.grad_fn in seen]
        for tensor in (*leaves.values(), *kept):
            tensor.grad = torch.zeros_like(tensor)

    return backward


def _retain_grad(original):
    """torch.Tensor.retain_grad: noted, as the backward pass that would see to it is none."""

    def retain_grad(tensor):
        _retained.append(weakref.ref(tensor))
        return original(tensor)

    return retain_grad


def _grad(original):
    """torch.autograd.grad: zeros where the GPU takes part, else computed."""

    def grad(outputs, inputs, *args, **kwargs):
        asked = [inputs] if isinstance(inputs, torch.Tensor) else list(inputs)
        if any(isinstance(leaf, FakeTensor) for leaf in tree_leaves((outputs, asked))):
            return tuple(torch.zeros_like(tensor) for tensor in asked)
        return original(outputs, inputs, *args, **kwargs)

    return grad


def _apply(module, function, recurse=True):
    """torch.nn.Module._apply, which moves a model: PyTorch's own can't move parameters that are fake already."""
    for child in module.children() if recurse else ():
        child._apply(function)
    with torch.no_grad():
        for name, parameter in module._parameters.items():
            moved = None if parameter is None else function(parameter)
            if moved is not parameter:
                module._parameters[name] = torch.nn.Parameter(moved, parameter.requires_grad)
        for name, buffer in module._buffers.items():
            module._buffers[name] = None if buffer is None else function(buffer)
    return module


def _first_batches(original):
    """DataLoader.__iter__ for a few batches, loaded here and once: no worker process, no pinned memory."""

    def first_batches(loader):
        loader.num_workers, loader.pin_memory, loader.timeout = 0, False, 0
        if not hasattr(loader, "first_batches"):
            loader.first_batches = list(itertools.islice(original(loader), BATCHES))
        return iter(loader.first_batches)

    return first_batches
