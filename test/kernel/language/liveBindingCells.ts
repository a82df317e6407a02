/** A grammar of cells about names: declare, redeclare, destructure, shadow, close over, assign, throw half-way, wait.
 *  Each statement is rendered twice: as the user writes it, and for the reference (liveBindingOracle.mjs), where a
 *  top-level name is a property that is not yet alive or has a value. Declared anew, a name keeps the value it had until
 *  its declaration is reached. */
import fc from 'fast-check';

const known = ['alpha', 'beta', 'gamma'] as const;
/** A name that no cell has declared when a notebook begins. */
export const unknownAtFirst = 'delta';
const names = [...known, unknownAtFirst] as const;
type Name = (typeof names)[number];

interface Statement {
  cell: string;
  oracle: string;
  /** Names that it declares: alive from where it stands, from the cell's start if not before, or with their function. */
  lets?: Name[];
  vars?: Name[];
  functions?: Name[];
  /** For functions: what runs before everything else. */
  oracleHoisted?: string;
}

export interface RandomCell {
  cell: string;
  oracle: string;
}

/** What both sides define first: a way to look at any value, bounded calls, closures that are kept. */
const shared = `
  function num(value) { return typeof value === 'number' ? value % 1000 : typeof value === 'function' ? 7 : 3; }
  let depth = 0;
  function call(value) {
    if (depth > 3) return 0;
    depth++;
    try { return typeof value === 'function' && !/^class/.test(String(value)) ? num(value()) : num(value); }
    finally { depth--; }
  }
  const kept = [];
  function look(read) {
    try {
      const value = read();
      return typeof value === 'function' ? 'callable' : JSON.stringify(value) ?? 'undefined';
    } catch (error) { return error.name; }
  }`;
const looks = `[${names.map((name) => `look(() => ${name})`).join(', ')}, ...kept.map((read) => look(() => num(read())))]`;

/** The cells that begin a notebook. */
export const prelude: RandomCell[] = [
  {
    cell: `// @ts-nocheck\n${shared}\nfunction state() { return JSON.stringify(${looks}) }\nlet ${known.map((name, index) => `${name} = ${index}`).join(', ')};`,
    oracle: `${shared}
      const dead = (name) => Object.defineProperty(scope, name, {
        configurable: true,
        get() { throw new ReferenceError(name); },
        set() { throw new ReferenceError(name); },
      });
      const revive = (name) => { if (Object.getOwnPropertyDescriptor(scope, name).get) alive(name, undefined); };
      const alive = (name, value) => Object.defineProperty(scope, name, { configurable: true, writable: true, value });
      Object.assign(scope, { num, call, kept, look, alive, revive, state: () => JSON.stringify(${looks}) });
      ${known.map((name, index) => `alive('${name}', ${index});`).join(' ')}
      dead('${unknownAtFirst}');`,
  },
];

const name = fc.constantFrom(...names);
const number = fc.integer({ min: 0, max: 99 });
const slot = fc.nat(2);
const declarator = fc.constantFrom('let', 'const');

const expression: fc.Arbitrary<string> = fc.oneof(
  number.map(String),
  name.map((read) => `num(${read})`),
  name.map((called) => `call(${called})`),
  fc.tuple(name, name).map(([a, b]) => `num(${a}) + num(${b})`),
  slot.map((index) => `call(kept[${index}])`),
);

const same = (text: string): Statement => ({ cell: text, oracle: text });

