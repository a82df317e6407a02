"""Real Keras, for tests: reads one JSON request a line, answers one JSON line.

Requests: {"do": "save", "framework", "model", "folder"}: builds a model, lets it learn for a few steps, saves it in
every form; {"do": "load", "framework", "file", "inputs", "steps"}: loads a model; {"do": "load_weights", …, "model"}:
loads weights into a model that is built here. All answer with predictions, and with the losses of further steps.
{"do": "application", "name", "args", "folder"}: a network of keras.applications.
"""
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
# What Keras prints must not come between the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import keras as keras3  # noqa: E402
import numpy as np  # noqa: E402
import tf_keras as keras2  # noqa: E402

STEPS = 3


def sequential(keras):
    L = keras.layers
    return keras.Sequential(
        [
            L.Input((8, 8, 3)),
            L.Conv2D(4, 3, padding="same", activation="relu"),
            L.BatchNormalization(),
            L.MaxPooling2D(2),
            L.SeparableConv2D(6, 3, padding="same", depth_multiplier=2),
            L.ReLU(max_value=6.0),
            L.LayerNormalization(),
            L.AveragePooling2D(2, padding="same"),
            L.Flatten(),
            L.Dropout(0.0),
            L.Dense(
                3, activation="softmax", kernel_initializer="he_normal", kernel_regularizer=keras.regularizers.L2(1e-3)
            ),
        ]
    )


def branches(keras):
    L = keras.layers
    image = keras.Input((8, 8, 3), name="image")
    x = L.Conv2D(4, 3, strides=2, padding="same", use_bias=False, name="stem")(image)
    x = L.BatchNormalization(name="stem_norm")(x)
    x = L.Activation("relu", name="stem_relu")(x)
    a = L.DepthwiseConv2D(3, padding="same", name="deep")(x)
    b = L.Conv2D(4, 3, padding="same", dilation_rate=2, name="wide")(x)
    x = L.Add(name="sum")([x, a, b])
    up = L.Conv2DTranspose(3, 3, strides=2, padding="same", activation="tanh", name="up")(x)
    x = L.Concatenate(name="join")([up, L.UpSampling2D(2, name="larger")(x), image])
    x = L.ZeroPadding2D(1, name="pad")(x)
    x = L.GlobalAveragePooling2D(name="mean")(x)
    return keras.Model(image, L.Dense(3, activation="softmax", name="head")(x), name="branches")


def shared(keras):
    """Two inputs through one layer, two outputs."""
    L = keras.layers
    left, right = keras.Input((5,), name="left"), keras.Input((5,), name="right")
    twin = L.Dense(4, activation="relu", name="twin")
    a, b = twin(left), twin(right)
    first = L.Dense(2, activation="softmax", name="first")(L.Concatenate(name="both")([a, b]))
    second = L.Dense(1, name="second")(L.Add(name="sum")([a, b]))
    return keras.Model([left, right], [first, second], name="shared")


def nested(keras):
    """A graph and a stack inside a graph, the first called twice, one layer in it frozen."""
    L = keras.layers
    inner_input = keras.Input((6,), name="inner_input")
    h = L.Dense(6, activation="relu", name="inner_dense")(inner_input)
    h = L.BatchNormalization(name="inner_norm")(h)
    inner = keras.Model(inner_input, L.Dense(6, name="inner_out")(h), name="inner")
    inner.get_layer("inner_dense").trainable = False
    stack = keras.Sequential([L.Input((6,)), L.Dense(4, activation="relu", name="stacked")], name="stack")
    data = keras.Input((6,), name="data")
    x = inner(inner(data))
    return keras.Model(data, L.Dense(3, activation="softmax", name="head")(stack(x)), name="nested")


def recurrent(keras):
    """Words with a mask through recurrent layers; the last begins with the state of the first."""
    L = keras.layers
    words = keras.Input((6,), dtype="int32", name="words")
    x = L.Embedding(5, 4, mask_zero=True, name="embed")(words)
    x, h, c = L.LSTM(3, return_sequences=True, return_state=True, name="encoder")(x)
    x = L.Bidirectional(L.GRU(2, return_sequences=True), merge_mode="ave", name="both")(x)
    x = L.TimeDistributed(L.Dense(3, activation="tanh"), name="each")(x)
    # Keras 3 lets no mask pass to a layer that is given a state, Keras 2 does.
    state = {"initial_state": [h, c]} if keras is keras3 else {}
    x = L.LSTM(3, return_sequences=True, name="decoder")(x, **state)
    x = L.SimpleRNN(4, name="plain")(x)
    return keras.Model(words, L.Dense(3, activation="softmax", name="head")(x), name="recurrent")


BUILDERS = {
    "sequential": sequential,
    "branches": branches,
    "shared": shared,
    "nested": nested,
    "recurrent": recurrent,
}
OPTIMIZERS = {"sequential": "adam", "branches": "sgd", "shared": "rmsprop", "nested": "adamw", "recurrent": "adam"}


def optimizer_of(keras, name):
    O = keras.optimizers
    return {
        "adam": lambda: O.Adam(0.01),
        "sgd": lambda: O.SGD(0.05, momentum=0.9, nesterov=True),
        "rmsprop": lambda: O.RMSprop(0.01),
        "adamw": lambda: O.AdamW(0.01, weight_decay=0.02),
    }[OPTIMIZERS[name]]()


