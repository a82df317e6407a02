/** The examples in the doc comments of models, training and callbacks run as they stand. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as cuaderno from '../../src/index.js';
import * as crc from '../../src/training/callbacks/events/crc32c.js';
import * as nearest from '../../src/training/compile/nearestName.js';
import * as floats from '../../src/training/text/pythonFloat.js';
import * as formats from '../../src/training/text/pythonFormat.js';
import * as warnings from '../../src/training/warn.js';

interface Example {
  place: string;
  code: string;
}

const root = path.join(import.meta.dirname, '../../src/training');
/** Rooms with a test of examples of their own. */
const elsewhere = /^(losses|metrics|optimizers|schedules)[\\/]/;

function examples(): Example[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !elsewhere.test(file))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
      return comments.flatMap((comment) => {
        const example = /@example([\s\S]*?)(?=\n\s*\* @|\*\/)/.exec(comment)?.[1];
        if (example === undefined) return [];
        const code = example.replace(/\n\s*\*(?: |$)/g, '\n').trim();
        return [{ place: `${file}: ${code.split('\n')[0]}`, code }];
      });
    });
}

const names = { ...cuaderno, ...nearest, ...floats, ...formats, ...warnings, ...crc } as Record<
  string,
  unknown
>;
/** What an example on the way of a training may take as given. */
const given = {
  model: cuaderno.models.sequential([cuaderno.layers.dense({ units: 1, inputShape: [1] })]),
};

const list = examples();

it('there are examples', () => expect(list.length).toBeGreaterThan(25));

describe('the example', () => {
  it.each(list)('$place', async ({ code }) => {
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    // As a module's body: it may await, and declare a name that is given.
    const wrapped = `(async () => { ${code}\n })()`;
    const { outputText, diagnostics } = ts.transpileModule(wrapped, {
      compilerOptions: options,
      reportDiagnostics: true,
    });
    expect(diagnostics).toEqual([]);
    const all = { ...given, ...names };
    const run = new Function(...Object.keys(all), `return ${outputText}`);
    await (run(...Object.values(all)) as Promise<unknown>);
  });
});
