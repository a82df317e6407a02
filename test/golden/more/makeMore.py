"""Writes the reference values of this folder, in the form of test/golden: losses, optimizers, schedules and metrics that
test/golden has no case of.  pip install keras==3.15.1 tensorflow-cpu==2.21.0; python makeMore.py"""
import json, os, zlib
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
import numpy as np
import tensorflow as tf
import keras

here = os.path.dirname(os.path.abspath(__file__))
index = []


def array(value):
    value = np.asarray(value)
    return {"shape": list(value.shape), "dtype": str(value.dtype), "data": [number(v) for v in value.ravel().tolist()]}


def number(v):
    if isinstance(v, float) and not np.isfinite(v):
        return "NaN" if np.isnan(v) else ("Infinity" if v > 0 else "-Infinity")
    return v


def write(kind, name, args, case):
    id = f"{kind}/{name}"
    file = f"{kind}_{name}.json"
    index.append({"id": id, "kind": kind, "file": file, "args": args, "keras_version": keras.__version__})
    with open(os.path.join(here, file), "w") as out:
        json.dump({"id": id, "kind": kind, "args": args, **case}, out)


def rng(name):
    return np.random.default_rng([5, zlib.crc32(name.encode())])


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype("float32")


def loss_case(name, cls, y_true, y_pred, weights=None, **args):
    def tensor(x):
        return None if x is None else tf.constant(x)
    per_sample = getattr(keras.losses, cls)(**{**args, "reduction": None})(tensor(y_true), tensor(y_pred))
    loss = getattr(keras.losses, cls)(**args)
    prediction = tf.Variable(y_pred)
    with tf.GradientTape() as tape:
        value = loss(tensor(y_true), prediction, tensor(weights))
        total = tf.reduce_sum(value)
    gradient = tf.convert_to_tensor(tape.gradient(total, prediction))
    case = {"tolerance": {"rtol": 1e-4, "atol": 1e-6}, "y_true": array(y_true), "y_pred": array(y_pred),
            "per_sample": array(per_sample.numpy()), "value": array(value.numpy()), "grad_y_pred": array(gradient.numpy())}
    if weights is not None:
        case["sample_weight"] = array(weights)
    write("losses", name, {"loss": cls, **args}, case)


def losses():
    r = rng("losses")
    f = lambda *shape: r.normal(size=shape).astype("float32")
    p = lambda *shape: r.uniform(0.02, 0.98, size=shape).astype("float32")
    bits = lambda *shape: r.integers(0, 2, size=shape).astype("float32")
    one_hot = lambda n, c: np.eye(c, dtype="float32")[r.integers(0, c, size=n)]
    loss_case("focal_binary", "BinaryFocalCrossentropy", bits(5, 3), p(5, 3))
    loss_case("focal_binary_logits", "BinaryFocalCrossentropy", bits(5, 3), 3 * f(5, 3), from_logits=True, gamma=1.5)
    loss_case("focal_binary_balanced", "BinaryFocalCrossentropy", bits(5, 3), p(5, 3), apply_class_balancing=True, alpha=0.3, label_smoothing=0.1)
    loss_case("focal_categorical", "CategoricalFocalCrossentropy", one_hot(6, 4), softmax(f(6, 4)))
    loss_case("focal_categorical_logits", "CategoricalFocalCrossentropy", one_hot(6, 4), 2 * f(6, 4), from_logits=True, alpha=0.5, gamma=3.0, label_smoothing=0.1)
    loss_case("mape", "MeanAbsolutePercentageError", f(5, 3), f(5, 3))
    loss_case("msle", "MeanSquaredLogarithmicError", p(5, 3) * 4, p(5, 3) * 4)
    loss_case("poisson", "Poisson", r.poisson(3, size=(5, 3)).astype("float32"), p(5, 3) * 6)
    loss_case("cosine", "CosineSimilarity", f(5, 3), f(5, 3))
    loss_case("cosine_axis", "CosineSimilarity", f(5, 3), f(5, 3), axis=0)
    loss_case("hinge", "Hinge", 2 * bits(5, 3) - 1, f(5, 3))
    loss_case("hinge_bits", "Hinge", bits(5, 3), f(5, 3))
    loss_case("squared_hinge_bits", "SquaredHinge", bits(5, 3), f(5, 3))
    loss_case("categorical_hinge", "CategoricalHinge", one_hot(6, 4), f(6, 4))
    loss_case("dice", "Dice", bits(2, 3, 3, 1), p(2, 3, 3, 1))
    loss_case("dice_axis", "Dice", bits(2, 3, 3, 1), p(2, 3, 3, 1), axis=[1, 2, 3])
    loss_case("tversky", "Tversky", bits(2, 3, 3, 1), p(2, 3, 3, 1), alpha=0.3, beta=0.7)
    loss_case("tversky_axis", "Tversky", bits(2, 3, 3, 1), p(2, 3, 3, 1), axis=[1, 2, 3])
    loss_case("mae_equal", "MeanAbsoluteError", np.array([[1, 2], [3, 4]], "float32"), np.array([[1, 2.5], [3, 3]], "float32"))
    loss_case("logcosh_far", "LogCosh", np.zeros((3, 2), "float32"), np.array([[200, -200], [0, 1], [-90, 88]], "float32"))
    weights = r.uniform(0, 2, size=6).astype("float32")
    labels = r.integers(0, 4, size=6).astype("int32")
    labels[[1, 4]] = -1
    for reduction in ["sum_over_batch_size", "sum", "mean_with_sample_weight"]:
        loss_case(f"scce_ignored_weighted_{reduction}", "SparseCategoricalCrossentropy", labels, f(6, 4), weights, from_logits=True, ignore_class=-1, reduction=reduction)
        loss_case(f"mse_weighted_{reduction}", "MeanSquaredError", f(6, 2), f(6, 2), weights, reduction=reduction)
    loss_case("scce_ignored_probs", "SparseCategoricalCrossentropy", labels, softmax(f(6, 4)), ignore_class=-1, reduction="sum")
    loss_case("bce_axis", "BinaryCrossentropy", bits(5, 3), p(5, 3), axis=0)
    loss_case("cce_logits_200", "CategoricalCrossentropy", one_hot(6, 4), 200 * f(6, 4), from_logits=True)


