"""Keras and tf.data reading folders of images: one JSON request a line, one JSON answer a line."""

import contextlib
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
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402
from keras.src.legacy.preprocessing.image import ImageDataGenerator  # noqa: E402

AUGMENTATION = dict(
    rotation_range=20,
    width_shift_range=0.1,
    height_shift_range=0.1,
    shear_range=10,
    zoom_range=0.2,
    channel_shift_range=20.0,
    horizontal_flip=True,
    brightness_range=(0.7, 1.3),
)
opened = {}


def generator(request):
    augmentation = AUGMENTATION if request["augments"] else {}
    flow = ImageDataGenerator(rescale=1 / 255, **augmentation).flow_from_directory(
        request["folder"],
        target_size=request["targetSize"],
        batch_size=request["batch"],
        class_mode="sparse",
        seed=1,
    )
    return lambda: (flow[index] for index in range(len(flow)))


def dataset(request):
    data = keras.utils.image_dataset_from_directory(
        request["folder"],
        image_size=request["targetSize"],
        batch_size=request["batch"],
        seed=1,
    )
    steps = [layers.Rescaling(1 / 255)]
    if request["augments"]:
        steps += [
            layers.RandomRotation(20 / 360),
            layers.RandomTranslation(0.1, 0.1),
            layers.RandomShear(0.1, 0.1),
            layers.RandomZoom(0.2),
            layers.RandomFlip("horizontal"),
            layers.RandomBrightness(0.3, value_range=(0, 1)),
        ]
    chain = keras.Sequential(steps)
    data = data.map(lambda x, y: (chain(x, training=True), y), num_parallel_calls=tf.data.AUTOTUNE)
    data = data.prefetch(tf.data.AUTOTUNE)
    return lambda: iter(data)


def answer(request):
    key = json.dumps(request)
    if key not in opened:
        with contextlib.redirect_stdout(sys.stderr):
            opened[key] = (dataset if request["api"] == "tf.data" else generator)(request)
    start = time.perf_counter()
    images = 0
    while images < request["images"]:
        for x, _ in opened[key]():
            images += x.shape[0]
            if images >= request["images"]:
                break
    return {
        "seconds": time.perf_counter() - start,
        "memory": [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024],
    }


print(json.dumps({"ready": time.perf_counter() - begun}), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
