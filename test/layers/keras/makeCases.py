# Makes cases.jsonl: reference cases of the form of test/golden/layers for more layers, one a line, with real Keras.
# pip install keras==3.15.1 tensorflow-cpu==2.21.0, then: python test/layers/keras/makeCases.py test/layers/keras/cases.jsonl
# Left out: 3-D pooling with padding 'same' and strides above the window, where TensorFlow's kernel starts outside the
# volume and its gradient is 0; ours goes on as in two dimensions.
import os, json, sys, zlib
os.environ.update(CUDA_VISIBLE_DEVICES='', TF_ENABLE_ONEDNN_OPTS='0', TF_CPP_MIN_LOG_LEVEL='3')
import numpy as np, tensorflow as tf, keras
out = open(sys.argv[1], 'w')
def arr(a):
    a = np.asarray(a)
    if a.dtype == np.int64: a = a.astype(np.int32)
    if a.size <= 64: return {'shape': list(a.shape), 'dtype': str(a.dtype), 'data': a.reshape(-1).tolist()}
    import base64
    return {'shape': list(a.shape), 'dtype': str(a.dtype), 'data': base64.b64encode(a.tobytes()).decode()}
def plain(v):
    if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)): return [plain(x) for x in v]
    if isinstance(v, (np.generic,)): return v.item()
    return v
def case(name, layer, shapes, call=None, integer=False, mask=None, inner=None, **args):
    rng = np.random.default_rng([5, zlib.crc32(name.encode())])
    shapes = shapes if isinstance(shapes, list) else [shapes]
    made = {k: getattr(keras.layers, kind)(**a) for k, (kind, a) in (inner or {}).items()}
    l = getattr(keras.layers, layer)(**made, **args)
    xs = [tf.constant((rng.integers(0, 5, s)).astype('float32') if integer else rng.normal(size=s).astype('float32')) for s in shapes]
    call = call or {}
    extra = {} if mask is None else {'mask': tf.constant(np.array(mask, bool))}
    if layer in ('SimpleRNN', 'LSTM', 'GRU', 'Bidirectional'):
        # Of several inputs the others are the state, of several outputs (return_state) all count, side by side.
        def apply(*x):
            y = l(x[0], initial_state=list(x[1:]) or None, **call, **extra)
            return tf.concat([tf.reshape(one, (one.shape[0], -1)) for one in y], 1) if isinstance(y, (list, tuple)) else y
    else: apply = lambda *x: l(list(x) if len(x) > 1 else x[0], **call, **extra)
    apply(*xs)
    ws = [np.asarray(w) for w in l.weights]
    new = [w if w.dtype.kind == 'i' else (np.abs(rng.normal(size=w.shape)) + .2 if 'variance' in v.name else rng.normal(scale=.5, size=w.shape)).astype('float32') for w, v in zip(ws, l.weights)]
    l.set_weights(new)
    if hasattr(l, 'finalize_state'): l.finalize_state()
    with tf.GradientTape() as t:
        t.watch(xs)
        y = apply(*xs)
        up = tf.constant(rng.normal(size=y.shape).astype('float32'))
        loss = tf.reduce_sum(y * up)
    tv = [w.value for w in l.trainable_weights]
    g = t.gradient(loss, xs + tv)
    gx = [tf.zeros_like(x) if d is None else d for d, x in zip(g[:len(xs)], xs)]
    gw = [tf.convert_to_tensor(d) for d in g[len(xs):]]
    after = [np.asarray(w) for w in l.weights]
    d = {'id': f'layers/{name}', 'kind': 'layers', 'args': {'layer': layer, **plain(args)}, 'tolerance': {'rtol': 1e-3, 'atol': 1e-4} if 'orm' in name else {'rtol': 1e-4, 'atol': 1e-5},
      'layer': layer, 'call': call, 'trainable': True,
      'weights': [{'name': v.name, 'trainable': v.trainable, 'value': arr(w)} for v, w in zip(l.weights, new)],
      'input': arr(xs[0]) if len(xs) == 1 else [arr(x) for x in xs], 'upstream': arr(up), 'output': arr(y),
      'grad_input': arr(gx[0]) if len(xs) == 1 else [arr(x) for x in gx],
      'grad_weights': [{'name': v.name, 'value': arr(x)} for v, x in zip(l.trainable_weights, gw)],
      'weights_after': [{'name': v.name, 'value': arr(a)} for v, a, b in zip(l.weights, after, new) if not np.array_equal(a, b)],
      'config': {k: v for k, v in plain(l.get_config()).items() if k not in ('name', 'dtype')}}
    if mask is not None: d['mask'] = arr(np.asarray(mask, 'int32'))
    if inner: d['inner'] = {k: {'layer': kind, **plain(a)} for k, (kind, a) in inner.items()}
    if inner: d['config'] = {k: v for k, v in d['config'].items() if k not in inner and k != 'backward_layer'}
    print(json.dumps(d, separators=(',', ':')), file=out)
