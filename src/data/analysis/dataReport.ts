/** What `analyse` found, as numbers and as a table. */
import { inspect } from 'node:util';
import type { BytePixels } from '../../augmentation/pillowResize.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../../display/displayHost.js';
import { formatNumber, locale } from '../../display/locale.js';
import { reportWords } from './reportWords.js';

/** How many images of a size there are. */
export interface ImageSizeCount {
  height: number;
  width: number;
  channels: number;
  count: number;
}

/** A file that could not be read as an image. */
export interface UnreadableFile {
  /** Its path below the folder. */
  name: string;
  reason: string;
}

/** What one part of a data set holds. */
export interface PartReport {
  name: string;
  /** How many images could be read. */
  images: number;
  classNames: readonly string[];
  /** Images of each class, in the order of classNames. */
  classCounts: readonly number[];
  /** The most frequent first. */
  sizes: readonly ImageSizeCount[];
  /** The mean of every channel over all pixels, in 0 … 1. */
  channelMeans: readonly number[];
  /** The standard deviation of every channel over all pixels, in 0 … 1. */
  channelDeviations: readonly number[];
  unreadable: readonly UnreadableFile[];
}

/** An image of one part that is nearly the same as one of another part. */
export interface NearDuplicate {
  /** The image of the earlier part (train) and that of the later one (test). */
  images: readonly [ReportedImage, ReportedImage];
  /** In how many of 64 bits their hashes differ. */
  distance: number;
  /** Of their grays, up to 1. */
  correlation: number;
  /** Both as pixels, for the pairs that are most alike. */
  pictures: readonly [BytePixels, BytePixels] | undefined;
}

/** Which image a pair is about. */
export interface ReportedImage {
  part: string;
  place: number;
  /** A file's path, or the number of an image. */
  name: string;
  className: string | undefined;
}

const listed = 10;
/** Above this many classes the table has only the smallest and the largest. */
const classesListed = 30;

/**
 * What `analyse` found; in a notebook it shows itself as a table.
 * @example
 * const report = await analyse({ train, test });
 * console.log(String(report));
 */
export class DataReport implements Displayable {
  /** @param parts in the order given @param nearDuplicates the most alike first */
  constructor(
    readonly parts: readonly PartReport[],
    readonly nearDuplicates: readonly NearDuplicate[],
  ) {}

  [jupyterDisplay](): MimeBundle {
    const tables = this.#tables().map(({ title, rows }) => {
      const [header, ...rest] = rows.map((row) => `| ${row.map(escaped).join(' | ')} |`);
      const rule = `|${rows[0]!.map((_, column) => (column === 0 ? ':--' : '--:')).join('|')}|`;
      return [title === '' ? '' : `**${title}**`, '', header, rule, ...rest].join('\n');
    });
    return { 'text/markdown': tables.join('\n\n'), 'text/plain': this.toString() };
  }

  toString(): string {
    return this.#tables()
      .map(({ title, rows }) => (title === '' ? '' : `${title}\n`) + aligned(rows))
      .join('\n\n');
  }

  [inspect.custom](): string {
    return this.toString();
  }

  #tables(): { title: string; rows: string[][] }[] {
    const words = reportWords[locale()];
    const overview = [
      ['', words.images, words.classes, words.sizes, words.means, words.deviations, words.unreadable],
      ...this.parts.map((part) => [
        part.name,
        String(part.images),
        String(part.classNames.length),
        sizesInWords(part, words.more),
        numbers(part.channelMeans),
        numbers(part.channelDeviations),
        String(part.unreadable.length),
      ]),
    ];
    const tables = [{ title: '', rows: overview }];
    const classes = this.#classRows(words.class);
    if (classes.length > 1) tables.push({ title: words.balance, rows: classes });
    const unreadable = this.parts.flatMap(({ name, unreadable: files }) =>
      files.map((file) => [`${name}: ${file.name}`, file.reason]),
    );
    if (unreadable.length > 0)
      tables.push({
        title: words.unreadable,
        rows: [[words.file, words.reason], ...unreadable.slice(0, listed)],
      });
    if (this.parts.length > 1) tables.push(this.#duplicateTable());
    return tables;
  }

  #classRows(heading: string): string[][] {
    const names = this.parts[0]?.classNames ?? [];
    const rows = names.map((name) => [
      name,
      ...this.parts.map(({ classNames, classCounts }) => String(classCounts[classNames.indexOf(name)] ?? 0)),
    ]);
    const first = (row: string[]): number => Number(row[1]);
    const shown =
      rows.length <= classesListed
        ? rows
        : [
            rows.toSorted((a, b) => first(a) - first(b))[0]!,
            ['…'],
            rows.toSorted((a, b) => first(b) - first(a))[0]!,
          ];
    const width = this.parts.length + 1;
    const header = [heading, ...this.parts.map(({ name }) => name)];
    return [header, ...shown.map((row) => [...row, ...new Array<string>(width - row.length).fill('')])];
  }

  #duplicateTable(): { title: string; rows: string[][] } {
    const words = reportWords[locale()];
    const title = `${words.duplicates}: ${this.nearDuplicates.length}`;
    const rows = this.nearDuplicates
      .slice(0, listed)
      .map(({ images, distance, correlation }) => [
        ...images.map(
          ({ part, name, className }) => `${part} ${name}${className === undefined ? '' : ` (${className})`}`,
        ),
        String(distance),
        formatNumber(correlation, 3),
      ]);
    return { title, rows: [[words.image, words.copy, words.distance, words.correlation], ...rows] };
  }
}

function sizesInWords({ sizes }: PartReport, more: string): string {
  const [most] = sizes;
  if (most === undefined) return '';
  const shape = ({ height, width, channels }: ImageSizeCount): string => `${height}×${width}×${channels}`;
  return sizes.length === 1 ? shape(most) : `${shape(most)} (${most.count}), ${sizes.length - 1} ${more}`;
}

function numbers(values: readonly number[]): string {
  return values.map((value) => formatNumber(value, 3)).join('  ');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Columns of one width, the first to the left, the others to the right. */
function aligned(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
