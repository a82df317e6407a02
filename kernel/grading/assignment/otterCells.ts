/** A master notebook in the form of otter-grader's Assign (version 1 and later of the form with raw cells, `# BEGIN QUESTION`), with
 *  `//` or `#` before its marks, brought into our own. Source: otter-grader.readthedocs.io, "Notebook Format". */
import { parse } from 'yaml';
import { DataError } from '../../../src/errors.js';
import { type Cell, joinText, type Notebook } from '../../runner/notebook.js';
import { hasSolution } from './solutions.js';

export interface OtterNotebook {
  notebook: Notebook;
  /** The configuration's name of the assignment, if it gives one. */
  name: string | undefined;
  /** Settings of the configuration that say nothing to cuaderno. */
  ignored: string[];
}

interface OtterQuestion {
  name: string;
  isManual: boolean;
  /** Of the whole question. */
  points: number | undefined;
  /** Of every test case. */
  pointsEach: number | undefined;
}

const mark =
  /^(?:#|\/\/)\s*(?<what>ASSIGNMENT CONFIG|(?:BEGIN|END) (?:QUESTION|PROMPT|SOLUTION|TESTS))\s*(?:\n(?<settings>[\s\S]*))?$/i;
const testSettings =
  /^\s*(?:\/\*|"""|\x27\x27\x27)\s*(?:#|\/\/)\s*BEGIN TEST CONFIG\s*\n(?<settings>[\s\S]*?)(?:\*\/|"""|\x27\x27\x27)\s*(?:#|\/\/)\s*END TEST CONFIG[^\n]*\n?/;
const hiddenLine = /^\s*(?:#|\/\/)\s*HIDDEN\s*\n/;
const ignoredLine = /^\s*(?:#|\/\/)\s*IGNORE\s*(?:\n|$)/;
/** Otter gives a question without points one. */
const defaultPoints = 1;

/** Whether a notebook has otter's raw cells. */
export function isOtterNotebook({ cells }: Notebook): boolean {
  return cells.some((cell) => markOf(cell)?.what === 'BEGIN QUESTION');
}

/**
 * @param where names the notebook in errors
 * @throws {DataError} for settings that are no YAML, points that are no number, and marks that do not close one another
 */
export function fromOtter(notebook: Notebook, where: string): OtterNotebook {
  const reader = new OtterReader(where);
  for (const [index, cell] of notebook.cells.entries()) reader.take(cell, `${where}, cell ${index + 1}`);
  return { ...reader.end(), notebook: { ...notebook, cells: reader.cells } };
}

class OtterReader {
  readonly cells: Cell[] = [];
  #config: Record<string, unknown> = {};
  #question: OtterQuestion | undefined;
  /** The innermost part of the question that is open. */
  #part: 'PROMPT' | 'SOLUTION' | 'TESTS' | undefined;
  #tests: { cell: Cell; settings: Record<string, unknown>; source: string; isHidden: boolean }[] = [];
  #hasManual = false;

  constructor(private readonly where: string) {}

  take(cell: Cell, where: string): void {
    const found = markOf(cell);
    if (found !== undefined) this.#mark(found.what, found.settings, where);
    else if (ignoredLine.test(joinText(cell.source))) return;
    else if (this.#part === 'TESTS') this.#takeTest(cell, where);
    else this.cells.push(this.#part === 'SOLUTION' ? this.#solution(cell) : cell);
  }

  end(): { name: string | undefined; ignored: string[] } {
    if (this.#question !== undefined) {
      throw new DataError(`${this.where}: question ${this.#question.name} has no END QUESTION.`);
    }
    const { name, ...rest } = this.#config;
    return { name: typeof name === 'string' ? name : undefined, ignored: Object.keys(rest) };
  }

  #mark(what: string, settings: string, where: string): void {
    const [verb, part] = what.split(' ') as [string, string];
    if (verb === 'ASSIGNMENT') {
      this.#config = settingsOf(settings, where);
    } else if (part === 'QUESTION') {
      this.#require(
        where,
        what,
        (verb === 'END') === (this.#question !== undefined) && this.#part === undefined,
      );
      this.#question = verb === 'END' ? undefined : questionOf(settingsOf(settings, where), where);
      this.#hasManual = false;
    } else if (verb === 'BEGIN') {
      this.#require(where, what, this.#question !== undefined && this.#part === undefined);
      this.#part = part as 'PROMPT' | 'SOLUTION' | 'TESTS';
    } else {
      this.#require(where, what, this.#part === part);
      this.#part = undefined;
      if (part === 'TESTS') this.#endTests();
    }
  }

  #require(where: string, what: string, isRight: boolean): void {
    if (!isRight)
      throw new DataError(`${where}: ${what} does not belong here: something before it is not closed.`);
  }

  /** A cell without marks of its own is a solution as a whole. */
  #solution(cell: Cell): Cell {
    const { isManual, name, points } = this.#question!;
    const source = joinText(cell.source).replace(/(SOLUTION) NO PROMPT\s*$/gm, '$1');
    const marked =
      cell.cell_type !== 'code' || hasSolution(source) || isManual
        ? source
        : `// BEGIN SOLUTION\n${source}\n// END SOLUTION`;
    if (!isManual || this.#hasManual) return { ...cell, source: marked };
    this.#hasManual = true;
    const nbgrader = {
      grade: true,
      solution: true,
      locked: false,
      task: false,
      schema_version: 3,
      grade_id: name,
      points: points ?? defaultPoints,
    };
    return { ...cell, source: marked, metadata: { ...cell.metadata, nbgrader } };
  }

  #takeTest(cell: Cell, where: string): void {
    if (cell.cell_type !== 'code') return;
    const text = joinText(cell.source);
    const config = testSettings.exec(text);
    const settings = config === null ? {} : settingsOf(config.groups!.settings!, where);
    const rest = config === null ? text : text.slice(config[0].length);
    const isHidden = settings.hidden === true || hiddenLine.test(rest);
    this.#tests.push({ cell, settings, source: rest.replace(hiddenLine, ''), isHidden });
  }

  /** The question's points go to the cases that have none of their own, in equal parts. */
  #endTests(): void {
    const { name, points = defaultPoints, pointsEach } = this.#question!;
    const own = this.#tests.map(({ settings }) => numberIn(settings, 'points', this.where));
    const given = own.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    const without = own.filter((value) => value === undefined).length;
    const share = pointsEach ?? Math.max(0, points - given) / Math.max(1, without);
    for (const [index, { cell, source, isHidden }] of this.#tests.entries()) {
      const title = this.#tests.length === 1 ? name : `${name}, ${index + 1}`;
      const worth = Number((own[index] ?? share).toFixed(6));
      const line = `// TEST: ${title} (${worth} points${isHidden ? ', hidden' : ''})`;
      this.cells.push({ ...cell, source: `${line}\n${source}` });
    }
    this.#tests = [];
  }
}

function markOf(cell: Cell): { what: string; settings: string } | undefined {
  const found = cell.cell_type === 'raw' ? mark.exec(joinText(cell.source).trim()) : null;
  return found === null
    ? undefined
    : { what: found.groups!.what!.toUpperCase(), settings: found.groups!.settings ?? '' };
}

function questionOf(settings: Record<string, unknown>, where: string): OtterQuestion {
  const { name, manual, points } = settings;
  if (typeof name !== 'string') throw new DataError(`${where}: the question has no name.`);
  const each =
    typeof points === 'object' && points !== null ? (points as Record<string, unknown>) : undefined;
  return {
    // What stands in brackets would be a test's terms.
    name: name.replace(/[()\n]/g, ' ').trim(),
    isManual: manual === true,
    points: each === undefined ? numberIn(settings, 'points', where) : undefined,
    pointsEach: each === undefined ? undefined : numberIn(each, 'each', where),
  };
}

function settingsOf(text: string, where: string): Record<string, unknown> {
  let read: unknown;
  try {
    // With `//` before every line, or none.
    read = parse(text.replace(/^\s*\/\/ ?/gm, ''));
  } catch (cause) {
    throw new DataError(`${where}: the settings are no YAML. ${(cause as Error).message}`, { cause });
  }
  if (read === null || read === undefined) return {};
  if (typeof read === 'object' && !Array.isArray(read)) return read as Record<string, unknown>;
  throw new DataError(`${where}: expected settings such as "name: q1".`);
}

function numberIn(settings: Record<string, unknown>, key: string, where: string): number | undefined {
  const value = settings[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new DataError(`${where}: expected ${key} of 0 or more, received ${JSON.stringify(value)}.`);
}
