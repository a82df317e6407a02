import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

const root = path.dirname(fileURLToPath(import.meta.url));

/** Tests import `../../src/x.js`; what runs is the built `dist/src/x.js`, the very file that ships, so that
 *  workers and kernel processes started from it find their own files beside it. */
const runTheBuiltFiles: Plugin = {
  name: 'run-the-built-files',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!source.startsWith('.') || importer === undefined) return null;
    const relative = path.relative(root, path.resolve(path.dirname(importer), source));
    if (!/^(src|kernel|datasets)[\\/]/.test(relative)) return null;
    const built = path.join(root, 'dist', relative);
    if (!existsSync(built)) throw new Error(`${relative} is not built. Run: npm run build`);
    return { id: built, external: true };
  },
};

/** Rooms whose many small tests share one process, and so one import of the library; the others have one a file. */
const sharing = [
  'test/{augmentation,explain,graphs,layers,plots,training,weights}/**/*.test.ts',
  'test/engine/{choice,kernels,scaledBytes,seed}.test.ts',
];
// What only TensorFlow's native engine does.
const elsewhere = process.env.CUADERNO_ENGINE === 'wasm' ? ['test/**/*.native.test.ts'] : [];

const ofEach = {
  pool: 'forks',
  testTimeout: 240_000,
  hookTimeout: 240_000,
  // Real processes, browsers and downloads on a shared machine: one more try in CI, and the report says who took it.
  retry: process.env.CI ? 1 : 0,
} as const;

export default defineConfig({
  test: {
    // In this order, so that the long ones come first.
    projects: [
      {
        plugins: [runTheBuiltFiles],
        test: {
          ...ofEach,
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: [...sharing, ...elsewhere],
        },
      },
      {
        plugins: [runTheBuiltFiles],
        test: {
          ...ofEach,
          name: 'sharing',
          include: sharing,
          exclude: elsewhere,
          isolate: false,
          setupFiles: ['test/asIfFresh.ts'],
        },
      },
    ],
    globalSetup: ['test/buildFirst.ts'],
    maxWorkers: 2,
    reporters: ['default'],
  },
});
