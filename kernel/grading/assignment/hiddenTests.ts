/** Parts of a test that students do not get: `// BEGIN HIDDEN TESTS` to `// END HIDDEN TESTS`. */
import { DataError } from '../../../src/errors.js';

const begin = /^\s*(?:\/\/\/?|###?)\s*BEGIN HIDDEN TESTS\s*$/;
const end = /^\s*(?:\/\/\/?|###?)\s*END HIDDEN TESTS\s*$/;

export interface TestParts {
  /** What students get. */
  visible: string;
  /** What only the grader runs, after the visible part; undefined if there is nothing. */
  hidden: string | undefined;
}

/**
 * @param isHidden whether all of the cell is
 * @throws {DataError} for a region without an end or a beginning
 */
export function testParts(source: string, isHidden: boolean, where: string): TestParts {
  const visible: string[] = [];
  const hidden: string[] = [];
  let isInside = false;
  let regions = 0;
  for (const line of source.split('\n')) {
    if (begin.test(line)) {
      if (isInside) throw new DataError(`${where}: BEGIN HIDDEN TESTS within hidden tests.`);
      isInside = true;
      regions++;
    } else if (end.test(line)) {
      if (!isInside)
        throw new DataError(`${where}: END HIDDEN TESTS without a BEGIN HIDDEN TESTS before it.`);
      isInside = false;
    } else (isInside ? hidden : visible).push(line);
  }
  if (isInside) throw new DataError(`${where}: BEGIN HIDDEN TESTS without an END HIDDEN TESTS after it.`);
  if (isHidden) return { visible: '', hidden: [...visible, ...hidden].join('\n') };
  return { visible: visible.join('\n'), hidden: regions === 0 ? undefined : hidden.join('\n') };
}
