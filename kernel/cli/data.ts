/** `cuaderno data list` and `cuaderno data get NAME`: what data there is, and how it gets here. */
import type { Command } from 'commander';

interface GetOptions {
  from?: string;
  json?: true;
}

/** Adds the `data` command with its two subcommands. */
export function addDataCommand(program: Command): void {
  const data = program.command('data').description('data sets: what there is, and how it gets here');
  data
    .command('list')
    .description('every data set: whether it is here, its size, license and source')
    .option('--json', 'print one JSON document')
    .action(list);
  data
    .command('get')
    .description('fetch a data set into the cache: by download, or from what you have')
    .argument('<name>', 'its name, e.g. cifar10')
    .option(
      '--from <path>',
      'import this archive (.tar, .tar.gz, .tar.xz, .zip) or folder instead of downloading',
    )
    .option('--json', 'print one JSON document')
    .action(get);
}

async function list({ json }: { json?: true }): Promise<void> {
  const { cacheStateOf, catalog } = await import('../../datasets/catalog.js');
  const { humanSize } = await import('../../src/data/humanSize.js');
  const downloadSize = (archives: readonly { sizeBytes: number }[] = []): string =>
    humanSize(archives.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const found = await Promise.all(
    catalog.map(async (entry) => ({ ...entry.card, cache: await cacheStateOf(entry) })),
  );
  if (json) {
    process.stdout.write(`${JSON.stringify({ dataSets: found }, undefined, 2)}\n`);
    return;
  }
  for (const {
    name,
    title,
    classNames,
    trainLength,
    testLength,
    source,
    license,
    cache,
    archives,
  } of found) {
    const state =
      cache.state === 'cached'
        ? `here, ${humanSize(cache.sizeBytes)} in ${cache.file} (${cache.source})`
        : cache.state === 'damaged'
          ? `damaged: ${cache.reason} Mend it: npx cuaderno data get ${name}`
          : cache.state === 'built in'
            ? 'here, drawn when it is loaded'
            : `not here; ${downloadSize(archives)} to download: npx cuaderno data get ${name}`;
    const images =
      testLength > 0
        ? `${trainLength.toLocaleString('en')} to train, ${testLength.toLocaleString('en')} to test`
        : `${trainLength.toLocaleString('en')}, to be split`;
    process.stdout.write(
      `${name}: ${title}\n  state    ${state}\n  images   ${images}\n  classes  ${listed(classNames)}\n` +
        `  license  ${license}\n  source   ${source}\n`,
    );
  }
}

/** A hundred names are not read by anybody; `--json` has them all. */
function listed(classNames: readonly string[]): string {
  const shown = classNames.slice(0, 10).join(', ');
  return classNames.length > 10 ? `${shown}, … (${classNames.length})` : shown;
}

async function get(name: string, { from, json }: GetOptions): Promise<void> {
  const { cacheStateOf, catalog } = await import('../../datasets/catalog.js');
  const { humanSize } = await import('../../src/data/humanSize.js');
  const { progressReporter } = await import('../../src/data/progressReporter.js');
  const { DataError } = await import('../../src/errors.js');
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const progress = progressReporter();
  try {
    const entry = catalog.find(({ card }) => card.name === name);
    if (entry === undefined) {
      throw new DataError(
        `There is no data set "${name}"; there are ${catalog.map(({ card }) => card.name).join(', ')}.`,
      );
    }
    if (entry.stored === undefined && from !== undefined) {
      throw new DataError(`${name} is made when it is loaded, so there is nothing to import.`);
    }
    await entry.stored?.fetch({ from, onProgress: progress.report, onNotice: say });
    progress.end();
    const cache = await cacheStateOf(entry);
    if (json) process.stdout.write(`${JSON.stringify({ name, cache }, undefined, 2)}\n`);
    else if (cache.state === 'cached')
      say(`${name} is in ${cache.file} (${humanSize(cache.sizeBytes)}, ${cache.source}).`);
    else say(`${name} is made when it is loaded; nothing needs to be fetched.`);
  } catch (error) {
    progress.end();
    if (!(error instanceof DataError)) throw error;
    if (json) process.stdout.write(`${JSON.stringify({ name, error: error.message }, undefined, 2)}\n`);
    say(error.message);
    process.exitCode = 2;
  }
}
