import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overwritten, StreamText } from '../../kernel/runner/streamText.js';

test.each([
  ['10%\r20%\r100%', '100%'],
  ['longer\rab', 'abnger'],
  ['kept\r', 'kept'],
  ['a\r\r\rb', 'b'],
  ['abc\b\bX', 'aX'],
  ['\x1b[32mepoch 1\x1b[0m\r\x1b[Kepoch 2', 'epoch 2'],
])('%j is shown as %j', (raw, shown) => {
  expect(overwritten(raw)).toBe(shown);
});

test('a line end after a carriage return keeps the line', () => {
  const text = new StreamText();
  text.append('one\r\ntwo\r');
  text.append('\nthree');
  expect(String(text)).toBe('one\ntwo\nthree');
});

test('however a stream is cut into pieces, it reads the same', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', ' ') });
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const [cut, whole] = [new StreamText(), new StreamText()];
      for (const part of pieces) cut.append(part);
      whole.append(pieces.join(''));
      expect(String(cut)).toBe(String(whole));
    }),
  );
});

test('a progress line rewritten many times reads as its last state', () => {
  const text = new StreamText();
  for (let step = 1; step <= 2000; step++) {
    text.append('\r');
    text.append(`${step}/2000`);
    text.append(' steps');
  }
  expect(String(text)).toBe('2000/2000 steps');
});
