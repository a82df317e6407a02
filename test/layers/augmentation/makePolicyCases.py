# Makes policyCases.jsonl: what real Keras's RandAugment and AugMix draw, and what they make of images and masks with it.
# pip install keras==3.15.1 tensorflow-cpu==2.21.0, then: python makePolicyCases.py policyCases.jsonl
import json, os, random, sys
os.environ.update(CUDA_VISIBLE_DEVICES='', TF_ENABLE_ONEDNN_OPTS='0', TF_CPP_MIN_LOG_LEVEL='3', KERAS_BACKEND='tensorflow')
import keras, numpy as np
out = open(sys.argv[1], 'w')
def arr(a):
    a = np.asarray(a)
    return {'shape': list(a.shape), 'dtype': str(a.dtype), 'data': [float(f'{v:.9g}') for v in a.reshape(-1).astype('float64')]}
def camel(name):
    first, *rest = name.split('_')
    return first + ''.join(word.capitalize() for word in rest)
def drawn(prefix, transformation):
    return {f'{prefix}.{camel(k)}': arr(v) for k, v in (transformation or {}).items() if v is not None}
rng = np.random.default_rng(7)
def case(layer, args, value_range, transformation, flat, masks_too):
    low, high = value_range
    images = (low + (high - low) * rng.random((2, 6, 7, 3))).astype('float32')
    masks = rng.integers(0, 4, (2, 6, 7, 1)).astype('float32')
    one = {'layer': type(layer).__name__, 'args': args, 'input': arr(images), 'transformation': flat,
           'output': arr(layer.transform_images(images, transformation)),
           'config': {k: v for k, v in layer.get_config().items() if k not in ('name', 'dtype', 'trainable')}}
    if masks_too:
        one['masks'] = arr(masks)
        one['output_masks'] = arr(layer.transform_segmentation_masks(masks, transformation))
    print(json.dumps(one, separators=(',', ':')), file=out)
shape = (2, 6, 7, 3)
names = keras.layers.RandAugment._AUGMENT_LAYERS
for index in range(len(names)):
    value_range = [(0, 255), (0, 1)][index % 2]
    args = {'value_range': value_range, 'seed': index + 1} if index else {'seed': 1}
    if index > 5: args |= {'num_ops': 3, 'factor': (0.1, 0.6), 'interpolation': 'nearest'}
    layer = keras.layers.RandAugment(**args)
    layer.build(shape)
    t = layer.get_random_transformation(np.zeros(shape, 'float32'))
    t['layer_idxes'] = np.array([index, (3 * index + 1) % 11, 2][:layer.num_ops], 'int32')
    flat = {'layerIndices': arr(t['layer_idxes'])}
    for name in names: flat |= drawn(camel(name), t['transforms'][name])
    case(layer, args, value_range, t, flat, True)
from keras.src.layers.preprocessing.image_preprocessing import aug_mix
for seed in range(1, 11):
    random.seed(seed)
    value_range = [(0, 255), (0, 1)][seed % 2]
    args = {'value_range': value_range, 'seed': seed}
    if seed > 5: args |= {'num_chains': 2, 'chain_depth': 4, 'factor': 0.5, 'alpha': 0.7, 'all_ops': seed % 2 == 0}
    layer = keras.layers.AugMix(**args)
    layer.build(shape)
    order = layer._augment_layers
    indices, flat = [], {}
    t = layer.get_random_transformation(np.zeros(shape, 'float32'))
    for chain, slots in enumerate(t['chain_transforms']):
        for depth in range(layer.chain_depth):
            # Keras leaves empty places out: the others move up.
            slot = slots[depth] if depth < len(slots) else None
            indices.append(order.index(slot['layer_name']) if slot else len(order))
            if slot: flat |= drawn(f'{chain}.{depth}.{camel(slot["layer_name"])}', slot['transformation'])
    flat |= {'layerIndices': arr(np.array(indices, 'int32')), 'chainMixingWeights': arr(t['chain_mixing_weights']),
             'weightSample': arr(np.reshape(t['weight_sample'], (1,)))}
    case(layer, args, value_range, t, flat, False)
