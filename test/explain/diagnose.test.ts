import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../src/engine/index.js';
import {
  ArgumentError,
  type Diagnosis,
  explain,
  type History,
  setLocale,
  type Tensor,
  tf,
} from '../../src/index.js';
import { clouds, compiledModel, type Points, type RunArgs } from './runs.js';

interface Training extends RunArgs {
  train?: Points;
  validation?: Points;
  epochs?: number;
  batchSize?: number;
}

async function trained({
  train,
  validation,
  epochs = 12,
  batchSize = 16,
  ...args
}: Training): Promise<History> {
  const model = compiledModel(args);
  return model.fit(train ?? clouds(200, 1), {
    epochs,
    batchSize,
    validationData: validation ?? clouds(200, 2),
    verbose: 0,
  });
}

function names({ findings }: Diagnosis): string[] {
  return findings.map(({ pattern }) => pattern);
}

/** Labels that belong to other points. */
function shuffledLabels([points, labels]: Points, seed: number): Points {
  const order = randomGenerator(seed).permutation(labels.length);
  return [points, labels.map((_, index) => labels[order[index]!]!)];
}

describe('W20: each pattern, provoked by a training', () => {
  it('overfitting: few points, a large network', async () => {
    const width = 2;
    const history = await trained({
      units: [128, 128],
      train: clouds(40, 1, { width }),
      validation: clouds(300, 2, { width }),
      epochs: 40,
    });
    const diagnosis = explain.diagnose(history);
    expect(names(diagnosis)).toContain('overfitting');
    const { since } = diagnosis.findings.find(({ pattern }) => pattern === 'overfitting')!;
    const { val_loss: losses } = history.history;
    // The epoch after the best one, counted from 1.
    expect(since).toBe(losses!.indexOf(Math.min(...losses!)) + 2);
  });

  it('no learning: gradients are computed and not applied', async () => {
    const model = compiledModel();
    model.trainStep = ({ gradients }) => ({ loss: gradients().loss });
    const history = await model.fit(clouds(200, 1), {
      epochs: 6,
      validationData: clouds(200, 2),
      verbose: 0,
    });
    expect(names(explain.diagnose(history))).toEqual(['noLearning']);
  });

  it('no learning: a rate that moves nothing', async () => {
    const history = await trained({ dropout: 0.3, optimizer: 'sgd', learningRate: 1e-9, epochs: 6 });
    expect(names(explain.diagnose(history))).toEqual(['noLearning']);
  });

  it('not converged: stopped early', async () => {
    const history = await trained({ optimizer: 'sgd', learningRate: 0.01, epochs: 6 });
    expect(names(explain.diagnose(history))).toEqual(['notConverged']);
  });

  it('slow start: tiny initial weights', async () => {
    const history = await trained({
      units: [16, 16],
      activation: 'tanh',
      initial: 0.01,
      optimizer: 'sgd',
      learningRate: 0.3,
      epochs: 30,
    });
    expect(names(explain.diagnose(history))).toEqual(['slowStart']);
  });

  it('diverging: a negated gradient', async () => {
    const model = compiledModel({ optimizer: 'sgd', learningRate: 0.02 });
    model.trainStep = ({ gradients, apply }) => {
      const { loss, gradients: slopes } = gradients();
      apply(
        Object.fromEntries(Object.entries(slopes).map(([name, slope]) => [name, tf.neg(slope) as Tensor])),
      );
      return { loss };
    };
    const history = await model.fit(clouds(200, 1), {
      epochs: 6,
      validationData: clouds(200, 2),
      verbose: 0,
    });
    const { findings } = explain.diagnose(history);
    expect(findings.map(({ pattern }) => pattern)).toEqual(['diverging']);
    expect(findings[0]!.tries[0]).toContain('negated gradient');
  });

  it('diverging: the loss becomes no number', async () => {
    const [points, labels] = clouds(200, 1);
    const huge: Points = [points.map((point) => point.map((value) => value * 1e30)), labels];
    const model = compiledModel({ optimizer: 'sgd', learningRate: 1e6 });
    const history = await model.fit(huge, { epochs: 4, verbose: 0 });
    expect(names(explain.diagnose(history))).toEqual(['diverging']);
  });

  it.each([1.5, 10])('too high a rate: Adam with %d', async (learningRate) => {
    const history = await trained({ units: [32, 32], learningRate, epochs: 15 });
    expect(names(explain.diagnose(history))).toEqual(['rateTooHigh']);
  });

  it('chance level: labels of other points, learned by heart', async () => {
    const history = await trained({
      units: [128],
      train: shuffledLabels(clouds(120, 1), 5),
      validation: clouds(600, 2),
      epochs: 30,
    });
    const { findings } = explain.diagnose(history, { classes: 4 });
    expect(findings.map(({ pattern }) => pattern)).toEqual(['chanceLevel']);
    expect(findings[0]!.evidence).toContain('4 classes');
  });

  it('validation easier than training: heavy dropout', async () => {
    const history = await trained({ units: [32, 32], dropout: 0.8, epochs: 20 });
    expect(names(explain.diagnose(history))).toContain('validationEasier');
  });

  it('healthy: a training that nothing is wrong with', async () => {
    const history = await trained({ train: clouds(400, 1), learningRate: 0.01, epochs: 25 });
    expect(names(explain.diagnose(history))).toEqual(['healthy']);
  });
});

