/** The examples in the doc comments run as they stand, and give what they say. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { losses, metrics, optimizers, schedules, tf } from '../../src/index.js';

interface Example {
  place: string;
  code: string;
  /** What the comment behind the last line says, if it is a number or a list. */
  result: unknown;
}

const root = path.join(import.meta.dirname, '../../src/training');

function examplesIn(folder: string): Example[] {
  return readdirSync(path.join(root, folder)).flatMap((file) => {
    const text = readFileSync(path.join(root, folder, file), 'utf8');
    const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
    return comments.flatMap((comment) => {
      const example = /@example([\s\S]*?)(?=\n \* @|\*\/)/.exec(comment)?.[1];
      if (example === undefined) return [];
      const code = example.replace(/\n\s*\*(?: |$)/g, '\n').trim();
      const said = /\/\/ (.*)$/.exec(code)?.[1] ?? '';
      const value = /(?:= )?(-?[\d.]+(?:e-?\d+)?|\[.*\])(?: again)?$/.exec(said)?.[1];
      return [
        {
          place: `${folder}/${file}: ${code.split('\n')[0]}`,
          code,
          result: value === undefined ? undefined : JSON.parse(value.replaceAll("'", '"')),
        },
      ];
    });
  });
}

describe.each(['losses', 'metrics', 'optimizers', 'schedules'])('examples of %s', (folder) => {
  const examples = examplesIn(folder);

  it('are there', () => expect(examples.length).toBeGreaterThan(5));

  it.each(examples)('$place', ({ code, result }) => {
    const value: unknown = runInNewContext(code, {
      losses,
      metrics,
      optimizers,
      schedules,
      tf,
      Float64Array,
    });
    expect(value).toBeDefined();
    if (typeof result === 'number') expect(value).toBeCloseTo(result, 6);
    else if (result !== undefined) expect(JSON.parse(JSON.stringify(value))).toEqual(result);
  });
});
