/** Images of two parts that are nearly the same, side by side. */
import type { DataReport, ReportedImage } from '../data/analysis/dataReport.js';
import { type Caption, captionedImages, fitCaption } from './captionedImages.js';
import { Figure } from './figure.js';
import { otherGray } from './palette.js';
import { word } from './words.js';

const columns = 4;

/**
 * The pairs that are most alike, at most twelve: the image of the earlier part, then that of the later one.
 * @example plots.nearDuplicates(await analyse({ train, test: train.take(3) }));
 */
export function nearDuplicates(report: DataReport): Figure {
  const pairs = report.nearDuplicates.filter(({ pictures }) => pictures !== undefined);
  const [first] = pairs;
  if (first === undefined) return nothingFound();
  const pictures = pairs.flatMap(({ pictures: both }) => both ?? []);
  const named = pairs.flatMap(({ images }) => images);
  const { height, width, channels } = pictures[0]!;
  const alike = pictures.every(
    (one) => one.height === height && one.width === width && one.channels === channels,
  );
  if (!alike) throw new Error('The pictures of a report are of one size.');
  const source = {
    length: pictures.length,
    imageShape: [height, width, channels],
    image: (index: number) => pictures[index]!.values,
  };
  const captions = named.map((image): Caption => {
    const lines = [`${image.part} ${image.name}`, image.className ?? ''];
    return { text: lines.map((line) => fitCaption(line, columns)).join('<br>'), hover: lines.join('<br>') };
  });
  const count = report.nearDuplicates.length;
  const text = `${count} ${word('nearDuplicates')}: ${pairs.map(({ images }) => images.map(inWords).join(' = ')).join('; ')}`;
  return captionedImages({ source, captions, columns, title: `${count} ${word('nearDuplicates')}`, text });
}

function inWords({ part, name, className }: ReportedImage): string {
  return `${part} ${name}${className === undefined ? '' : ` (${className})`}`;
}

function nothingFound(): Figure {
  const text = word('noDuplicates');
  const axis = { visible: false, fixedrange: true };
  return new Figure({
    text,
    height: 80,
    data: [],
    layout: {
      xaxis: axis,
      yaxis: axis,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      annotations: [
        {
          text,
          x: 0.5,
          y: 0.5,
          xref: 'paper',
          yref: 'paper',
          showarrow: false,
          font: { size: 15, color: otherGray },
        },
      ],
    },
  });
}
