/** Files that Keras publishes. Addresses and checksums as in
 *  keras/src/applications of Keras 3.15. */
import path from 'node:path';

/** A file that Keras's own functions download, too. */
export interface PublishedFile {
  address: string;
  /** In hexadecimal; Keras publishes none for MobileNetV2. */
  md5?: string;
}

const storage = 'https://storage.googleapis.com/tensorflow/keras-applications';

/** A network's checksums. */
export interface Checksums {
  withTop: string;
  withoutTop: string;
}

/** `folder`: of the network's family at Keras's address. `name`: the network, as file names spell it. */
export function publishedWeights(
  folder: string,
  name: string,
  { withTop, withoutTop }: Checksums,
  includeTop: boolean,
): PublishedFile {
  const ending = includeTop ? '' : '_notop';
  return {
    address: `${storage}/${folder}/${name}_weights_tf_dim_ordering_tf_kernels${ending}.h5`,
    md5: includeTop ? withTop : withoutTop,
  };
}

/** MobileNetV2 has one for every width and size, under names of their own. */
export function publishedMobileNetV2(alpha: number, side: number, includeTop: boolean): PublishedFile {
  const width = Number.isInteger(alpha) ? alpha.toFixed(1) : String(alpha);
  const ending = includeTop ? '' : '_no_top';
  return {
    address: `${storage}/mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${width}_${side}${ending}.h5`,
  };
}

/** What the file is called, at its address and in the folder of models. */
export function fileNameOf({ address }: PublishedFile): string {
  return path.posix.basename(new URL(address).pathname);
}
