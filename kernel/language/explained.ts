/** What TypeScript knows of a name, for whoever chooses among several. */
import ts = require('typescript');

export interface Explained {
  signature: string;
  documentation?: string;
}

export function explanationOf(
  display: readonly ts.SymbolDisplayPart[] | undefined,
  documentation: readonly ts.SymbolDisplayPart[] | undefined,
): Explained {
  const text = ts.displayPartsToString([...(documentation ?? [])]);
  return {
    signature: ts.displayPartsToString([...(display ?? [])]),
    ...(text === '' ? {} : { documentation: text }),
  };
}
