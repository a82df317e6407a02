/** Submissions that are like each other: fingerprints of the students' cells, after Schleimer, Wilkerson and Aiken 2003,
 *  "Winnowing: Local Algorithms for Document Fingerprinting" (the method of MOSS). Names, numbers, texts, comments and
 *  layout do not count. */
import ts = require('typescript');

import type { Notebook } from '../../runner/notebook.js';
import type { Assignment } from '../assignment/assignment.js';
import { matchCells } from '../grade/matchCells.js';

export interface SimilarPair {
  submissions: readonly [string, string];
  /** Share of the smaller one's fingerprints that the other one has, too, in [0, 1]. */
  share: number;
}

/** Tokens that are looked at together: shorter agreements are chance. */
const gram = 12;
/** Of so many grams in a row at least one becomes a fingerprint. */
const window = 8;
const fewest = 8;
const leastShare = 0.7;
const mostPairs = 50;

/**
 * The pairs that share most, those first. What students were given does not count, nor what half of the class has.
 * @param submissions by name
 */
export function similarSubmissions(
  assignment: Assignment,
  submissions: ReadonlyMap<string, Notebook>,
): SimilarPair[] {
  const given = fingerprints(assignment.cells.map(({ released }) => released).join('\n'));
  const prints = [...submissions].map(([name, notebook]) => {
    const own = matchCells(assignment, notebook).steps.filter(
      ({ cell }) => cell === undefined || cell.kind === 'solution' || cell.kind === 'manual',
    );
    return { name, marks: fingerprints(own.map(({ source }) => source).join('\n')) };
  });
  const counts = new Map<number, number>();
  for (const { marks } of prints) for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  const most = Math.max(2, submissions.size / 2);
  for (const { marks } of prints) {
    for (const mark of marks) if (given.has(mark) || counts.get(mark)! > most) marks.delete(mark);
  }
  const told = prints.filter(({ marks }) => marks.size >= fewest);
  const pairs: SimilarPair[] = [];
  for (const [index, one] of told.entries()) {
    for (const other of told.slice(index + 1)) {
      const [small, large] = one.marks.size <= other.marks.size ? [one, other] : [other, one];
      let common = 0;
      for (const mark of small.marks) if (large.marks.has(mark)) common++;
      const share = common / small.marks.size;
      if (share >= leastShare) pairs.push({ submissions: [one.name, other.name], share });
    }
  }
  return pairs.sort((a, b) => b.share - a.share).slice(0, mostPairs);
}

function fingerprints(source: string): Set<number> {
  const tokens = plainTokens(source);
  const hashes: number[] = [];
  for (let at = 0; at + gram <= tokens.length; at++) hashes.push(hashOf(tokens.slice(at, at + gram)));
  const marks = new Set<number>();
  for (let at = 0; at + window <= hashes.length; at++) marks.add(Math.min(...hashes.slice(at, at + window)));
  return marks;
}

/** What kind of token each is; of names, numbers and texts no more than that. */
function plainTokens(source: string): number[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, source);
  const tokens: number[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind !== ts.SyntaxKind.SemicolonToken) tokens.push(kind);
  }
  return tokens;
}

/** FNV-1a. */
function hashOf(tokens: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const token of tokens) hash = Math.imul(hash ^ token, 0x01000193) >>> 0;
  return hash;
}
