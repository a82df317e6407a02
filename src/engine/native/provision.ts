/** Sets the native engine up: what `npm run setup` does, and what `cuaderno doctor` recommends. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { EngineError } from '../../errors.js';
import { addonIsInstalled, ensureAddon } from './addon.js';
import { ensureLibrary, libraryIsComplete } from './library.js';
import { installedAddonPath, nativeEngineFolder, tfjsNodeFolder } from './places.js';
import type { SetupProgress } from './progress.js';
import { runProcess } from './runProcess.js';

/** How the native engine came to be here. */
type NativeEngineSource = 'compiled' | 'official';

/**
 * Makes the native engine work, doing only what is missing: the library from the wheel and the addon compiled
 * against it; where that cannot be done, the addon that is there already, or tfjs-node's own installer (an older
 * TensorFlow, prebuilt, without a checksum: hence not the first choice).
 * @throws {EngineError} with the reasons of both, where neither works
 */
export async function provisionNativeEngine(progress: SetupProgress): Promise<NativeEngineSource> {
  let reason: EngineError;
  try {
    const folder = await ensureLibrary(progress);
    await ensureAddon(folder, progress);
    await proveThatItRuns();
    return 'compiled';
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    reason = error;
  }
  try {
    if (!existsSync(installedAddonPath())) await runOfficialInstaller(progress);
    await proveThatItRuns();
    return 'official';
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new EngineError(`${reason.message}\nAnd tfjs-node’s own installer: ${error.message}`);
  }
}

/** Whether the compiled engine is in place, judged by files alone (milliseconds). */
export async function nativeEngineIsReady(): Promise<boolean> {
  const folder = nativeEngineFolder();
  return (await libraryIsComplete(folder)) && (await addonIsInstalled(folder));
}

async function runOfficialInstaller(progress: SetupProgress): Promise<void> {
  progress.step('Trying tfjs-node’s own installer (prebuilt TensorFlow)');
  const bin = path.resolve(tfjsNodeFolder(), '..', '..', '.bin');
  const result = await runProcess(process.execPath, [path.join('scripts', 'install.js')], {
    cwd: tfjsNodeFolder(),
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
    timeoutMs: 15 * 60_000,
  });
  if (result.code !== 0 || !existsSync(installedAddonPath())) {
    throw new EngineError(
      `it failed (exit ${result.code}): ${result.output.trim().split('\n').at(-1) ?? ''}`,
    );
  }
}

/** Loads the addon in a process of its own, so that a library this processor cannot run ends that one alone. */
async function proveThatItRuns(): Promise<void> {
  const proof = path.join(import.meta.dirname, 'proof.js');
  const result = await runProcess(process.execPath, [proof], { timeoutMs: 120_000 });
  if (result.code === 0) return;
  const how = result.signal === null ? `exit ${result.code}` : `ended by ${result.signal}`;
  throw new EngineError(
    `TensorFlow’s library was set up but does not run here (${how}): ${result.output.trim().slice(-2000)}`,
  );
}
