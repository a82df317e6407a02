/** The example workflows of docs/grading: what they may do, and their steps really run over real submissions. What installs
 *  (apt-get, npm ci) is left out: it needs the network and root. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { missingSandbox } from './attackedAssignment.js';
import { cuaderno } from './redisServer.js';
import { makeTwiceAssignment, twiceSubmission } from './twiceAssignment.js';

const examples = path.resolve(import.meta.dirname, '../../docs/grading');
const read = async (name: string) => readFile(path.join(examples, name), 'utf8');

interface GitHubStep {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface GitHubWorkflow {
  on: unknown;
  permissions: unknown;
  jobs: Record<string, { 'timeout-minutes': number; permissions?: unknown; steps: GitHubStep[] }>;
}
interface GitLabJob {
  script: string[];
  artifacts: { paths: string[]; reports: { junit: string } };
}

const github = async (name: string) => parse(await read(name)) as GitHubWorkflow;
const stepsOf = ({ jobs }: GitHubWorkflow) => Object.values(jobs).flatMap(({ steps }) => steps);
const scriptOf = (workflow: GitHubWorkflow, name: string) =>
  stepsOf(workflow).find((step) => step.name === name)?.run ?? '';

describe.each(['github-actions.yml', 'github-check.yml'])('%s', (name) => {
  it('uses what is pinned to a commit, may only read, and hands on nothing that a student wrote', async () => {
    const workflow = await github(name);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const steps = stepsOf(workflow);
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(1);
    for (const action of used) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
    expect(steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with).toEqual({
      'persist-credentials': false,
    });
    expect(await read(name)).not.toMatch(/secrets\.|github\.token|pull_request_target/);
    for (const job of Object.values(workflow.jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      expect(job.permissions).toBeUndefined();
    }
  });
});

const token = 'ghs_canaryOfTheToken';

describe.skipIf(missingSandbox)(
  `steps run${missingSandbox ? ` (skipped: needs ${missingSandbox})` : ''}`,
  () => {
    let folder = '';
    let place = '';
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'workflows-'));
      place = path.join(folder, 'repository');
      await mkdir(path.join(place, 'submissions'), { recursive: true });
      await mkdir(path.join(place, 'grader', 'node_modules', '.bin'), { recursive: true });
      await symlink(cuaderno, path.join(place, 'grader', 'node_modules', '.bin', 'cuaderno'));
      await cp(await makeTwiceAssignment(folder), path.join(place, 'assignment'), { recursive: true });
      await writeFile(path.join(place, 'submissions', 'anna.ipynb'), twiceSubmission());
      await writeFile(path.join(place, 'submissions', 'ben.ipynb'), twiceSubmission('return 42;'));
      // Tells all that it can read of the environment, and ends the runner's trust in what is printed.
      const spying =
        'const { readFileSync } = await import("node:fs");\n' +
        'const all = [JSON.stringify(process.env), ...["self", "1", String(process.ppid)].map((id) => {\n' +
        '  try { return readFileSync("/proc/" + id + "/environ", "utf8"); } catch (error) { return String(error); }\n' +
        '})].join(" ");';
      const spy = twiceSubmission('throw new Error("PATH= " + all.includes("PATH") + all);', spying);
      await writeFile(path.join(place, 'submissions', 'spy\n::error::forged.ipynb'), spy);
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const run = (script: string, cwd = place) =>
      spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], {
        cwd,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: folder, GITHUB_TOKEN: token, CI_JOB_TOKEN: token },
      });

    /** Every report in one text, and the points by submission. */
    const reports = async () => {
      const text = await Promise.all(
        (await readdir(path.join(place, 'reports'), { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => readFile(path.join(entry.parentPath, entry.name), 'utf8')),
      );
      const junit = await readFile(path.join(place, 'reports', 'junit.xml'), 'utf8');
      const { document } = new JSDOM(junit, { contentType: 'text/xml' }).window;
      const suites = [...document.querySelectorAll('testsuite')].map((suite) => [
        suite.getAttribute('name')!,
        ...[...suite.querySelectorAll('testcase')].map((test) =>
          test.querySelector('failure') === null ? 'passed' : 'failed',
        ),
      ]);
      return { text: text.join('\n'), suites };
    };
    const expected = [
      ['submissions/anna.ipynb', 'passed', 'passed'],
      ['submissions/ben.ipynb', 'passed', 'failed'],
      ['submissions/spy\n::error::forged.ipynb', 'failed', 'failed'],
    ];

    it('of GitHub’s: grades, without a token in reach, and without obeying names of files', async () => {
      await rm(path.join(place, 'reports'), { recursive: true, force: true });
      const workflow = await github('github-actions.yml');
      const { status, stdout, stderr } = run(scriptOf(workflow, 'Grade'));
      expect(status, stderr).toBe(0);
      const { text, suites } = await reports();
      expect(suites).toEqual(expected);
      // The spy could speak, and had nothing to tell.
      expect(text).toContain('PATH= true');
      expect(text).not.toContain(token);
      // The runner reads both outputs; from the first line on until the last it takes no commands.
      const stop = /^::stop-commands::([0-9a-f]{32})\n::\1::\n$/.exec(stdout);
      expect(stop, stdout).not.toBeNull();
      expect(stderr).toContain('::error::forged.ipynb');
      expect(stderr).not.toContain(stop![1]);
      const uploaded = stepsOf(workflow).find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
      expect(await readdir(path.join(place, String(uploaded?.with?.path)))).toContain('junit.xml');
    });

    it('of GitHub’s: fails where one cannot be graded, after all the others', async () => {
      const broken = path.join(place, 'submissions', 'broken.ipynb');
      await writeFile(broken, 'no notebook');
      const { status, stdout } = run(scriptOf(await github('github-actions.yml'), 'Grade'));
      await rm(broken);
      expect(status).toBe(1);
      expect(stdout).toMatch(/\n::[0-9a-f]{32}::\n$/);
      expect((await reports()).suites).toHaveLength(4);
    });

    it('of GitLab’s: grades, with the report where the job says', async () => {
      await rm(path.join(place, 'reports'), { recursive: true, force: true });
      const { grade } = parse(await read('gitlab-ci.yml')) as { grade: GitLabJob };
      const { status, stderr } = run(grade.script.join('\n'));
      expect(status, stderr).toBe(0);
      const { text, suites } = await reports();
      expect(suites).toEqual(expected);
      expect(text).not.toContain(token);
      expect(await readFile(path.join(place, grade.artifacts.reports.junit), 'utf8')).toContain(
        '<testsuites>',
      );
      expect(grade.artifacts.paths).toEqual(['reports/']);
    });

    it('of the students’: the visible tests', async () => {
      const script = scriptOf(await github('github-check.yml'), 'Check');
      for (const [body, code] of [
        ['return 2 * n;', 0],
        ['return 43;', 1],
      ] as const) {
        await writeFile(path.join(place, 'homework.ipynb'), twiceSubmission(body));
        const { status, stdout, stderr } = run(script);
        expect(status, stdout + stderr).toBe(code);
      }
    });
  },
);
