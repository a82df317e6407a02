/** An official file of a data set. */
export interface DatasetArchive {
  /** Where it can be had, best first. */
  addresses: readonly string[];
  fileName: string;
  sizeBytes: number;
  /** In hexadecimal; left out where nobody publishes one: then size, structure and counts are what is checked. */
  sha256?: string;
}

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
  /** [height, width, channels]; left out where every image has a size of its own. */
  imageShape?: readonly [height: number, width: number, channels: number];
  trainLength: number;
  /** 0 where the authors give no test set: it is to be split. */
  testLength: number;
  /** How many images each class has, in the order of classNames. */
  classCounts: { readonly train: readonly number[]; readonly test: readonly number[] };
  /** The official files, for a data set that is downloaded. */
  archives?: readonly DatasetArchive[];
}
