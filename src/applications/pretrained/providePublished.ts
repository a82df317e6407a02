/** Brings a file that Keras publishes into the folder that Keras keeps its own in, where both find it. Mirrors
 *  keras.utils.get_file. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DownloadError, type DownloadRequest, download } from '../../data/download.js';
import { withFileLock } from '../../data/fileLock.js';
import { notice } from '../../data/notice.js';
import { progressReporter } from '../../data/progressReporter.js';
import { DataError } from '../../errors.js';
import { fileNameOf, type PublishedFile } from './publishedFile.js';

export interface ProvidePublishedOptions extends Pick<DownloadRequest, 'retries' | 'backOffMs'> {
  /** What to do without the file, as the error's last sentence. */
  otherwise: string;
}

/** Keras's folder of models: `$KERAS_HOME/models`, or `~/.keras/models`. */
export function modelsFolder(): string {
  return path.resolve(process.env.KERAS_HOME || path.join(os.homedir(), '.keras'), 'models');
}

/**
 * The file's path, downloaded if it is not there or not right. `CUADERNO_WEIGHTS_MIRROR`, the address of a folder with
 * the same files (a school's own server, say), is asked first.
 * @throws {DataError} if it cannot be had; says how to put it there by hand
 */
export async function providePublished(
  published: PublishedFile,
  options: ProvidePublishedOptions,
): Promise<string> {
  const file = path.join(modelsFolder(), fileNameOf(published));
  if (await isThere(file, published)) return file;
  const onWait = (): void => notice(`Another process is fetching ${path.basename(file)}; waiting for it.`);
  await withFileLock(
    `${file}.lock`,
    async () => {
      if (!(await isThere(file, published))) await fetchFile(file, published, options);
    },
    { onWait },
  );
  return file;
}

async function isThere(file: string, { md5 }: PublishedFile): Promise<boolean> {
  if (!existsSync(file)) return false;
  return md5 === undefined || (await md5Of(file)) === md5;
}

async function md5Of(file: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function fetchFile(
  file: string,
  published: PublishedFile,
  { otherwise, ...patience }: ProvidePublishedOptions,
): Promise<void> {
  const { address, md5 } = published;
  const progress = progressReporter();
  try {
    await download({
      addresses: [...mirrored(published), address],
      file,
      md5,
      onProgress: progress.report,
      ...patience,
    });
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    throw new DataError(
      `${error.message}\nWhere there is a network, download ${address}` +
        `${md5 === undefined ? '' : ` (md5 ${md5})`} and put it at ${file}, which Keras uses, too. ${otherwise}`,
      { cause: error },
    );
  } finally {
    progress.end();
  }
}

function mirrored(published: PublishedFile): string[] {
  const mirror = process.env.CUADERNO_WEIGHTS_MIRROR;
  return mirror ? [`${mirror.replace(/\/$/, '')}/${fileNameOf(published)}`] : [];
}
