/** What a student should know about a data set before training on it. */
export interface DatasetCard {
  /** What `datasets.<name>` and `cuaderno data get <name>` call it. */
  name: string;
  title: string;
  /** Where it comes from. */
  source: string;
  license: string;
  /** How to cite it in a report. */
  citation: string;
  classNames: readonly string[];
  /** [height, width, channels]. */
  imageShape: readonly [height: number, width: number, channels: number];
  trainLength: number;
  testLength: number;
  /** The official archive, for a data set that is downloaded. */
  archive?: { addresses: readonly string[]; fileName: string; sizeBytes: number; sha256: string };
}
