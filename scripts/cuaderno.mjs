#!/usr/bin/env node
// The `cuaderno` command.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const main = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '..',
  'dist',
  'kernel',
  'cli',
  'main.js',
);
if (!existsSync(main)) {
  process.stderr.write('cuaderno is not built yet. Run: npm run setup\n');
  process.exit(2);
}
const { main: run } = await import(pathToFileURL(main).href);
await run(process.argv);