def optimizer_case(name, cls, steps=12, tolerance=1e-4, schedule=None, **args):
    r = rng("optimizer " + name)
    x = r.normal(size=(6, 4)).astype("float32")
    target = r.normal(size=(6, 2)).astype("float32")
    shapes = {"hidden/kernel": (4, 5), "hidden/bias": (5,), "out/kernel": (5, 2), "out/bias": (2,)}
    variables = []
    for path, shape in shapes.items():
        layer, name_in_layer = path.split("/")
        with keras.name_scope(layer):
            variables.append(keras.Variable(0.6 * r.normal(size=shape).astype("float32"), name=name_in_layer))
    start = {v.path: array(v.numpy()) for v in variables}
    keras_args = dict(args)
    if schedule is not None:
        keras_args["learning_rate"] = getattr(keras.optimizers.schedules, schedule["schedule"])(**{k: v for k, v in schedule.items() if k != "schedule"})
    optimizer = getattr(keras.optimizers, cls)(**keras_args)
    rates, gradients, after = [], {n: [] for n in shapes}, {n: [] for n in shapes}
    for _ in range(steps):
        with tf.GradientTape() as tape:
            w1, b1, w2, b2 = [v.value for v in variables]
            tape.watch([w1, b1, w2, b2])
            loss = tf.reduce_mean((tf.tanh(x @ w1 + b1) @ w2 + b2 - target) ** 2)
        grads = tape.gradient(loss, [w1, b1, w2, b2])
        rates.append(float(optimizer.learning_rate))
        optimizer.apply_gradients(zip(grads, variables))
        for v, g in zip(variables, grads):
            gradients[v.path].append(g.numpy())
            after[v.path].append(v.numpy())
    config = optimizer.get_config()
    for key in ["name", "learning_rate"]:
        config.pop(key)
    write("optimizers", name, {"optimizer": cls, **args, **({} if schedule is None else {"learning_rate": schedule})}, {
        "tolerance": {"rtol": tolerance, "atol": tolerance / 100}, "start": start, "learning_rate_of_step": rates,
        "gradients_before_clipping": {n: array(np.stack(g)) for n, g in gradients.items()},
        "weights_after_step": {n: array(np.stack(w)) for n, w in after.items()},
        "optimizer_variables_at_end": [{"name": v.name, "value": array(v.numpy())} for v in optimizer.variables],
        "config": config})