def framework(request):
    return {"keras3": keras3, "keras2": keras2}[request["framework"]]


def batch(model, seed=0):
    """A batch that fits the model, and targets: class numbers for softmax outputs, numbers otherwise."""
    random = np.random.default_rng(seed)
    inputs = [
        random.integers(0, 5, (6, *i.shape[1:])).astype("int32")
        if "int" in str(i.dtype)
        else random.normal(size=(6, *i.shape[1:])).astype("float32")
        for i in model.inputs
    ]
    targets = [
        random.integers(0, o.shape[-1], 6).astype("int32")
        if o.shape[-1] > 1
        else random.normal(size=(6, 1)).astype("float32")
        for o in model.outputs
    ]
    return inputs, targets


def one(values):
    return values[0] if len(values) == 1 else values


def learn(model, inputs, targets, steps):
    losses = []
    for _ in range(steps):
        result = model.train_on_batch(one(inputs), one(targets), return_dict=True)
        losses.append(float(result["loss"]))
    return losses


def predictions(model, inputs):
    outputs = model.predict(one(inputs), verbose=0)
    return [described(o) for o in (outputs if isinstance(outputs, list) else [outputs])]


def described(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "data": array.ravel().tolist()}


def arrays(items, dtype=None):
    return [np.array(i["data"], dtype=dtype or "float32").reshape(i["shape"]) for i in items]


def compiled(keras, name, model):
    losses = ["sparse_categorical_crossentropy", "mean_squared_error"][: len(model.outputs)]
    if len(losses) == 1:
        losses = keras.losses.SparseCategoricalCrossentropy(from_logits=False)
    model.compile(optimizer=optimizer_of(keras, name), loss=losses)
    # To make a graph of a step takes longer than a handful of steps without; recurrent ones four times as long.
    model.run_eagerly = True
    return model


def save(request):
    keras, name, folder = framework(request), request["model"], request["folder"]
    keras.utils.set_random_seed(7)
    keras.backend.clear_session()
    model = BUILDERS[name](keras)
    learns = len(model.outputs) == 1
    inputs, targets = batch(model)
    compiled(keras, name, model)
    learn(model, inputs, targets, STEPS)
    files = {}
    for form, ending in {"keras": ".keras", "whole": ".h5", "weights": ".weights.h5"}.items():
        files[form] = os.path.join(folder, f"{request['framework']}-{name}{ending}")
        (model.save_weights if form == "weights" else model.save)(files[form])
    answer = {
        "files": files,
        "json": model.to_json(),
        "inputs": [described(i) for i in inputs],
        "targets": [described(t) for t in targets],
        "outputs": predictions(model, inputs),
        "names": [layer.name for layer in model.layers],
    }
    # Last: these steps change the model.
    return {**answer, "losses": learn(model, inputs, targets, STEPS) if learns else []}


def load(request):
    keras = framework(request)
    model = keras.models.load_model(request["file"])
    return used(model, request)


def load_weights(request):
    keras = framework(request)
    model = BUILDERS[request["model"]](keras)
    model.load_weights(request["file"])
    return used(model, request)


def from_json(request):
    keras = framework(request)
    model = keras.models.model_from_json(request["json"])
    return {"parameters": model.count_params()}


def application(request):
    """A published network with new weights; with a folder, random ones everywhere, saved, and what it predicts. Keras 2
    saves in the form that the published files have."""
    keras = {"keras2": keras2, "keras3": keras3}[request.get("framework", "keras3")]
    keras.backend.clear_session()
    model = getattr(keras.applications, request["name"])(weights=None, **request["args"])
    answer = {
        "name": model.name,
        "layers": [layer.name for layer in model.layers],
        "weights": [[path_of(w), list(w.shape)] for w in model.weights],
    }
    if "folder" not in request:
        return answer
    random = np.random.default_rng(11)
    for w in model.weights:
        w.assign(random_weight(random, path_of(w), tuple(w.shape)))
    file = os.path.join(request["folder"], f"{request['name']}{'.h5' if keras is keras2 else '.weights.h5'}")
    model.save_weights(file)
    inputs = [random.normal(size=(2, *model.inputs[0].shape[1:])).astype("float32")]
    return {**answer, "file": file, "inputs": [described(i) for i in inputs], "outputs": predictions(model, inputs)}


def path_of(weight):
    """`conv1_conv/kernel`, which Keras 2 calls its name, with `:0` after it."""
    return weight.path if hasattr(weight, "path") else weight.name.split(":")[0]


def random_weight(random, path, shape):
    """Such that signals neither vanish nor grow through many layers, and no bias or statistic is left as it begins."""
    if path.endswith(("moving_variance", "gamma")):
        return random.uniform(0.5, 1.5, shape)
    if len(shape) == 1:
        return random.normal(0, 0.1, shape)
    return random.normal(0, np.sqrt(2 / np.prod(shape[:-1])), shape)


def used(model, request):
    inputs = arrays(request["inputs"])
    if request.get("steps"):
        model.run_eagerly = True
    answer = {"outputs": predictions(model, inputs), "losses": []}
    if request.get("steps"):
        answer["losses"] = learn(model, inputs, arrays(request["targets"], "float32"), request["steps"])
        answer["optimizer"] = type(model.optimizer).__name__
        answer["iterations"] = int(model.optimizer.iterations)
    return answer


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = globals()[request["do"]](request)
    except Exception as error:  # the test shows it
        answer = {"error": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