V = (2, 5, 6, 7, 2)
case('conv3d_valid', 'Conv3D', V, filters=3, kernel_size=3)
case('conv3d_same_stride2', 'Conv3D', V, filters=3, kernel_size=(3, 2, 3), strides=2, padding='same')
case('conv3d_same_stride3_small', 'Conv3D', V, filters=2, kernel_size=2, strides=3, padding='same')
case('conv3d_dilation', 'Conv3D', V, filters=2, kernel_size=2, dilation_rate=2)
case('conv3d_groups', 'Conv3D', V, filters=4, kernel_size=2, groups=2)
case('conv1dtranspose', 'Conv1DTranspose', (2, 6, 3), filters=4, kernel_size=3, strides=2, padding='same')
case('conv1dtranspose_valid', 'Conv1DTranspose', (2, 6, 3), filters=4, kernel_size=2, strides=3)
case('conv1dtranspose_outpad', 'Conv1DTranspose', (2, 6, 3), filters=4, kernel_size=3, strides=3, padding='same', output_padding=1)
case('depthwise1d', 'DepthwiseConv1D', (2, 8, 3), kernel_size=3, strides=2, padding='same', depth_multiplier=2)
case('separable1d', 'SeparableConv1D', (2, 8, 3), filters=4, kernel_size=3, dilation_rate=2)
case('conv2d_config', 'Conv2D', (2, 6, 6, 3), filters=4, kernel_size=3, activation='relu6', kernel_initializer='he_normal', kernel_regularizer='l2', kernel_constraint='max_norm', bias_constraint='non_neg', activity_regularizer='l1')
case('conv2d_groups_depthwise', 'Conv2D', (2, 6, 6, 3), filters=6, kernel_size=3, groups=3, strides=2, padding='same')
for n, s in ((1, (2, 9, 3)), (2, (2, 7, 8, 3)), (3, (2, 5, 6, 7, 2))):
    for k in ('Max', 'Average'):
        case(f'{k.lower()}pool{n}d', f'{k}Pooling{n}D', s, pool_size=2)
        case(f'{k.lower()}pool{n}d_same', f'{k}Pooling{n}D', s, pool_size=3, strides=2, padding='same')
        if n < 3: case(f'{k.lower()}pool{n}d_same_gap', f'{k}Pooling{n}D', s, pool_size=1, strides=3, padding='same')
        case(f'global{k.lower()}{n}d', f'Global{k}Pooling{n}D', s, keepdims=True)
        case(f'adaptive{k.lower()}{n}d', f'Adaptive{k}Pooling{n}D', s, output_size=3)
        case(f'adaptive{k.lower()}{n}d_large', f'Adaptive{k}Pooling{n}D', s, output_size=4)