/** Rules of thumb, written apart from the diagnosis: what a teacher would not call each pattern. */
const thumb: Record<string, (history: Record<string, number[]>) => boolean> = {
  // Half a dozen percent of the loss at the end, and training better than validation.
  overfitting: ({ loss, val_loss: validation }) =>
    validation!.at(-1)! > 1.05 * Math.min(...validation!) && loss!.at(-1)! < validation!.at(-1)!,
  notConverged: ({ val_loss: validation }) =>
    validation!.at(-1)! < validation![Math.floor(validation!.length / 2)]! && validation!.at(-1)! > 0.02,
  slowStart: ({ loss }) => loss![2]! > 0.9 * loss![0]!,
  diverging: ({ loss }) => !Number.isFinite(loss!.at(-1)!) || loss!.at(-1)! > 1.2 * loss![0]!,
  noLearning: ({ loss }) => Math.max(...loss!) - Math.min(...loss!) < 0.01 * loss![0]!,
  rateTooHigh: ({ loss }) => loss!.some((value, index) => index > 0 && value > 1.15 * loss![index - 1]!),
  chanceLevel: ({ val_accuracy: accuracy }) => Math.max(...accuracy!) < 0.4,
  validationEasier: ({ loss, val_loss: validation }) => validation!.at(-1)! < 0.95 * loss!.at(-1)!,
  healthy: ({ loss }) => loss!.at(-1)! < loss![0]!,
};

const trainings = process.env.CUADERNO_ENDURANCE === 'long' ? 100 : 33;
it(`raises few false alarms in ${trainings} ordinary trainings`, { timeout: 600_000 }, async () => {
  const random = randomGenerator(2024);
  const pick = <T>(values: readonly T[]): T => values[random.nextInteger(values.length)]!;
  const alarms: string[] = [];
  let told = 0;
  let sound = 0;
  for (let run = 0; run < trainings; run++) {
    const width = pick([0.8, 1.2, 1.8]);
    const history = await trained({
      units: pick([[8], [16], [32], [16, 16], [32, 16]]),
      learningRate: pick([0.003, 0.01, 0.02]),
      dropout: pick([0, 0, 0.2]),
      activation: pick(['relu', 'tanh']),
      seed: run,
      train: clouds(160, run + 1000, { width }),
      validation: clouds(120, run + 2000, { width }),
      epochs: pick([8, 12, 16]),
      batchSize: 32,
    });
    for (const pattern of names(explain.diagnose(history))) {
      told += 1;
      if (pattern === 'healthy') sound += 1;
      if (!thumb[pattern]!(history.history)) alarms.push(`run ${run}: ${pattern}`);
    }
    // Nothing of this kind happens to an ordinary training.
    for (const grave of ['diverging', 'noLearning', 'chanceLevel', 'rateTooHigh'] as const) {
      if (explain.diagnose(history).shows(grave)) alarms.push(`run ${run}: grave ${grave}`);
    }
  }
  expect(told).toBeGreaterThanOrEqual(trainings);
  // Ordinary trainings are of both kinds.
  expect(sound).toBeGreaterThan(0.2 * trainings);
  expect(sound).toBeLessThan(0.9 * trainings);
  expect(alarms.length, alarms.join('\n')).toBeLessThanOrEqual(Math.ceil(0.03 * trainings));
});

describe('explain.diagnose', () => {
  const flat = { epoch: [0, 1, 2, 3], history: { loss: [4, 3, 2, 1.9], val_loss: [3, 2, 2.5, 3] } };

  it('speaks the language in force', () => {
    expect(explain.diagnose(flat).text).toMatch(
      /^Overfitting \(since epoch 3\): .*2\.0000, in epoch 2.*To try:/s,
    );
    setLocale('es');
    try {
      expect(explain.diagnose(flat).text).toMatch(
        /^Sobreajuste \(desde la época 3\): .*2,0000, en la época 2.*Para probar:/s,
      );
    } finally {
      setLocale('en');
    }
  });

  it('counts epochs on from where the training did', () => {
    expect(explain.diagnose({ ...flat, epoch: [10, 11, 12, 13] }).findings[0]!.since).toBe(13);
  });

  it('needs epochs', () => {
    expect(() => explain.diagnose({ epoch: [], history: {} })).toThrow(ArgumentError);
    expect(() => explain.diagnose(flat, { classes: 1 })).toThrow(ArgumentError);
    expect(explain.diagnose({ epoch: [0, 1], history: { loss: [1, 0.5] } }).shows('tooShort')).toBe(true);
  });
});
