import { Writable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { humanSize } from '../../src/data/humanSize.js';
import { notice } from '../../src/data/notice.js';
import { progressReporter } from '../../src/data/progressReporter.js';
import { type DisplayOptions, type MimeBundle, registerDisplayHost } from '../../src/display/displayHost.js';

afterEach(() => registerDisplayHost(undefined as never));

function recorder(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY, columns: 70 }) as unknown as NodeJS.WriteStream,
    text: () => text,
  };
}

function shownBy(isTTY: boolean): string {
  const { stream, text } = recorder(isTTY);
  const { report, end } = progressReporter(stream);
  for (let done = 0; done <= 100; done++) {
    report({ what: 'Importing a.tar', done: done * 600, total: 60_000, unit: 'images' });
  }
  end();
  return text();
}

test('a log gets the first and the last line, not a hundred', () => {
  const lines = shownBy(false).trimEnd().split('\n');
  expect(lines[0]).toBe('Importing a.tar: 0 % (0 of 60,000 images)');
  expect(lines.at(-1)).toBe('Importing a.tar: 100 % (60,000 of 60,000 images)');
  expect(lines.length).toBe(2);
});

test('a terminal gets one line, written over and ended', () => {
  const shown = shownBy(true);
  expect(shown.indexOf('\n')).toBe(shown.length - 1);
  expect(shown).toContain('\r\x1b[KImporting a.tar: 100 % (60,000 of 60,000 images)');
});

test('a notebook gets one output that is updated, and a notice in bold', () => {
  const outputs: [MimeBundle, DisplayOptions | undefined][] = [];
  registerDisplayHost({
    display: (bundle, options) => void outputs.push([bundle, options]),
    clearOutput: () => {},
    interruptSignal: new AbortController().signal,
  });
  expect(shownBy(true)).toBe('');
  const [first, last] = [outputs[0]!, outputs.at(-1)!];
  expect(first[1]).toEqual({ displayId: expect.any(String), update: false });
  expect(last).toEqual([
    { 'text/plain': 'Importing a.tar: 100 % (60,000 of 60,000 images)' },
    { displayId: first[1]!.displayId, update: true },
  ]);
  notice('Look.');
  expect(outputs.at(-1)![0]).toEqual({ 'text/markdown': '**Look.**', 'text/plain': 'Look.' });
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1500, '1.5 kB'],
  [9_960, '10 kB'],
  [999_600, '1.0 MB'],
  [170_052_171, '170 MB'],
  [184_380_326_000, '184 GB'],
])('%d bytes are %s', (sizeBytes, text) => expect(humanSize(sizeBytes)).toBe(text));