case('layernorm_3d', 'LayerNormalization', (2, 5, 6), axis=[1, 2], epsilon=1e-5)
case('layernorm_axis1', 'LayerNormalization', (2, 5, 6), axis=1)
case('groupnorm_axis1', 'GroupNormalization', (2, 4, 3, 5), groups=2, axis=1)
case('rmsnorm', 'RMSNormalization', (2, 5, 6))
case('rmsnorm_axes', 'RMSNormalization', (2, 5, 6), axis=[1, 2], epsilon=1e-3)
case('unitnorm', 'UnitNormalization', (2, 5, 6))
case('unitnorm_axes', 'UnitNormalization', (2, 5, 6), axis=[1, 2])
case('normalization_given', 'Normalization', (2, 5, 3), mean=[1., 2., 3.], variance=[4., .5, 1.])
case('normalization_scalar_invert', 'Normalization', (2, 5, 3), mean=1., variance=4., invert=True)
case('normalization_learned', 'Normalization', (2, 5, 3))
case('normalization_axes', 'Normalization', (2, 5, 3), axis=[1, 2])
case('batchnorm_3d', 'BatchNormalization', (2, 3, 4, 5, 3), call={'training': True})
case('batchnorm_inits', 'BatchNormalization', (4, 3), call={'training': True}, beta_initializer='ones', gamma_regularizer='l2', momentum=.5)
for n, s in ((1, (2, 6, 3)), (2, (2, 5, 6, 3)), (3, (2, 5, 6, 7, 2))):
    case(f'zeropad{n}d', f'ZeroPadding{n}D', s)
    case(f'zeropad{n}d_asym', f'ZeroPadding{n}D', s, padding=[1, 2] if n == 1 else [[1, 2]] * n)
    case(f'cropping{n}d', f'Cropping{n}D', s)
    case(f'cropping{n}d_asym', f'Cropping{n}D', s, cropping=[1, 2] if n == 1 else [[1, 2]] * n)
    case(f'upsampling{n}d', f'UpSampling{n}D', s)
    case(f'upsampling{n}d_3', f'UpSampling{n}D', s, size=3)
for i in ('bicubic', 'lanczos3', 'lanczos5'):
    case(f'upsampling2d_{i}', 'UpSampling2D', (2, 5, 6, 3), size=[2, 3], interpolation=i)
for i in ('bilinear', 'nearest', 'bicubic', 'lanczos3', 'lanczos5'):
    for a in (False, True):
        case(f'resizing_{i}_{a}_down', 'Resizing', (2, 11, 13, 2), height=4, width=5, interpolation=i, antialias=a)
        case(f'resizing_{i}_{a}_up', 'Resizing', (2, 5, 6, 2), height=9, width=13, interpolation=i, antialias=a)
case('resizing_pad_value', 'Resizing', (2, 4, 9, 2), height=6, width=6, pad_to_aspect_ratio=True, fill_value=.5)
case('resizing_pad_odd', 'Resizing', (2, 4, 7, 2), height=6, width=6, pad_to_aspect_ratio=True, fill_value=.5)
case('resizing_crop', 'Resizing', (2, 4, 9, 2), height=3, width=5, crop_to_aspect_ratio=True)
case('centercrop_one_larger', 'CenterCrop', (2, 4, 9, 2), height=6, width=5)
S = (2, 4, 5)
for m in ('Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum'):
    case(m.lower(), m, [S, S])
    case(m.lower() + '_broadcast', m, [S, (2, 1, 5)])
    if m != 'Subtract': case(m.lower() + '_ranks', m, [S, (2, 5)])
case('concatenate', 'Concatenate', [S, (2, 4, 3)])
case('concatenate_axis1', 'Concatenate', [S, (2, 2, 5)], axis=1)
case('dot_vectors', 'Dot', [(2, 5), (2, 5)], axes=1)
case('dot_normalized', 'Dot', [(2, 5), (2, 5)], axes=-1, normalize=True)
case('dot_matrices', 'Dot', [(2, 4, 5), (2, 5, 3)], axes=[2, 1])
case('dot_both1', 'Dot', [(2, 4, 5), (2, 4, 3)], axes=1)
case('dot_mixed', 'Dot', [(2, 4, 5), (2, 5)], axes=[2, 1])
case('permute', 'Permute', (2, 3, 4, 5), dims=[3, 1, 2])
case('repeatvector', 'RepeatVector', (2, 5), n=3)
case('reshape', 'Reshape', (2, 12), target_shape=[3, -1])
case('flatten_first', 'Flatten', (2, 3, 4, 5), data_format='channels_first')
case('prelu', 'PReLU', (2, 4, 5, 3))
case('prelu_shared', 'PReLU', (2, 4, 5, 3), shared_axes=[1, 2])
case('leakyrelu', 'LeakyReLU', S)
case('leakyrelu_half', 'LeakyReLU', S, negative_slope=.5)
case('elu', 'ELU', S)
case('elu_alpha', 'ELU', S, alpha=.5)
case('softmax', 'Softmax', S)
case('softmax_axis1', 'Softmax', S, axis=1)
case('softmax_axes', 'Softmax', S, axis=[1, 2])
case('relu_max', 'ReLU', S, max_value=1.)
case('relu_slope', 'ReLU', S, negative_slope=.2)
for a in ('celu', 'exponential', 'hard_shrink', 'hard_silu', 'hard_tanh', 'log_sigmoid', 'soft_shrink', 'sparse_plus', 'sparse_sigmoid', 'squareplus', 'tanh_shrink', 'hard_swish', 'swish', 'linear'):
    case(f'activation_{a}', 'Activation', (3, 8), activation=a)
