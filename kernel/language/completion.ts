/** What could stand at the cursor: names, members, module specifiers. */
import { readFileSync } from 'node:fs';

import ts = require('typescript');

import { codePointOfOffset, offsetOfCodePoint } from './codePoints.js';
import type { Explained } from './explained.js';
import { importOf, libraryExports } from './libraryExports.js';
import { describerAt } from './symbolDescription.js';

/** The content of a `complete_reply`. Positions in code points. */
export interface Completion {
  matches: string[];
  cursor_start: number;
  cursor_end: number;
  metadata: { _jupyter_types_experimental: CompletionItem[] };
}

interface CompletionItem extends Partial<Explained> {
  text: string;
  type: string;
  start: number;
  end: number;
}

interface Candidate {
  name: string;
  kind: string;
  sortText: string;
  /** What it stands for; nothing for keywords and the like. */
  symbol?: ts.Symbol | undefined;
  /** Set where TypeScript does not know the name yet. */
  signature?: string;
}

const atMost = 500;
/** With more to choose from, nobody reads what each of them is. */
const explainedAtMost = 12;
/** After the notebook's own names and before the platform's. */
const librarySortText = '14';
const identifierBefore = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const specifierBefore = /(?:from\s*|import\s*\(?\s*|require\s*\(\s*)(['"])([^'"\n]*)$/;

export interface EarlierNames {
  names: readonly string[];
  /** What TypeScript knows of some of them; may replace the cell at hand. */
  explain(names: readonly string[]): ReadonlyMap<string, Explained>;
}

/**
 * @param shown the cell, as the service has it
 * @param source its text without what was added to it
 * @param earlier what earlier cells declared
 */
export function completeAt(
  service: ts.LanguageService,
  { program, file: shown }: { program: ts.Program; file: ts.SourceFile },
  source: string,
  cursor: number,
  earlier: EarlierNames,
): Completion {
  const file = shown.fileName;
  const offset = offsetOfCodePoint(source, cursor);
  const before = source.slice(0, offset);
  const inSpecifier = specifierBefore.exec(before);
  const prefix = inSpecifier ? inSpecifier[2]! : (identifierBefore.exec(before)?.[0] ?? '');
  const found = inSpecifier
    ? specifiers(service, file, offset, prefix)
    : names(service, file, offset, earlier.names, isMember(before, prefix));
  const end = offset + (/^[\p{ID_Continue}$]*/u.exec(source.slice(offset))?.[0].length ?? 0);
  const [start_, end_] = [codePointOfOffset(source, offset - prefix.length), codePointOfOffset(source, end)];
  const matches = matching(found, prefix);
  const explained =
    matches.length <= explainedAtMost && !inSpecifier
      ? explain(matches, earlier, describerAt(service, program, shown, offset))
      : new Map<string, Explained>();
  return {
    matches: matches.map(({ name }) => name),
    cursor_start: start_,
    cursor_end: inSpecifier ? cursor : end_,
    metadata: {
      _jupyter_types_experimental: matches.map((candidate) => ({
        text: candidate.name,
        type: candidate.kind,
        start: start_,
        end: end_,
        ...explained.get(candidate.name),
      })),
    },
  };
}

/** Those that begin as typed; if none does, those that do but for upper and lower case. */
function matching(candidates: Candidate[], prefix: string): Candidate[] {
  const exact = candidates.filter(({ name }) => name.startsWith(prefix));
  const lower = prefix.toLowerCase();
  const chosen =
    exact.length > 0 ? exact : candidates.filter(({ name }) => name.toLowerCase().startsWith(lower));
  return chosen.sort((a, b) => compare(a.sortText, b.sortText) || compare(a.name, b.name)).slice(0, atMost);
}

function names(
  service: ts.LanguageService,
  file: string,
  offset: number,
  earlier: readonly string[],
  member: boolean,
): Candidate[] {
  const completions = service.getCompletionsAtPosition(file, offset, {
    includeCompletionsWithInsertText: false,
    includeSymbol: true,
  });
  const found = (completions?.entries ?? [])
    .filter(({ kind }) => kind !== ts.ScriptElementKind.warning)
    .map(({ name, kind, sortText, symbol }): Candidate => ({ name, kind, sortText, symbol }));
  // Inside strings, comments and new names TypeScript has nothing to say.
  if (member || !completions || completions.isMemberCompletion) return found;
  const known = new Set(found.map(({ name }) => name));
  for (const name of earlier) {
    // What this notebook declared comes before the platform's globals.
    if (!known.has(name)) found.push({ name, kind: 'variable', sortText: '10' });
    known.add(name);
  }
  for (const name of libraryExports()) {
    if (known.has(name)) continue;
    found.push({
      name,
      kind: 'import from cuaderno',
      sortText: librarySortText,
      signature: importOf(name),
    });
  }
  return found;
}

function explain(
  candidates: readonly Candidate[],
  earlier: EarlierNames,
  describe: (candidate: Candidate) => Explained | undefined,
): Map<string, Explained> {
  const explained = new Map<string, Explained>();
  const unknown: string[] = [];
  for (const candidate of candidates) {
    const { name, kind, signature } = candidate;
    if (kind === ts.ScriptElementKind.keyword && explained.has(name)) continue;
    const explanation = signature === undefined ? describe(candidate) : { signature };
    if (explanation) explained.set(name, explanation);
    else if (earlier.names.includes(name)) unknown.push(name);
  }
  if (unknown.length > 0) {
    for (const [name, explanation] of earlier.explain(unknown)) explained.set(name, explanation);
  }
  return explained;
}

function specifiers(service: ts.LanguageService, file: string, offset: number, prefix: string): Candidate[] {
  const completions = service.getCompletionsAtPosition(file, offset, {});
  // TypeScript completes the last part of a path; the client replaces all of it.
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const found = new Map<string, Candidate>();
  for (const { name, kind, sortText } of completions?.entries ?? []) {
    const whole = name.startsWith(folder) ? name : folder + name;
    found.set(whole, { name: whole, kind, sortText });
  }
  for (const name of kernelPackages()) found.set(name, { name, kind: 'module', sortText: '0' });
  return [...found.values()].filter(({ name }) => !name.includes('.cuaderno-cell'));
}

/** What a cell can import wherever its notebook lies. */
function kernelPackages(): string[] {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    name: string;
    dependencies: Record<string, string>;
  };
  return [manifest.name, ...Object.keys(manifest.dependencies)];
}

function isMember(before: string, prefix: string): boolean {
  return /\.\s*$/.test(before.slice(0, before.length - prefix.length));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
