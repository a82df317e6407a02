/** `import * as tslab from 'tslab'` in a cell: its display functions show in this kernel. */
import { createRequire } from 'node:module';
import type { DisplayOptions, MimeBundle } from '../../src/display/displayHost.js';

interface TslabDisplayData {
  data: MimeBundle;
  metadata?: Record<string, unknown>;
  transient?: { display_id?: string };
}

/** tslab's public module writes to whatever its protocol module last set; this sets it. */
export function serveTslab(display: (bundle: MimeBundle, options: DisplayOptions) => void): void {
  const require = createRequire(import.meta.url);
  const protocol = require('tslab/dist/jupyter.js') as {
    lastWriteDisplayData: (data: TslabDisplayData, update: boolean) => void;
  };
  protocol.lastWriteDisplayData = ({ data, metadata, transient }, update) =>
    display(data, {
      ...(metadata ? { metadata } : {}),
      ...(transient?.display_id === undefined ? {} : { displayId: transient.display_id }),
      update,
    });
}
