"""Keras with a frozen ResNet50: one JSON request a line, one JSON answer a line."""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["GRPC_VERBOSITY"] = "NONE"
os.environ["KERAS_BACKEND"] = "tensorflow"
begun = time.perf_counter()
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

made = {}


def set_up(side, images):
    if made:
        return
    backbone = keras.applications.ResNet50(
        include_top=False, weights=None, pooling="avg", input_shape=(side, side, 3)
    )
    backbone.trainable = False
    random = np.random.default_rng(0)
    x = random.random((images, side, side, 3), dtype=np.float32)
    made.update(backbone=backbone, x=x, y=random.integers(0, 2, images))


def head_for(what, batch):
    """A dense layer, on features or behind the backbone."""
    if what not in made:
        cached = what == "cached epoch"
        x = made["backbone"].predict(made["x"], batch_size=batch, verbose=0) if cached else made["x"]
        image = keras.Input(x.shape[1:])
        features = image if cached else made["backbone"](image, training=False)
        model = keras.Model(image, layers.Dense(2)(features))
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer="adam", loss=loss)
        made[what] = model, x
    return made[what]


def answer(request):
    what, batch = request["what"], request["batch"]
    set_up(request["side"], request["images"])
    head = None if what == "predict" else head_for(what, batch)
    start = time.perf_counter()
    if head is None:
        made["backbone"].predict(made["x"], batch_size=batch, verbose=0)
    else:
        head[0].fit(head[1], made["y"], batch_size=batch, epochs=1, verbose=0)
    return {"seconds": time.perf_counter() - start}


print(json.dumps({"ready": time.perf_counter() - begun}), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