case('embedding', 'Embedding', (2, 6), integer=True, input_dim=5, output_dim=3)
case('gaussiannoise_infer', 'GaussianNoise', S, stddev=.5)
case('gaussiandropout_infer', 'GaussianDropout', S, rate=.5)
case('alphadropout_infer', 'AlphaDropout', S, rate=.5)
case('spatialdropout1d_infer', 'SpatialDropout1D', S, rate=.5)
case('spatialdropout3d_infer', 'SpatialDropout3D', (2, 3, 4, 5, 2), rate=.5)
case('activityregularization', 'ActivityRegularization', S, l1=.1, l2=.2)
case('identity', 'Identity', S)
case('dense_config', 'Dense', S, units=3, activation='gelu', kernel_initializer='orthogonal', kernel_regularizer='orthogonal_regularizer', bias_regularizer='l1', kernel_constraint='unit_norm')
# SimpleRNN of Keras forgets its activity_regularizer.
R, M = (3, 5, 4), [[1, 1, 1, 0, 0], [0, 1, 0, 1, 1], [1, 1, 1, 1, 1]]
for layer, n in (('SimpleRNN', 1), ('LSTM', 2), ('GRU', 1)):
    low, states = layer.lower(), [(3, 2)] * n
    case(low, layer, R, units=2)
    case(low + '_sequences', layer, R, units=2, return_sequences=True, activation='relu')
    case(low + '_backwards', layer, R, units=2, return_sequences=True, go_backwards=True, use_bias=False)
    case(low + '_state', layer, [R, *states], units=2, return_sequences=True, return_state=True)
    case(low + '_masked', layer, R, units=2, mask=M)
    case(low + '_masked_sequences', layer, R, units=2, mask=M, return_sequences=True)
    case(low + '_masked_zeros', layer, R, units=2, mask=M, return_sequences=True, zero_output_for_mask=True)
    case(low + '_masked_backwards_state', layer, [R, *states], units=2, mask=M, return_sequences=True, return_state=True, go_backwards=True)
    case(low + '_config', layer, R, units=3, kernel_initializer='he_normal', recurrent_initializer='glorot_uniform', bias_initializer='ones', recurrent_regularizer='l2', bias_constraint='max_norm', unroll=True, **({} if layer == 'SimpleRNN' else {'activity_regularizer': 'l1'}))
    case('bidirectional_' + low, 'Bidirectional', R, inner={'layer': (layer, dict(units=2))})
    case('bidirectional_masked_' + low, 'Bidirectional', R, mask=M, merge_mode='sum', inner={'layer': (layer, dict(units=2, return_sequences=True))})
case('lstm_gates', 'LSTM', R, units=3, recurrent_activation='hard_sigmoid', unit_forget_bias=False)
case('gru_reset_before', 'GRU', R, units=3, reset_after=False, return_sequences=True, recurrent_activation='softsign')
case('gru_reset_before_nobias', 'GRU', R, units=3, reset_after=False, use_bias=False)
case('bidirectional_ave', 'Bidirectional', R, merge_mode='ave', inner={'layer': ('GRU', dict(units=2))})
case('bidirectional_mul', 'Bidirectional', R, merge_mode='mul', inner={'layer': ('LSTM', dict(units=2, return_sequences=True))})
case('bidirectional_state', 'Bidirectional', [R] + [(3, 2)] * 4, inner={'layer': ('LSTM', dict(units=2, return_state=True))})
case('bidirectional_two', 'Bidirectional', R, inner={'layer': ('GRU', dict(units=2)), 'backward_layer': ('GRU', dict(units=3, go_backwards=True))})
case('timedistributed_dense', 'TimeDistributed', R, inner={'layer': ('Dense', dict(units=2))})
case('timedistributed_conv', 'TimeDistributed', (2, 3, 5, 5, 2), inner={'layer': ('Conv2D', dict(filters=2, kernel_size=3))})
case('timedistributed_batchnorm', 'TimeDistributed', R, call={'training': True}, inner={'layer': ('BatchNormalization', dict(momentum=.5))})
out.close()
