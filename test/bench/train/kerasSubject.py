"""Keras training the benchmark's models: one JSON request a line, one JSON answer a line."""

import json
import os
import resource
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["GRPC_VERBOSITY"] = "NONE"
os.environ["KERAS_BACKEND"] = "tensorflow"
begun = time.perf_counter()
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402


def conv(x, filters, size=3, strides=1):
    return layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)(x)


def block(x, filters, strides):
    shortcut = x
    y = layers.ReLU()(layers.BatchNormalization()(conv(x, filters, strides=strides)))
    y = layers.BatchNormalization()(conv(y, filters))
    if strides > 1:
        shortcut = layers.BatchNormalization()(conv(x, filters, 1, strides))
    return layers.ReLU()(layers.Add()([shortcut, y]))


def cnn(size, width):
    return keras.Sequential(
        [
            keras.Input((size, size, 3)),
            layers.Conv2D(int(32 * width), 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(int(64 * width), 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(int(64 * width), 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(int(64 * width), activation="relu"),
            layers.Dense(10, dtype="float32"),
        ]
    )


def resnet20():
    image = keras.Input((32, 32, 3))
    x = layers.ReLU()(layers.BatchNormalization()(conv(image, 16)))
    for stage, filters in enumerate([16, 32, 64]):
        for unit in range(3):
            x = block(x, filters, 2 if stage > 0 and unit == 0 else 1)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(10, dtype="float32")(x))


def mlp():
    return keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(512, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(512, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, dtype="float32"),
        ]
    )


def lstm():
    return keras.Sequential([keras.Input((28, 28)), layers.LSTM(64), layers.Dense(10, dtype="float32")])


makers = {"cnn": cnn, "resnet20": resnet20, "mlp": mlp, "lstm": lstm}
forms = {"cnn": {"size": 32, "width": 1}}
models = {}


def model_for(name, batch, form):
    key = (name, batch)
    if key not in models:
        keras.utils.set_random_seed(1)
        model = makers[name](**form)
        model.compile(
            optimizer="adam",
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )
        models[key] = model
    return models[key]


def answer(request):
    name, batch, steps = request["case"], request["batch"], request["steps"]
    keras.mixed_precision.set_dtype_policy(request.get("policy", "float32"))
    form = {key: request.get(key, usual) for key, usual in forms.get(name, {}).items()}
    model = model_for(name, batch, form)
    random = np.random.default_rng(0)
    samples = batch * steps
    x = random.random((samples, *model.input_shape[1:]), dtype=np.float32)
    y = random.integers(0, 10, samples)
    if request["what"] == "first step":
        start = time.perf_counter()
        model.fit(x[:batch], y[:batch], batch_size=batch, verbose=0)
    else:
        start = time.perf_counter()
        model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peakMiB": peak}


print(json.dumps({"ready": time.perf_counter() - begun}), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
