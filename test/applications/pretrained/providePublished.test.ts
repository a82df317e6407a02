import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { modelsFolder, providePublished } from '../../../src/applications/pretrained/providePublished.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';
import { serveFiles } from '../fileServer.js';

const content = randomBytes(200_000);
const md5 = createHash('md5').update(content).digest('hex');
const options = { otherwise: 'Or go on without.', backOffMs: 1 };
const nowhere = 'http://127.0.0.1:1';

beforeEach(() => {
  vi.stubEnv('KERAS_HOME', temporaryFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
});

function putThere(bytes: Uint8Array): string {
  mkdirSync(modelsFolder(), { recursive: true });
  const file = path.join(modelsFolder(), 'net.h5');
  writeFileSync(file, bytes);
  return file;
}

describe('a published file', () => {
  it('comes into Keras’s folder, once', async () => {
    const { address, asked } = await serveFiles({ 'net.h5': content });
    const published = { address: `${address}/net.h5`, md5 };
    const file = await providePublished(published, options);
    expect(file).toBe(path.join(process.env.KERAS_HOME!, 'models', 'net.h5'));
    expect(readFileSync(file).equals(content)).toBe(true);
    await providePublished(published, options);
    expect(asked).toEqual(['net.h5']);
    expect(readdirSync(modelsFolder())).toEqual(['net.h5']);
  });

  it('is taken from where Keras put it, without a network', async () => {
    const file = putThere(content);
    expect(await providePublished({ address: `${nowhere}/net.h5`, md5 }, options)).toBe(file);
  });

  it('is fetched again where it is damaged', async () => {
    const file = putThere(randomBytes(1000));
    const { address } = await serveFiles({ 'net.h5': content });
    await providePublished({ address: `${address}/net.h5`, md5 }, options);
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it('may come from a mirror', async () => {
    const { address } = await serveFiles({ 'net.h5': content });
    vi.stubEnv('CUADERNO_WEIGHTS_MIRROR', `${address}/`);
    const file = await providePublished({ address: `${nowhere}/net.h5`, md5 }, options);
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it('without a checksum is believed as it comes', async () => {
    const { address } = await serveFiles({ 'net.h5': content });
    const file = await providePublished({ address: `${address}/net.h5` }, options);
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it.each([
    ['other bytes', () => randomBytes(content.length)],
    ['too few bytes', () => content.subarray(0, 5000)],
    ['too many bytes', () => Buffer.concat([content, content])],
  ])('with %s is refused, and nothing is left', async (_, made) => {
    const { address } = await serveFiles({ 'net.h5': made() });
    await expect(
      providePublished({ address: `${address}/net.h5`, md5 }, { ...options, retries: 1 }),
    ).rejects.toMatchObject({ name: 'DataError', message: expect.stringContaining(md5) });
    expect(readdirSync(modelsFolder())).toEqual([]);
  });

  it('without a network is an error that says how to do without one', async () => {
    const address = `${nowhere}/net.h5`;
    const file = path.join(modelsFolder(), 'net.h5');
    await expect(providePublished({ address, md5 }, options)).rejects.toMatchObject({
      name: 'DataError',
      message: expect.stringMatching(
        new RegExp(
          `ECONNREFUSED[\\s\\S]*download ${address} \\(md5 ${md5}\\) and put it at ${file}[\\s\\S]*Or go on without.`,
        ),
      ),
    });
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(modelsFolder())).toEqual([]);
  });
});
