/** What `summary` shows. Mirrors the arguments of keras.Model.summary. */
export interface SummaryArgs {
  /** How many characters a line has. Default 88 (108 with connections), at most the terminal's width less 4. */
  lineLength?: number;
  /** Whether models inside the model show their layers. Default false. */
  expandNested?: boolean;
  /** Whether a column says which layers learn. Default false. */
  showTrainable?: boolean;
  /** The names of the first and the last layer to show, as regular expressions. Default all layers. */
  layerRange?: readonly [first: string, last: string];
}
