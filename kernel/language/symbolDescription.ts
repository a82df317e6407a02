/** What TypeScript says of a completion's symbol. Its service says the same (`getCompletionEntryDetails`), but looks for
 *  all completions of the place anew for each of them.
 *
 *  What TypeScript's types do not show of this is named below; `typescript` is pinned in package.json, and
 *  test/kernel/language/symbolDescription.test.ts holds the outcome against the service's. */
import ts = require('typescript');

import { type Explained, explanationOf } from './explained.js';

interface SymbolServices {
  SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node,
      location: ts.Node,
      meaning: number,
    ): { displayParts: ts.SymbolDisplayPart[]; documentation: ts.SymbolDisplayPart[] };
  };
  getTouchingPropertyName(file: ts.SourceFile, offset: number): ts.Node;
}

interface Described {
  name: string;
  kind: string;
  symbol?: ts.Symbol | undefined;
}

/** Values, types and namespaces. */
const allMeanings = 7;

// The module has them; its types do not.
const { SymbolDisplay, getTouchingPropertyName } = ts as unknown as SymbolServices;

/** A member is the same wherever it could stand, for as long as its type lives; where it stands it may be narrowed. */
const members = new WeakMap<ts.Symbol, Explained>();

/** Describes what is offered at a place; undefined for names that TypeScript does not know there. */
export function describerAt(
  service: ts.LanguageService,
  program: ts.Program,
  file: ts.SourceFile,
  offset: number,
): (candidate: Described) => Explained | undefined {
  const location = getTouchingPropertyName(file, offset);
  const isAccess = location.parent !== undefined && ts.isPropertyAccessExpression(location.parent);
  const written = isAccess ? location.getText(file) : '';
  return ({ name, kind, symbol }) => {
    if (kind === ts.ScriptElementKind.keyword) return { signature: name };
    if (!symbol) {
      const entry = service.getCompletionEntryDetails(
        file.fileName,
        offset,
        name,
        {},
        undefined,
        {},
        undefined,
      );
      return entry && explanationOf(entry.displayParts, entry.documentation);
    }
    const isMember = isAccess && name !== written;
    const known = isMember ? members.get(symbol) : undefined;
    if (known) return known;
    const { displayParts, documentation } = SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      program.getTypeChecker(),
      symbol,
      file,
      location,
      location,
      allMeanings,
    );
    const explanation = explanationOf(displayParts, documentation);
    if (isMember) members.set(symbol, explanation);
    return explanation;
  };
}