const statement: fc.Arbitrary<Statement> = fc.oneof(
  fc.tuple(declarator, name, expression).map(([keyword, target, value]) => ({
    cell: `${keyword} ${target} = ${value};`,
    oracle: `alive('${target}', ${value});`,
    lets: [target],
  })),
  fc.tuple(name, expression).map(([target, value]) => ({
    cell: `var ${target} = ${value};`,
    oracle: `${target} = ${value};`,
    vars: [target],
  })),
  fc
    .tuple(declarator, fc.uniqueArray(name, { minLength: 2, maxLength: 2 }), expression, expression)
    .map(([keyword, pair, value, otherwise]) => {
      const [a, b] = pair as [Name, Name];
      return {
        cell: `${keyword} { at: [${a}, ${b} = ${otherwise}] } = { at: [${value}] };`,
        oracle: `{ const value = ${value}; alive('${a}', value); alive('${b}', ${otherwise}); }`,
        lets: [a, b],
      };
    }),
  fc
    .tuple(declarator, fc.uniqueArray(name, { minLength: 2, maxLength: 2 }), expression)
    .map(([keyword, pair, value]) => {
      const [a, rest] = pair as [Name, Name];
      return {
        cell: `${keyword} { key: ${a}, ...${rest} } = { key: ${value}, other: 1 };`,
        oracle: `{ const value = ${value}; alive('${a}', value); alive('${rest}', { other: 1 }); }`,
        lets: [a, rest],
      };
    }),
  fc.tuple(name, expression).map(([target, value]) => ({
    cell: `function ${target}() { return ${value}; }`,
    oracle: '',
    functions: [target],
    oracleHoisted: `alive('${target}', function () { return ${value}; });`,
  })),
  fc.tuple(name, expression).map(([target, value]) => ({
    cell: `class ${target} { static at = ${value}; }`,
    oracle: `{ const made = class ${target} { static at = ${value}; }; alive('${target}', made); }`,
    lets: [target],
  })),
  fc.tuple(name, number).map(([target, value]) => ({
    cell: `enum ${target} { Only = ${value} }`,
    oracle: `${target} = { Only: ${value}, ${value}: 'Only' };`,
    vars: [target],
  })),
  fc.tuple(name, expression).map(([target, value]) => same(`${target} = ${value};`)),
  fc.tuple(name, expression).map(([target, value]) => same(`${target} = num(${target}) + ${value};`)),
  fc.tuple(name, name).map(([a, b]) => same(`[${a}, ${b}] = [${b}, ${a}];`)),
  fc.tuple(name, expression).map(([target, value]) => same(`({ ${target} } = { ${target}: ${value} });`)),
  fc.tuple(slot, expression).map(([index, value]) => same(`kept[${index}] = () => ${value};`)),
  fc.tuple(slot, name).map(([index, target]) => same(`kept[${index}] = () => ({ ${target} }).${target};`)),
  fc
    .tuple(name, slot, number)
    .map(([target, index, value]) =>
      same(`{ let ${target} = ${value}; kept[${index}] = () => ${target}++; }`),
    ),
  fc
    .tuple(name, slot)
    .map(([target, index]) =>
      same(`for (let ${target} = 0; ${target} < 3; ${target}++) kept[${index}] = () => ${target};`),
    ),
  fc.tuple(name, fc.integer({ min: 1, max: 4 })).map(([target, count]) => ({
    cell: `for (var ${target} = 0; ${target} < ${count}; ${target}++) {}`,
    oracle: `for (${target} = 0; ${target} < ${count}; ${target}++) {}`,
    vars: [target],
  })),
  fc
    .tuple(name, slot, expression)
    .map(([target, index, value]) =>
      same(`try { throw ${value}; } catch (${target}) { kept[${index}] = () => ${target}; }`),
    ),
  fc.tuple(name, expression).map(([target, value]) => same(`${target} = await Promise.resolve(${value});`)),
  fc
    .tuple(name, expression)
    .map(([target, value]) =>
      same(
        `await new Promise((resolve) => setTimeout(() => { try { ${target} = ${value}; } catch {} resolve(); }, 0));`,
      ),
    ),
  fc.constant(same('throw new Error("half-way");')),
);

/** A cell in which no name is declared twice, as the language demands. */
export const randomCell: fc.Arbitrary<RandomCell> = fc
  .array(statement, { minLength: 1, maxLength: 6 })
  .map((all) => {
    const declared = new Set<Name>();
    const statements = all.filter(({ cell, lets = [], vars = [], functions = [] }, index) => {
      // An enum adds to what the name holds at that moment: only at the start is that nothing.
      if (cell.startsWith('enum') && index > 0) return false;
      const own = [...lets, ...vars, ...functions];
      if (own.some((each) => declared.has(each))) return false;
      for (const each of own) declared.add(each);
      return true;
    });
    const variables = statements.flatMap(({ vars = [] }) => vars);
    return {
      cell: ['// @ts-nocheck', ...statements.map(({ cell }) => cell)].join('\n'),
      oracle: [
        ...statements.flatMap(({ oracleHoisted }) => oracleHoisted ?? []),
        ...variables.map((each) => `revive('${each}');`),
        ...statements.map(({ oracle }) => oracle),
      ].join('\n'),
    };
  });
