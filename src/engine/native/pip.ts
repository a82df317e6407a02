import { EngineError } from '../../errors.js';
import { runProcess } from './runProcess.js';

export interface Pip {
  /** The Python that has pip: a command or a path. */
  python: string;
}

/**
 * Finds a Python with pip.
 * @throws {EngineError} that says how to get one
 */
export async function findPip(): Promise<Pip> {
  const candidates = process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python'];
  for (const python of candidates) {
    const { code } = await runProcess(python, ['-m', 'pip', '--version'], { timeoutMs: 30_000 });
    if (code === 0) return { python };
  }
  throw new EngineError(
    'Python with pip is needed to fetch TensorFlow’s library, and none was found. Install it, for example with: apt-get install python3-pip',
  );
}