def optimizers():
    optimizer_case("ftrl", "Ftrl", learning_rate=0.1)
    optimizer_case("ftrl_regularized", "Ftrl", learning_rate=0.2, learning_rate_power=-0.7, initial_accumulator_value=0.3, l1_regularization_strength=0.01, l2_regularization_strength=0.02, l2_shrinkage_regularization_strength=0.03, beta=0.1)
    optimizer_case("muon", "Muon", learning_rate=0.02)
    optimizer_case("muon_excluded", "Muon", learning_rate=0.02, exclude_layers=["out"], nesterov=False, rms_rate=None, ns_steps=3, adam_weight_decay=0.1, weight_decay=0.05, momentum=0.8)
    optimizer_case("adamax_arguments", "Adamax", learning_rate=0.05, beta_1=0.8, beta_2=0.9, epsilon=1e-3, weight_decay=0.05)
    optimizer_case("nadam_arguments", "Nadam", learning_rate=0.05, beta_1=0.8, beta_2=0.9, epsilon=1e-3, weight_decay=0.05)
    optimizer_case("adagrad_decay", "Adagrad", learning_rate=0.1, weight_decay=0.05)
    optimizer_case("adadelta_decay", "Adadelta", learning_rate=0.5, rho=0.8, epsilon=1e-4, weight_decay=0.05)
    optimizer_case("rmsprop_centered", "RMSprop", learning_rate=0.02, centered=True, epsilon=1e-3, weight_decay=0.05)
    optimizer_case("adamw_amsgrad", "AdamW", learning_rate=0.05, amsgrad=True, beta_2=0.5)
    optimizer_case("adam_global_clipnorm", "Adam", learning_rate=0.05, global_clipnorm=0.3)
    optimizer_case("sgd_ema", "SGD", learning_rate=0.1, momentum=0.9, use_ema=True, ema_momentum=0.7)
    optimizer_case("adam_ema_overwrite", "Adam", learning_rate=0.05, use_ema=True, ema_momentum=0.6, ema_overwrite_frequency=3)
    optimizer_case("adam_accumulated", "Adam", learning_rate=0.05, gradient_accumulation_steps=3, weight_decay=0.05, clipnorm=0.4)
    optimizer_case("sgd_accumulated_ema", "SGD", learning_rate=0.1, momentum=0.5, gradient_accumulation_steps=2, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=2)
    optimizer_case("sgd_accumulated_schedule", "SGD", gradient_accumulation_steps=2, schedule={"schedule": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 4, "decay_rate": 0.5})


