/** The published TensorFlow wheels that hold the C library the addon is linked with: one fixed file a platform. */

export interface TensorFlowWheel {
  /** The distribution's name on PyPI. */
  distribution: string;
  /** The platform tag that `pip download --platform` takes. */
  platformTag: string;
  sha256: string;
  sizeBytes: number;
  /** The two shared libraries inside the wheel's `tensorflow/` folder. */
  libraries: readonly [string, string];
  /** Whether the project's own tests have run on this platform. */
  tested: boolean;
}

/** The version of TensorFlow that every platform gets, so that results agree between machines. */
export const tensorFlowVersion = '2.21.0';

/** The Python that the wheels were built for; any pip can fetch them, and no Python runs what is inside. */
export const wheelPython = '3.11';

const linuxLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;
const macLibraries = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'] as const;

const wheels: Partial<Record<string, TensorFlowWheel>> = {
  'linux-x64': {
    distribution: 'tensorflow-cpu',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    sizeBytes: 273_829_956,
    libraries: linuxLibraries,
    tested: true,
  },
  'linux-arm64': {
    distribution: 'tensorflow',
    platformTag: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    sizeBytes: 281_828_020,
    libraries: linuxLibraries,
    tested: false,
  },
  'darwin-arm64': {
    distribution: 'tensorflow',
    platformTag: 'macosx_12_0_arm64',
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
    sizeBytes: 223_405_849,
    libraries: macLibraries,
    tested: false,
  },
};

/** This machine's platform, as in `linux-x64`. */
export const platformName = `${process.platform}-${process.arch}`;

/** The wheel for this machine; undefined where none is known to carry the C library in a linkable form. */
export function wheelForThisMachine(): TensorFlowWheel | undefined {
  return wheels[platformName];
}
