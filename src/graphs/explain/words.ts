/** The words of an explanation, in each language. */
import { type Locale, locale } from '../../display/locale.js';

const words = {
  en: {
    forward: 'Forward',
    loss: 'Loss',
    backward: 'Backward (gradients)',
    update: 'Update of the weights',
    metrics: 'Metrics',
    function: 'Function',
    aFunction: 'A function',
    trainingStep: 'Training step of model',
    forwardPass: 'Forward pass of model',
    sample: 'sample',
    samples: 'samples',
    layer: 'Layer',
    operation: 'Operation',
    operations: 'Operations',
    output: 'Output',
    recorded: 'Recorded',
    inTheGraph: 'In the graph',
    asAWhole: 'The graph as a whole',
    oneByOne: 'one by one',
    eager: 'Runs operation by operation',
    theSame: 'the same',
    within: 'in',
    dropped: 'dropped',
    all: 'All recorded operations, and what became of them',
    howTimed: 'Times of operations: each run alone, the median of five runs on the recorded inputs.',
    howFused:
      'The graph as a whole runs some side by side and fuses more, such as convolution, bias and ReLU.',
  },
  es: {
    forward: 'Hacia delante',
    loss: 'Pérdida',
    backward: 'Hacia atrás (gradientes)',
    update: 'Actualización de los pesos',
    metrics: 'Métricas',
    function: 'Función',
    aFunction: 'Una función',
    trainingStep: 'Paso de entrenamiento del modelo',
    forwardPass: 'Paso hacia delante del modelo',
    sample: 'muestra',
    samples: 'muestras',
    layer: 'Capa',
    operation: 'Operación',
    operations: 'Operaciones',
    output: 'Salida',
    recorded: 'Grabado',
    inTheGraph: 'En el grafo',
    asAWhole: 'El grafo entero',
    oneByOne: 'una a una',
    eager: 'Va operación por operación',
    theSame: 'igual',
    within: 'dentro de',
    dropped: 'eliminada',
    all: 'Todas las operaciones grabadas y qué fue de ellas',
    howTimed:
      'Tiempos de las operaciones: cada una sola, la mediana de cinco veces con las entradas grabadas.',
    howFused: 'El grafo entero corre algunas a la vez y une más, como convolución, sesgo y ReLU.',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** A word in the language in force. */
export function word(name: keyof (typeof words)['en']): string {
  return words[locale()][name];
}
