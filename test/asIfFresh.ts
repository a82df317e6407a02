/** For tests that share a process: each file finds the library as a fresh process would have it. */
import { afterAll, beforeAll, vi } from 'vitest';
import { clearSession, setPrecision } from '../src/index.js';

beforeAll(() => {
  clearSession();
});

afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  setPrecision('float32');
});
