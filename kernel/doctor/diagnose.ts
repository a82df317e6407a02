/** Looks at everything that cuaderno needs, without changing any of it. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheStateOf, catalog } from '../../datasets/catalog.js';
import { humanSize } from '../../src/data/humanSize.js';
import { cacheFolder } from '../../src/engine/cacheFolder.js';
import type { EngineDescription } from '../../src/engine/index.js';
import { wheelForThisMachine } from '../../src/engine/native/wheels.js';
import { kernelDisplayName, kernelEntry, kernelspecFolder } from '../kernelspec/kernelspec.js';

export interface Problem {
  /** What is not as it should be. */
  what: string;
  /** The command, or the step, that mends it. */
  mend: string;
}

export interface Diagnosis {
  cuaderno: string;
  engine: EngineDescription | { backend: 'none'; reason: string };
  node: string;
  platform: string;
  packages: Record<string, string>;
  kernel: { installed: boolean; folder: string; current: boolean };
  cache: string;
  data: { name: string; state: string; sizeBytes?: number }[];
  problems: Problem[];
}

export async function diagnose(): Promise<Diagnosis> {
  const problems: Problem[] = [];
  return {
    cuaderno: versionIn(path.resolve(import.meta.dirname, '..', '..', '..', 'package.json')),
    engine: await diagnoseEngine(problems),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    packages: Object.fromEntries(reportedPackages.map((name) => [name, versionOf(name)])),
    kernel: await diagnoseKernel(problems),
    cache: cacheFolder(),
    data: await diagnoseData(problems),
    problems,
  };
}

/** The same, for people. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { engine, kernel } = diagnosis;
  const engineText =
    engine.backend === 'none'
      ? `none: ${engine.reason}`
      : `${engine.backend} ${engine.version}: ${engine.reason}`;
  const kernelText = kernel.installed
    ? `“${kernelDisplayName}” in ${kernel.folder}`
    : 'not installed for Jupyter';
  const data = diagnosis.data.map(({ name, state, sizeBytes }) =>
    sizeBytes === undefined ? `${name} (${state})` : `${name} (${state}, ${humanSize(sizeBytes)})`,
  );
  const rows = [
    ['cuaderno', diagnosis.cuaderno],
    ['engine', engineText],
    ['platform', `${diagnosis.platform}, Node ${diagnosis.node}${platformNote()}`],
    [
      'packages',
      Object.entries(diagnosis.packages)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['kernel', kernelText],
    ['cache', diagnosis.cache],
    ['data', data.join(', ')],
  ];
  const problems = diagnosis.problems.map(({ what, mend }) => `✗ ${what}\n  ${mend}`);
  return [
    ...rows.map(([name, text]) => `${name!.padEnd(9)} ${text}`),
    ...(problems.length === 0 ? ['✓ Nothing is missing.'] : problems),
  ].join('\n');
}

const reportedPackages = [
  '@tensorflow/tfjs-node',
  'typescript',
  'zeromq',
  'sharp',
  'plotly.js-dist-min',
  'tslab',
];

async function diagnoseEngine(problems: Problem[]): Promise<Diagnosis['engine']> {
  try {
    const { engine } = await import('../../src/engine/index.js');
    if (engine.backend !== 'tensorflow' && !process.env.CUADERNO_ENGINE) {
      problems.push({ what: `The slow engine runs: ${engine.reason}`, mend: 'npx cuaderno setup' });
    }
    return engine;
  } catch (error) {
    const reason = (error as Error).message;
    problems.push({ what: `No engine runs: ${reason}`, mend: 'npx cuaderno setup' });
    return { backend: 'none', reason };
  }
}

async function diagnoseKernel(problems: Problem[]): Promise<Diagnosis['kernel']> {
  const folder = kernelspecFolder();
  const file = path.join(folder, 'kernel.json');
  const installed = existsSync(file);
  const current = installed && (await readFile(file, 'utf8')).includes(JSON.stringify(kernelEntry));
  if (installed && !current) {
    problems.push({
      what: `The kernel in ${folder} belongs to another copy of cuaderno.`,
      mend: 'npx cuaderno install',
    });
  }
  return { installed, folder, current };
}

async function diagnoseData(problems: Problem[]): Promise<Diagnosis['data']> {
  return Promise.all(
    catalog.map(async (entry) => {
      const cached = await cacheStateOf(entry);
      const { name } = entry.card;
      if (cached.state === 'damaged')
        problems.push({ what: `${name}: ${cached.reason}`, mend: `npx cuaderno data get ${name}` });
      return { name, state: cached.state, ...('sizeBytes' in cached ? { sizeBytes: cached.sizeBytes } : {}) };
    }),
  );
}

function platformNote(): string {
  const wheel = wheelForThisMachine();
  if (wheel === undefined) {
    return ' (no TensorFlow library is known for it: tfjs-node’s own installer is tried, then wasm)';
  }
  return wheel.tested ? '' : ' (a TensorFlow library is known for it, but was never tested here)';
}

/** Packages' manifests are read as files: not every package lets its own be imported. */
function versionOf(packageName: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(packageName) ?? [];
  const manifest = folders
    .map((folder) => path.join(folder, packageName, 'package.json'))
    .find((file) => existsSync(file));
  return manifest === undefined ? 'missing' : versionIn(manifest);
}

function versionIn(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
