"""PyTorch training the benchmark's models in channels-last: one JSON request a line, one JSON answer a line."""

import json
import resource
import sys
import time

begun = time.perf_counter()
import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402


class Block(nn.Module):
    def __init__(self, before, filters, stride):
        super().__init__()
        self.first = nn.Conv2d(before, filters, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(filters)
        self.second = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(filters)
        self.shortcut = (
            nn.Sequential(nn.Conv2d(before, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))
            if stride > 1
            else nn.Identity()
        )

    def forward(self, x):
        y = F.relu(self.first_norm(self.first(x)))
        return F.relu(self.second_norm(self.second(y)) + self.shortcut(x))


def cnn(size, width):
    first, more = int(32 * width), int(64 * width)
    left = ((size - 2) // 2 - 2) // 2 - 2
    return nn.Sequential(
        nn.Conv2d(3, first, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(first, more, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(more, more, 3), nn.ReLU(),
        nn.Flatten(), nn.Linear(left * left * more, more), nn.ReLU(), nn.Linear(more, 10),
    )  # fmt: skip


def resnet20():
    blocks = []
    before = 16
    for stage, filters in enumerate([16, 32, 64]):
        for unit in range(3):
            blocks.append(Block(before, filters, 2 if stage > 0 and unit == 0 else 1))
            before = filters
    stem = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def mlp():
    return nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(512, 512), nn.ReLU(), nn.Dropout(0.2), nn.Linear(512, 10),
    )  # fmt: skip


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 64, batch_first=True)
        self.dense = nn.Linear(64, 10)

    def forward(self, x):
        return self.dense(self.lstm(x)[0][:, -1])


makers = {"cnn": cnn, "resnet20": resnet20, "mlp": mlp, "lstm": Lstm}
shapes = {"cnn": (3, 32, 32), "resnet20": (3, 32, 32), "mlp": (784,), "lstm": (28, 28)}
forms = {"cnn": {"size": 32, "width": 1}}
models = {}


def model_for(name, batch, form):
    if (name, batch) not in models:
        model = makers[name](**form)
        if len(shapes[name]) == 3:
            model = model.to(memory_format=torch.channels_last)
        models[name, batch] = (model, torch.optim.Adam(model.parameters()))
    return models[name, batch]


def train(model, optimizer, x, y, batch, bf16):
    order = torch.randperm(len(x))
    total, correct = 0.0, 0
    for start in range(0, len(x), batch):
        picked = order[start : start + batch]
        inputs, targets = x[picked], y[picked]
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            outputs = model(inputs)
        loss = F.cross_entropy(outputs.float(), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        correct += (outputs.argmax(1) == targets).sum().item()
    return total, correct


def answer(request):
    name, batch, steps = request["case"], request["batch"], request["steps"]
    form = {key: request.get(key, usual) for key, usual in forms.get(name, {}).items()}
    model, optimizer = model_for(name, batch, form)
    shape = (3, form["size"], form["size"]) if name == "cnn" else shapes[name]
    samples = batch * (1 if request["what"] == "first step" else steps)
    x = torch.rand(samples, *shape)
    if x.dim() == 4:
        x = x.to(memory_format=torch.channels_last)
    y = torch.randint(0, 10, (samples,))
    start = time.perf_counter()
    train(model, optimizer, x, y, batch, request.get("policy") == "mixed_bfloat16")
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


print(json.dumps({"ready": time.perf_counter() - begun}), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
