/** The names that `import { … } from 'cuaderno'` can have, for those who have not imported them yet. */
import { readFileSync } from 'node:fs';

import ts = require('typescript');

let known: ReadonlySet<string> | undefined;

/** Values only; read once, from the library's own declarations. */
export function libraryExports(): ReadonlySet<string> {
  known ??= readExports(new URL('../../src/index.d.ts', import.meta.url));
  return known;
}

/** How to get a name of the library. */
export function importOf(name: string): string {
  return `import { ${name} } from 'cuaderno';`;
}

function readExports(declarations: URL): Set<string> {
  const file = ts.createSourceFile('index.d.ts', readFileSync(declarations, 'utf8'), ts.ScriptTarget.ES2022);
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) continue;
    const { exportClause } = statement;
    if (!exportClause) continue;
    if (ts.isNamespaceExport(exportClause)) names.add(exportClause.name.text);
    else {
      for (const { name, isTypeOnly } of exportClause.elements) if (!isTypeOnly) names.add(name.text);
    }
  }
  return names;
}
