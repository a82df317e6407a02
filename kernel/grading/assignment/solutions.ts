/** Solutions in a master's cells: `// BEGIN SOLUTION` to `// END SOLUTION`, or one line that ends with `// SOLUTION`. */
import ts = require('typescript');

import { DataError } from '../../../src/errors.js';

const begin = /^\s*(?:\/\/\/?|###?)\s*BEGIN SOLUTION\s*$/;
const end = /^\s*(?:\/\/\/?|###?)\s*END SOLUTION\s*$/;
const oneLine = /^(?<indent>\s*)(?<code>.*\S)\s*\/\/\s*SOLUTION\s*$/;
/** `const name: type = ` and the like: what is left of a line that declares something. */
const declaration =
  /^(?<head>(?:export\s+)?(?:const|let|var)\s+[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?::\s*(?<type>[^=]+?))?\s*)=(?![=>])/u;

const task = '// Your code here.';
const missing = "throw new Error('Not written yet.');";
/** What shows that a cell is still a stub: the statement that stands for a solution, or a value that is none. */
export const notWrittenYet =
  /^[^\n]*throw new Error\('Not written yet\.'\);|= undefined as any; \/\/ Your code here\.$/m;

export function hasSolution(source: string): boolean {
  return source.split('\n').some((line) => begin.test(line) || oneLine.test(line));
}

/**
 * What a student gets of a cell. A region becomes a statement that throws, so that functions keep their types; a line
 * that declares a name declares it without its value.
 * @param where names the cell in errors
 * @throws {DataError} for a region without an end or a beginning
 */
export function withoutSolutions(source: string, where: string): string {
  const lines: string[] = [];
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  let isInside = false;
  let offset = 0;
  for (const line of source.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    if (begin.test(line)) {
      if (isInside) throw new DataError(`${where}: BEGIN SOLUTION within a solution.`);
      isInside = true;
      const indent = /^\s*/.exec(line)![0];
      lines.push(indent + task, ...(isAmongStatements(file, start) ? [indent + missing] : []));
    } else if (end.test(line)) {
      if (!isInside) throw new DataError(`${where}: END SOLUTION without a BEGIN SOLUTION before it.`);
      isInside = false;
    } else if (!isInside) {
      const single = oneLine.exec(line);
      lines.push(single === null ? line : stubOf(single.groups!.indent!, single.groups!.code!));
    }
  }
  if (isInside) throw new DataError(`${where}: BEGIN SOLUTION without an END SOLUTION after it.`);
  return lines.join('\n');
}

/** What a student gets of a cell that is a solution as a whole. */
export const emptySolution = `${task}\n${missing}`;

/** Whether a statement can stand there; among a class's members, or within an expression, none can. */
function isAmongStatements(file: ts.SourceFile, position: number): boolean {
  let around: ts.Node = file;
  const descend = (node: ts.Node): void => {
    if (node.getStart(file) > position || node.end <= position) return;
    around = node;
    ts.forEachChild(node, descend);
  };
  ts.forEachChild(file, descend);
  return (
    ts.isSourceFile(around) ||
    ts.isBlock(around) ||
    ts.isModuleBlock(around) ||
    ts.isCaseOrDefaultClause(around)
  );
}

function stubOf(indent: string, code: string): string {
  const declared = declaration.exec(code);
  if (declared !== null) return `${indent}${declared.groups!.head}= undefined as any; ${task}`;
  if (/^return\b/.test(code)) return `${indent}${task}\n${indent}${missing}`;
  return indent + task;
}

/** The lines that are taken out, for proof that none of them is left anywhere. */
export function solutionLines(source: string): string[] {
  const taken: string[] = [];
  let isInside = false;
  for (const line of source.split('\n')) {
    if (begin.test(line)) isInside = true;
    else if (end.test(line)) isInside = false;
    else if (isInside) taken.push(line);
    else if (oneLine.test(line)) taken.push(oneLine.exec(line)!.groups!.code!);
  }
  return taken;
}