def schedules():
    steps = list(range(0, 121)) + [242, 243, 364, 1093]
    def case(name, cls, **args):
        schedule = getattr(keras.optimizers.schedules, cls)(**args)
        rates = [float(schedule(tf.constant(s, "int64"))) for s in steps]
        write("optimizers", "schedule_" + name, {"schedule": cls, **args}, {"tolerance": {"rtol": 1e-5, "atol": 1e-7}, "steps": steps, "learning_rate": rates})
    case("polynomial_cycle", "PolynomialDecay", initial_learning_rate=0.1, decay_steps=7, cycle=True, power=1.5)
    case("restarts_alike", "CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=9, t_mul=1.0, m_mul=0.9, alpha=0.05)
    case("restarts_thrice", "CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=1, t_mul=3.0, m_mul=0.8)
    case("restarts_half_more", "CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=8, t_mul=1.5, m_mul=0.9)
    case("inverse_staircase", "InverseTimeDecay", initial_learning_rate=0.1, decay_steps=5, decay_rate=0.7, staircase=True)
    case("cosine_warmup_alpha", "CosineDecay", initial_learning_rate=0.01, decay_steps=50, alpha=0.2, warmup_target=0.2, warmup_steps=20)
    case("exponential_rise", "ExponentialDecay", initial_learning_rate=0.1, decay_steps=3, decay_rate=1.01)


def metrics():
    r = rng("metrics")
    n = 12
    weights = r.uniform(0.1, 2, size=n).astype("float32")
    bits = lambda *shape: r.integers(0, 2, size=shape).astype("float32")
    p = lambda *shape: r.uniform(0, 1, size=shape).astype("float32")
    f = lambda *shape: r.normal(size=shape).astype("float32")
    one_hot = lambda c: np.eye(c, dtype="float32")[r.integers(0, c, size=n)]
    rows = []

    def row(cls, y_true, y_pred, weighted=True, **args):
        def result(sample_weight):
            metric = getattr(keras.metrics, cls)(**args)
            # In two batches, as an epoch has them.
            for part in [slice(0, 5), slice(5, n)]:
                metric.update_state(y_true[part], y_pred[part], None if sample_weight is None else sample_weight[part])
            value = np.asarray(metric.result())
            return [number(v) for v in value.ravel().tolist()] if value.ndim else number(float(value))
        one = {"metric": cls, "args": args, "y_true": array(y_true), "y_pred": array(y_pred), "result": result(None)}
        if weighted:
            one["result_with_sample_weight"] = result(weights)
        rows.append(one)

    for cls in ["Precision", "Recall"]:
        row(cls, bits(n, 1), p(n, 1), thresholds=0.3)
        row(cls, bits(n, 1), p(n, 1), thresholds=[0.2, 0.5, 0.8])
        row(cls, one_hot(4), softmax(f(n, 4)), top_k=2)
        row(cls, one_hot(4), softmax(f(n, 4)), class_id=2, thresholds=0.25)
        row(cls, one_hot(4), softmax(f(n, 4)), class_id=1, top_k=2)
    y, z = bits(n, 1), p(n, 1)
    for curve in ["ROC", "PR", "PRGAIN"]:
        for method in ["interpolation", "minoring", "majoring"]:
            row("AUC", y, z, curve=curve, summation_method=method)
    row("AUC", y, z, num_thresholds=7)
    row("AUC", y, np.round(z, 1).astype("float32"), num_thresholds=11)
    row("AUC", y, z, thresholds=[0.1, 0.45, 0.5, 0.9])
    row("AUC", y, f(n, 1), from_logits=True)
    row("AUC", bits(n, 3), p(n, 3), multi_label=True)
    row("AUC", bits(n, 3), p(n, 3), multi_label=True, curve="PR", label_weights=[0.2, 0.5, 0.3])
    row("AUC", bits(n, 3), p(n, 3), label_weights=[0.2, 0.5, 0.3])
    for average in [None, "micro", "macro", "weighted"]:
        row("F1Score", one_hot(4), softmax(f(n, 4)), average=average)
        row("FBetaScore", bits(n, 3), p(n, 3), average=average, beta=2.0, threshold=0.4)
    classes = lambda: r.integers(0, 3, size=n).astype("int32")
    row("MeanIoU", classes(), classes(), weighted=False, num_classes=3)
    row("MeanIoU", classes(), classes(), weighted=False, num_classes=5, ignore_class=1)
    row("MeanIoU", classes(), classes(), num_classes=3, dtype="float32")
    row("MeanIoU", classes(), f(n, 3), weighted=False, num_classes=3, sparse_y_pred=False)
    row("IoU", classes(), classes(), weighted=False, num_classes=3, target_class_ids=[0, 2])
    row("BinaryIoU", bits(n, 1), p(n, 1), weighted=False, threshold=0.4)
    row("RootMeanSquaredError", f(n, 2), f(n, 2))
    row("CosineSimilarity", f(n, 3), f(n, 3))
    row("R2Score", f(n, 3), f(n, 3))
    row("R2Score", f(n, 3), f(n, 3), class_aggregation=None)
    row("R2Score", f(n, 3), f(n, 3), class_aggregation="variance_weighted_average", num_regressors=2)
    for cls in ["MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "LogCoshError", "Hinge", "SquaredHinge"]:
        row(cls, p(n, 2), p(n, 2))
    row("KLDivergence", softmax(f(n, 3)), softmax(f(n, 3)))
    row("Poisson", p(n, 2), p(n, 2))
    row("CategoricalHinge", one_hot(3), f(n, 3))
    row("BinaryCrossentropy", bits(n, 2), p(n, 2), label_smoothing=0.1)
    row("CategoricalCrossentropy", one_hot(3), f(n, 3), from_logits=True)
    row("Accuracy", classes(), classes())
    row("SparseTopKCategoricalAccuracy", classes(), np.round(f(n, 3)).astype("float32"), k=2)
    write("training", "metrics", {}, {"tolerance": {"rtol": 1e-4, "atol": 1e-5}, "rows": rows, "sample_weight": array(weights)})


losses(); optimizers(); schedules(); metrics()
with open(os.path.join(here, "index.json"), "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(entry) for entry in index) + "\n]\n")
print(len(index), "cases")
