// `npm start`: sets up what is missing, then runs the CIFAR-10 exercise. `npm start -- --epochs 10 --lang en`
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setupOrExit } from './setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { epochs, lang } = readArguments();
await setupOrExit();
const notebook = path.join('notebooks', lang, '01-cifar10.ipynb');
const executed = path.join('results', `01-cifar10.${lang}.ipynb`);
const args = [
  path.join('scripts', 'cuaderno.mjs'),
  ...['run', notebook, '--param', `epochs=${epochs}`, '--output', executed, '--html'],
];
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

function readArguments() {
  const usage = 'Usage: npm start -- [--epochs N] [--lang es|en]';
  try {
    const { values } = parseArgs({
      options: {
        epochs: { type: 'string', default: '3' },
        lang: { type: 'string', default: defaultLanguage() },
      },
    });
    if (!/^[1-9]\d*$/.test(values.epochs) || !['es', 'en'].includes(values.lang)) throw new Error(usage);
    return values;
  } catch (error) {
    process.stderr.write(`${error.message === usage ? '' : `${error.message}\n`}${usage}\n`);
    return process.exit(2);
  }
}

/** The course is taught in Spanish; who works in English gets it in English. */
function defaultLanguage() {
  const language = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
  return language.startsWith('en') ? 'en' : 'es';
}
