/** What goes from the test to the student's code and back: functions, tensors, models. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, readAssignment } from '../../kernel/grading/assignment/assign.js';
import { gradeAll } from '../../kernel/grading/grade/gradeAll.js';
import type { Grade } from '../../kernel/grading/grade/gradeSubmission.js';
import type { AttackedNotebook } from '../attacks/attack.js';
import { missingSandbox } from './attackedAssignment.js';

let folder = '';

describe.skipIf(missingSandbox)(
  `what tests hand over${missingSandbox ? ` (skipped: needs ${missingSandbox})` : ''}`,
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'handover-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** Makes an assignment of the cells, and grades the students' version with these cells in it. */
    const grade = async (
      name: string,
      cells: Record<string, string>,
      answers: Record<string, Record<string, string>>,
    ): Promise<Record<string, Grade>> => {
      const master = path.join(folder, `${name}.ipynb`);
      const notebook = {
        cells: Object.entries(cells).map(([id, source]) => ({
          id,
          cell_type: 'code',
          metadata: id.startsWith('theirs') ? { cuaderno: { from: 'student' } } : {},
          source,
          outputs: [],
          execution_count: null,
        })),
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5,
      };
      await writeFile(master, JSON.stringify(notebook));
      const out = path.join(folder, name);
      const { student } = await assign(master, out, 'bubblewrap');
      const released = await readFile(student, 'utf8');
      const files: string[] = [];
      for (const [who, sources] of Object.entries(answers)) {
        const submission = JSON.parse(released) as AttackedNotebook;
        for (const cell of submission.cells) cell.source = sources[cell.id ?? ''] ?? cell.source;
        const file = path.join(out, `${who}.ipynb`);
        await writeFile(file, JSON.stringify(submission));
        files.push(file);
      }
      const grades = await gradeAll(await readAssignment(out), files, {
        kind: 'bubblewrap',
        jobs: 1,
        idleMs: 5000,
      });
      return Object.fromEntries(Object.keys(answers).map((who, index) => [who, grades[index] as Grade]));
    };

    const callbackCells = {
      apply:
        'function apply(f: (x: number) => number, xs: number[]): number[] {\n  // BEGIN SOLUTION\n  return xs.map((x) => f(x));\n  // END SOLUTION\n}',
      test:
        "// TEST: calls what it is given (2 points, 3 s)\nimport assert from 'node:assert/strict';\nconst seen: number[] = [];\nconst secret = 10;\nassert.deepEqual(apply((x) => { seen.push(x); return x * secret; }, [1, 2, 3]), [10, 20, 30]);\nassert.deepEqual(seen, [1, 2, 3]);\n" +
        "assert.throws(() => apply(() => { throw new RangeError('no further'); }, [1]), { name: 'RangeError', message: 'no further' });\nconst double = (x: number): number => 2 * x;\nassert.deepEqual(apply(double, []), []);",
      twice:
        'function twice(f: (g: (x: number) => number) => number): number {\n  // BEGIN SOLUTION\n  return f((x) => x + 1) + f((x) => x * 2);\n  // END SOLUTION\n}',
      'test-twice':
        '// TEST: hands functions to the function (1 point, 3 s)\nassert.equal(twice((g) => g(g(5))), 27);\nassert.equal(apply((x) => apply((y) => y + x, [x])[0]!, [4])[0], 8);',
      later: 'console.log(typeof apply);',
    };
    const right = {
      apply: 'function apply(f: (x: number) => number, xs: number[]) { return xs.map((x) => f(x)); }',
      twice:
        'function twice(f: (g: (x: number) => number) => number) { return f((x) => x + 1) + f((x) => x * 2); }',
    };

    it('functions of its own, which the student’s code calls while the test waits', {
      timeout: 300_000,
    }, async () => {
      const { good, wrong, thief, endless, forger, hoarder } = await grade('callbacks', callbackCells, {
        good: right,
        wrong: {
          ...right,
          apply: 'function apply(f: (x: number) => number, xs: number[]) { f(1); return xs; }',
        },
        thief: {
          ...right,
          apply:
            'function apply(f: (x: number) => number, xs: number[]): any { throw new Error(String(f) + Object.getOwnPropertyNames(f)); }',
        },
        endless: {
          ...right,
          apply: 'function apply(f: (x: number) => number, xs: number[]): any { for (;;) f(1); }',
        },
        forger: {
          ...right,
          apply:
            "import fs from 'node:fs';\nfunction apply(f: (x: number) => number, xs: number[]): any { for (let i = 0; i < 20; i++) fs.writeSync(3, JSON.stringify({ callback: i, args: [{ callable: 5, name: 'x' }] }) + '\\n'); return [10, 20, 30]; }",
        },
        hoarder: {
          ...right,
          apply:
            'const hoard: any[] = [];\nfunction apply(f: (x: number) => number, xs: number[]): any { hoard.push(f); return xs.map((x) => f(x)); }',
          twice: 'hoard[0](1);\nfunction twice(f: any): any { return hoard[0](1); }',
        },
      });
      const earned = (one: Grade) => one.tests.map((test) => test.earned);
      expect(earned(good!)).toEqual([2, 1]);
      expect(earned(wrong!)[0]).toBe(0);
      expect(earned(thief!)[0]).toBe(0);
      expect(thief!.tests[0]!.message).toContain('=>');
      expect(thief!.tests[0]!.message).not.toContain('secret');
      expect(earned(endless!)[0]).toBe(0);
      expect(earned(forger!)[0]).toBe(0);
      expect(earned(hoarder!)).toEqual([2, 0]);
      expect(hoarder!.problems[0]!.message).toContain('The test whose function this is has ended.');
    });

    const modelCells = {
      setup:
        "import { layers, models, optimizers, tf } from 'cuaderno';\nimport assert from 'node:assert/strict';\nconst dots = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);",
      scale:
        'function center(x: ReturnType<typeof tf.tensor2d>) {\n  // BEGIN SOLUTION\n  return x.sub(x.mean(0));\n  // END SOLUTION\n}',
      'test-scale':
        '// TEST: centers (1 point, 20 s)\nconst centered = center(tf.tensor2d([[1, 2], [3, 6]]));\nassert.deepEqual([...centered.dataSync()], [-1, -2, 1, 2]);',
      model:
        'const model = models.sequential();\n// BEGIN SOLUTION\nmodel.add(layers.dense({ units: 1, inputShape: [2], kernelInitializer: "ones" }));\n// END SOLUTION',
      'test-model':
        '// TEST: sums on points that nobody has seen (2 points, hidden, 60 s)\nconst predicted = await model.predict(dots);\nconst sums = [...predicted.dataSync()];\n' +
        'const near = dots.filter(([a, b], i) => Math.abs(sums[i]! - (a! + b!)) < 1e-4).length;\nassert.equal(model.countParams(), 3);\n(2 * near) / dots.length;',
    };
    const rightModel = {
      scale: 'const center = (x: any) => tf.sub(x, tf.mean(x, 0));',
      model:
        'const model = models.sequential();\nmodel.add(layers.dense({ units: 1, inputShape: [2], kernelInitializer: "ones" }));',
    };

    it('tensors both ways, and models as their weights make them', { timeout: 600_000 }, async () => {
      const { good, untrained, liar, stranger } = await grade('models', modelCells, {
        good: rightModel,
        untrained: { ...rightModel, model: rightModel.model.replace('"ones"', '"zeros"') },
        // Answers rightly in the student's own process, whatever the weights are.
        liar: {
          ...rightModel,
          model:
            rightModel.model.replace('"ones"', '"zeros"') +
            '\nmodel.predict = (async (x: any) => tf.tensor2d(x as number[][]).sum(1, true)) as any;\nmodel.countParams = () => 3;',
        },
        stranger: {
          ...rightModel,
          model:
            'const Base: any = tf.layers.Layer;\nclass Twice extends Base { call(x: any) { return tf.mul(Array.isArray(x) ? x[0] : x, 2); } computeOutputShape(shape: any) { return shape; } static className = "Twice"; }\n' +
            'const model: any = models.sequential();\nmodel.add(layers.dense({ units: 1, inputShape: [2], kernelInitializer: "ones" }));\nmodel.add(new (Twice as any)({}));',
        },
      });
      const earned = (one: Grade) => one.tests.map((test) => test.earned);
      expect(earned(good!), JSON.stringify(good)).toEqual([1, 2]);
      expect(earned(untrained!)).toEqual([1, 0]);
      expect(earned(liar!)).toEqual([1, 0]);
      expect(earned(stranger!)).toEqual([1, 0]);
      expect(stranger!.tests[1]!.details).toContain('cannot be taken over to be tested');
    });
  },
);
