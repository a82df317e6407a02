/** The content of `kernel_info_reply`. */
import { readFileSync } from 'node:fs';
import { protocolVersion } from './wire.js';

export function kernelInfo(): Record<string, unknown> {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: 'cuaderno',
    implementation_version: manifest.version,
    language_info: {
      name: 'typescript',
      version: '6.0',
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: { name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    banner: `cuaderno ${manifest.version}: TypeScript and TensorFlow (Node.js ${process.versions.node})`,
    help_links: [{ text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/' }],
    debugger: false,
    supported_features: [],
  };
}
