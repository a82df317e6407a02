/** The words that figures are labeled with, in each language. */
import { type Locale, locale } from '../display/locale.js';

const words = {
  en: {
    epoch: 'Epoch',
    train: 'training',
    validation: 'validation',
    best: 'best',
    loss: 'Loss',
    accuracy: 'Accuracy',
    learning_rate: 'Learning rate',
    images: 'images',
    image: 'image',
    history: 'Training history',
    predictions: 'predictions',
    right: 'right',
    trueClass: 'true',
    epochs: 'epochs',
    training: 'Training',
    of: 'of',
  },
  es: {
    epoch: 'Época',
    train: 'entrenamiento',
    validation: 'validación',
    best: 'mejor',
    loss: 'Pérdida',
    accuracy: 'Exactitud',
    learning_rate: 'Tasa de aprendizaje',
    images: 'imágenes',
    image: 'imagen',
    history: 'Historia del entrenamiento',
    predictions: 'predicciones',
    right: 'correctas',
    trueClass: 'era',
    epochs: 'épocas',
    training: 'Entrenando',
    of: 'de',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** A word in the language in force. */
export function word(name: keyof (typeof words)['en']): string {
  return words[locale()][name];
}

/** A metric's name as an axis shows it: the words for loss and accuracy, any other name as it is. */
export function metricTitle(metric: string): string {
  return metric === 'loss' || metric === 'accuracy' || metric === 'learning_rate' ? word(metric) : metric;
}
