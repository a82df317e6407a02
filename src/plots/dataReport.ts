/** What `analyse` found, at a glance: class balance, channels, sizes. */
import type { DataReport, PartReport } from '../data/analysis/dataReport.js';
import { Figure } from './figure.js';
import { gridGray, seriesColors } from './palette.js';
import { word } from './words.js';

/** Above this many classes their names no longer fit beside the bars. */
const namedClasses = 25;
const rowPx = 22;
const leastPx = 340;
/** More points than this make the picture slow and say no more. */
const mostSizes = 2000;

/**
 * The images of each class, the mean and deviation of each channel, and, where images differ in size, their sizes; one
 * color for each part.
 * @example plots.dataReport(await analyse({ train, test }));
 */
export function dataReport(report: DataReport): Figure {
  const hasSizes = report.parts.some(({ sizes }) => sizes.length > 1);
  const classes = Math.max(...report.parts.map(({ classNames }) => classNames.length));
  const isNamed = classes <= namedClasses;
  const height = Math.max(
    leastPx,
    110 + (isNamed ? classes * rowPx * Math.max(1, report.parts.length * 0.6) : 0),
  );
  const [middle, right] = hasSizes ? [0.37, 0.72] : [0.58, 1];
  const axis = { gridcolor: gridGray, zeroline: false, fixedrange: true, automargin: true };
  const title = (text: string, x: number): Record<string, unknown> => ({
    text,
    x,
    y: 1,
    xref: 'paper',
    yref: 'paper',
    xanchor: 'left',
    yanchor: 'bottom',
    yshift: 8,
    showarrow: false,
    font: { size: 14 },
  });
  const channelsStart = middle + 0.08;
  return new Figure({
    text: sentence(report),
    height,
    data: report.parts.flatMap((part, index) => {
      const color = seriesColors[index % seriesColors.length];
      return [
        balanceTrace(part, isNamed, color),
        channelTrace(part, color),
        ...(hasSizes ? [sizesTrace(part, color)] : []),
      ];
    }),
    layout: {
      barmode: 'group',
      bargap: 0.25,
      margin: { l: 20, r: 20, t: report.parts.length > 1 ? 72 : 48, b: 56 },
      showlegend: report.parts.length > 1,
      legend: { orientation: 'h', x: 1, xanchor: 'right', y: 0.99, yanchor: 'top', yref: 'container' },
      xaxis: isNamed
        ? { ...axis, domain: [0, middle - 0.02] }
        : { ...axis, domain: [0, middle - 0.02], title: { text: word('classesBySize') } },
      yaxis: isNamed
        ? { ...axis, autorange: 'reversed', type: 'category' }
        : { ...axis, rangemode: 'tozero' },
      xaxis2: { ...axis, domain: [channelsStart, right - (hasSizes ? 0.04 : 0)], anchor: 'y2' },
      yaxis2: { ...axis, anchor: 'x2', range: [0, 1] },
      ...(hasSizes && {
        xaxis3: {
          ...axis,
          domain: [right + 0.1, 1],
          anchor: 'y3',
          title: { text: word('width') },
          rangemode: 'tozero',
        },
        yaxis3: { ...axis, anchor: 'x3', title: { text: word('height') }, rangemode: 'tozero' },
      }),
      annotations: [
        title(word('classBalance'), 0),
        title(word('channelStatistics'), channelsStart),
        ...(hasSizes ? [title(word('imageSizes'), right + 0.06)] : []),
      ],
    },
  });
}

/** Bars by name, or where there are many classes a line from the largest class to the smallest. */
function balanceTrace(
  { name, classNames, classCounts }: PartReport,
  isNamed: boolean,
  color: string | undefined,
): Record<string, unknown> {
  const common = { name, legendgroup: name, marker: { color } };
  if (isNamed) return { ...common, type: 'bar', orientation: 'h', x: classCounts, y: classNames };
  const order = classCounts.map((_, label) => label).sort((a, b) => classCounts[b]! - classCounts[a]!);
  return {
    ...common,
    type: 'scatter',
    mode: 'lines',
    line: { color, shape: 'hvh' },
    y: order.map((label) => classCounts[label]),
    text: order.map((label) => classNames[label]),
    hovertemplate: '%{text}: %{y}',
  };
}

function channelTrace(
  { name, channelMeans, channelDeviations }: PartReport,
  color: string | undefined,
): Record<string, unknown> {
  const names = channelMeans.length === 1 ? [word('gray')] : [word('red'), word('green'), word('blue')];
  return {
    type: 'bar',
    name,
    legendgroup: name,
    showlegend: false,
    marker: { color },
    x: names.slice(0, channelMeans.length),
    y: channelMeans,
    error_y: { type: 'data', array: channelDeviations, thickness: 1.5, width: 4 },
    xaxis: 'x2',
    yaxis: 'y2',
  };
}

function sizesTrace({ name, sizes }: PartReport, color: string | undefined): Record<string, unknown> {
  const shown = sizes.slice(0, mostSizes);
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    legendgroup: name,
    showlegend: false,
    marker: { color, opacity: 0.5, size: shown.map(({ count }) => Math.min(24, 4 + 2 * Math.sqrt(count))) },
    x: shown.map(({ width }) => width),
    y: shown.map(({ height }) => height),
    text: shown.map(({ count }) => `${count} ${word(count === 1 ? 'image' : 'images')}`),
    hovertemplate: '%{x}×%{y}: %{text}',
    xaxis: 'x3',
    yaxis: 'y3',
  };
}

function sentence({ parts, nearDuplicates }: DataReport): string {
  const each = parts.map(({ name, images, classCounts, unreadable }) => {
    const [least, most] = [Math.min(...classCounts), Math.max(...classCounts)];
    const balance = classCounts.length === 0 ? '' : ` (${least === most ? least : `${least}–${most}`})`;
    const broken = unreadable.length === 0 ? '' : `, ${word('unreadable')}: ${unreadable.length}`;
    return `${name}: ${images} ${word('images')}${balance}${broken}`;
  });
  const duplicates = parts.length > 1 ? `; ${nearDuplicates.length} ${word('nearDuplicates')}` : '';
  return `${each.join('; ')}${duplicates}`;
}
