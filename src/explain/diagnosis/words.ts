/** The diagnosis in words: what each pattern is, what it was seen by, and what to try. */
import { formatNumber, type Locale, locale } from '../../display/locale.js';
import type { PatternName, Sighting } from './findings.js';

interface Description {
  title: string;
  evidence: (numbers: Readonly<Record<string, number>>) => string;
  tries: readonly string[];
}

const percent = (value: number | undefined): string => `${formatNumber(100 * (value ?? 0), 1)} %`;
const shown = (value: number | undefined): string => formatNumber(value ?? Number.NaN, 4);

const descriptions: Record<Locale, Record<PatternName, Description>> = {
  en: {
    diverging: {
      title: 'The loss runs away',
      evidence: ({ lost, first, last }) =>
        lost === undefined
          ? `The training loss rises, from ${shown(first)} to ${shown(last)}.`
          : 'The loss is not a finite number any more.',
      tries: [
        'If it rises steadily from the first epoch: look for a negated gradient, or a loss that is made large where it is to be made small.',
        'Divide the learning rate by 10; clip gradients (clipNorm: 1).',
        'Look at the data: pixels in 0 … 1, no NaN; fromLogits where the last layer has no softmax.',
      ],
    },
    noLearning: {
      title: 'Nothing is learned',
      evidence: ({ movement, loss }) =>
        `The loss stays at ${shown(loss)}: over all epochs it moves by ${percent(movement)}.`,
      tries: [
        'Are gradients applied? In a step by hand, apply(gradients) may be missing.',
        'Is anything trainable? model.summary() counts trainable parameters.',
        'The learning rate may be far too small, or every unit may be dead (ReLU with negative sums only).',
      ],
    },
    chanceLevel: {
      title: 'No better than guessing',
      evidence: ({ accuracy, classes, trained, loss }) =>
        `On validation the accuracy is ${percent(accuracy)}, as guessing among ${classes} classes gives, and the loss never falls below ${shown(loss)}; on the training data it reaches ${percent(trained)}.`,
      tries: [
        'Look at images with their labels (plots.imageGrid): images and labels may have been shuffled apart.',
        'Are the labels of validation numbered like those of training?',
        'If the training data are learned by heart: there may be too few of them to learn anything else.',
        'Does the loss fit the labels: sparse for class numbers, categorical for one-hot rows?',
      ],
    },
    rateTooHigh: {
      title: 'The learning rate is too high',
      evidence: ({ jumps, first, loss }) =>
        jumps === undefined
          ? `The first epoch throws the loss to ${shown(first)}, far above what guessing costs; then it is about ${shown(loss)}.`
          : `The training loss jumps up in ${jumps} epochs, around ${shown(loss)}.`,
      tries: [
        'Divide the learning rate by 3 or 10.',
        'Larger batches, or a warm-up (schedules.cosineDecay).',
      ],
    },
    overfitting: {
      title: 'Overfitting',
      evidence: ({ least, last, best, trained, validated }) =>
        least === undefined
          ? `The training accuracy reaches ${percent(trained)}, that of validation stays at ${percent(validated)}.`
          : `The validation loss was least, ${shown(least)}, in epoch ${best}, and has risen to ${shown(last)} while the training loss went on falling.`,
      tries: [
        'Stop earlier: callbacks.earlyStopping({ restoreBestWeights: true }).',
        'More images, or augmentation; dropout; weight decay; a smaller model.',
      ],
    },
    slowStart: {
      title: 'Slow start',
      evidence: ({ flat, until, loss }) =>
        `For ${flat} epochs the loss stays at ${shown(loss)}; it begins to fall in epoch ${until}.`,
      tries: [
        'Initial weights may be too small: take heNormal with ReLU, glorotUniform with tanh.',
        'Batch normalization; a higher learning rate at the beginning.',
      ],
    },
    notConverged: {
      title: 'Not converged yet',
      evidence: ({ perEpoch, epochs, loss }) =>
        `In the last ${epochs} epochs the loss still fell by ${shown(perEpoch)} an epoch, to ${shown(loss)}.`,
      tries: ['Train for more epochs.', 'A higher learning rate.'],
    },
    validationEasier: {
      title: 'Validation is easier than training',
      evidence: ({ validationLoss, loss, share }) =>
        `The validation loss, ${shown(validationLoss)}, is below the training loss, ${shown(loss)}, by ${percent(share)}.`,
      tries: [
        'Dropout and augmentation act in training only: with strong ones this is as it should be.',
        'Are the validation images easier, few, or among the training images?',
      ],
    },
    tooShort: {
      title: 'Too short to tell',
      evidence: ({ epochs }) => `${epochs} epochs have no course; three are the least.`,
      tries: ['Train for more epochs.'],
    },
    healthy: {
      title: 'Healthy',
      evidence: ({ first, last, validationLoss }) =>
        `The training loss fell from ${shown(first)} to ${shown(last)}${validationLoss === undefined ? '' : `; validation ends at ${shown(validationLoss)}`}.`,
      tries: [],
    },
  },
  es: {
    diverging: {
      title: 'La pérdida se dispara',
      evidence: ({ lost, first, last }) =>
        lost === undefined
          ? `La pérdida de entrenamiento sube, de ${shown(first)} a ${shown(last)}.`
          : 'La pérdida ya no es un número finito.',
      tries: [
        'Si sube desde la primera época: busque un gradiente con el signo cambiado, o una pérdida que se agranda en lugar de reducirse.',
        'Divida la tasa de aprendizaje entre 10; recorte los gradientes (clipNorm: 1).',
        'Mire los datos: píxeles en 0 … 1, sin NaN; fromLogits si la última capa no tiene softmax.',
      ],
    },
    noLearning: {
      title: 'No aprende nada',
      evidence: ({ movement, loss }) =>
        `La pérdida se queda en ${shown(loss)}: en todas las épocas se mueve un ${percent(movement)}.`,
      tries: [
        '¿Se aplican los gradientes? En un paso a mano puede faltar apply(gradients).',
        '¿Hay algo entrenable? model.summary() cuenta los parámetros entrenables.',
        'La tasa de aprendizaje puede ser demasiado pequeña, o todas las unidades pueden estar muertas (ReLU con sumas solo negativas).',
      ],
    },
    chanceLevel: {
      title: 'No mejor que adivinar',
      evidence: ({ accuracy, classes, trained, loss }) =>
        `En validación la exactitud es ${percent(accuracy)}, como al adivinar entre ${classes} clases, y la pérdida nunca baja de ${shown(loss)}; en los datos de entrenamiento llega a ${percent(trained)}.`,
      tries: [
        'Mire imágenes con sus etiquetas (plots.imageGrid): pueden haberse desordenado unas respecto de otras.',
        '¿Están numeradas las etiquetas de validación como las de entrenamiento?',
        'Si los datos de entrenamiento se aprenden de memoria: pueden ser demasiado pocos para aprender otra cosa.',
        '¿Corresponde la pérdida a las etiquetas: sparse para números de clase, categorical para filas one-hot?',
      ],
    },
    rateTooHigh: {
      title: 'La tasa de aprendizaje es demasiado alta',
      evidence: ({ jumps, first, loss }) =>
        jumps === undefined
          ? `La primera época lanza la pérdida a ${shown(first)}, muy por encima de lo que cuesta adivinar; después ronda ${shown(loss)}.`
          : `La pérdida de entrenamiento salta hacia arriba en ${jumps} épocas, alrededor de ${shown(loss)}.`,
      tries: [
        'Divida la tasa de aprendizaje entre 3 o 10.',
        'Lotes mayores, o un calentamiento (schedules.cosineDecay).',
      ],
    },
    overfitting: {
      title: 'Sobreajuste',
      evidence: ({ least, last, best, trained, validated }) =>
        least === undefined
          ? `La exactitud de entrenamiento llega a ${percent(trained)}, la de validación se queda en ${percent(validated)}.`
          : `La pérdida de validación fue mínima, ${shown(least)}, en la época ${best}, y ha subido a ${shown(last)} mientras la de entrenamiento seguía bajando.`,
      tries: [
        'Pare antes: callbacks.earlyStopping({ restoreBestWeights: true }).',
        'Más imágenes, o aumento de datos; dropout; weight decay; un modelo más pequeño.',
      ],
    },
    slowStart: {
      title: 'Arranque lento',
      evidence: ({ flat, until, loss }) =>
        `Durante ${flat} épocas la pérdida se queda en ${shown(loss)}; empieza a bajar en la época ${until}.`,
      tries: [
        'Los pesos iniciales pueden ser demasiado pequeños: heNormal con ReLU, glorotUniform con tanh.',
        'Normalización por lotes; una tasa de aprendizaje mayor al principio.',
      ],
    },
    notConverged: {
      title: 'Aún no converge',
      evidence: ({ perEpoch, epochs, loss }) =>
        `En las últimas ${epochs} épocas la pérdida aún bajaba ${shown(perEpoch)} por época, hasta ${shown(loss)}.`,
      tries: ['Entrene más épocas.', 'Una tasa de aprendizaje mayor.'],
    },
    validationEasier: {
      title: 'La validación es más fácil que el entrenamiento',
      evidence: ({ validationLoss, loss, share }) =>
        `La pérdida de validación, ${shown(validationLoss)}, está por debajo de la de entrenamiento, ${shown(loss)}, en un ${percent(share)}.`,
      tries: [
        'Dropout y aumento de datos actúan solo al entrenar: si son fuertes, esto es lo normal.',
        '¿Son las imágenes de validación más fáciles, pocas, o están entre las de entrenamiento?',
      ],
    },
    tooShort: {
      title: 'Demasiado corto para decir algo',
      evidence: ({ epochs }) => `${epochs} épocas no tienen curso; tres son lo mínimo.`,
      tries: ['Entrene más épocas.'],
    },
    healthy: {
      title: 'Sana',
      evidence: ({ first, last, validationLoss }) =>
        `La pérdida de entrenamiento bajó de ${shown(first)} a ${shown(last)}${validationLoss === undefined ? '' : `; la de validación termina en ${shown(validationLoss)}`}.`,
      tries: [],
    },
  },
};

/** A sighting in the language in force. */
export function described({ pattern, numbers }: Sighting): {
  title: string;
  evidence: string;
  tries: readonly string[];
} {
  const { title, evidence, tries } = descriptions[locale()][pattern];
  return { title, evidence: evidence(numbers), tries };
}

const small = {
  en: { since: 'since epoch', tries: 'To try:' },
  es: { since: 'desde la época', tries: 'Para probar:' },
} as const satisfies Record<Locale, Record<string, string>>;

export function smallWord(name: keyof (typeof small)['en']): string {
  return small[locale()][name];
}
