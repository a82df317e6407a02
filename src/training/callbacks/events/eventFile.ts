/** An event file as TensorBoard reads it: TFRecords of tensorflow.Event messages. */
import { appendFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { maskedCrc32c } from './crc32c.js';
import { bytesField, doubleField, doublesField, floatField, varintField } from './protobuf.js';

/** Numbers of the fields in tensorflow/core/util/event.proto and framework/summary.proto. */
const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 };
const summary = { value: 1 };
const valueField = { tag: 1, simpleValue: 2, histogram: 5 };
const histogramField = { min: 1, max: 2, count: 3, sum: 4, sumOfSquares: 5, limits: 6, counts: 7 };

let filesMade = 0;

export class EventFile {
  private readonly file: string;

  /** @param folder is made if it is not there */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    const seconds = Math.floor(Date.now() / 1000);
    const name = `events.out.tfevents.${seconds}.${os.hostname()}.${process.pid}.${filesMade++}.v2`;
    this.file = path.join(folder, name);
    this.write([bytesField(event.fileVersion, 'brain.Event:2')]);
  }

  scalar(tag: string, value: number, step: number): void {
    const message = [bytesField(valueField.tag, tag), floatField(valueField.simpleValue, value)];
    this.writeValue(message, step);
  }

  /** How values are distributed, in 30 bins of one width. */
  histogram(tag: string, values: ArrayLike<number>, step: number): void {
    this.writeValue(
      [bytesField(valueField.tag, tag), bytesField(valueField.histogram, histogramMessage(values))],
      step,
    );
  }

  private writeValue(value: readonly Uint8Array[], step: number): void {
    const inside = bytesField(summary.value, Buffer.concat(value));
    this.write([varintField(event.step, step), bytesField(event.summary, inside)]);
  }

  /** length (8 bytes), its checksum, the message, its checksum. */
  private write(fields: readonly Uint8Array[]): void {
    const message = Buffer.concat([doubleField(event.wallTime, Date.now() / 1000), ...fields]);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(message.length));
    appendFileSync(this.file, Buffer.concat([length, checksum(length), message, checksum(message)]));
  }
}

function checksum(bytes: Uint8Array): Uint8Array {
  const masked = Buffer.alloc(4);
  masked.writeUInt32LE(maskedCrc32c(bytes));
  return masked;
}

function histogramMessage(values: ArrayLike<number>): Uint8Array {
  const bins = 30;
  let [min, max, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    squares += value * value;
  }
  const width = (max - min) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (let index = 0; index < values.length; index++) {
    counts[Math.min(bins - 1, Math.floor((values[index]! - min) / width))]!++;
  }
  const limits = counts.map((_, bin) => min + width * (bin + 1));
  return Buffer.concat([
    doubleField(histogramField.min, min),
    doubleField(histogramField.max, max),
    doubleField(histogramField.count, values.length),
    doubleField(histogramField.sum, sum),
    doubleField(histogramField.sumOfSquares, squares),
    doublesField(histogramField.limits, limits),
    doublesField(histogramField.counts, counts),
  ]);
}
