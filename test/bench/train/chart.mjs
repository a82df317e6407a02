/** The benchmark as a picture: how many samples a second everybody trains, network by network. */
import { plots } from '../../../dist/src/index.js';
import { seriesColors } from '../../../dist/src/plots/palette.js';
import { productsAlone } from './subjects.mjs';

const measure = 'samples a second';

/** Draws the rows of a document of the train benchmark into a file, `.png` or `.svg`. */
export async function drawChart({ rows, machine }, file) {
  const rates = rows.filter((row) => row.case.endsWith(measure) && row.subject !== productsAlone);
  const cases = [...new Set(rates.map((row) => row.case))];
  const subjects = [...new Set(rates.map(({ subject }) => subject))];
  const width = 1 / cases.length;
  const axes = {};
  const data = cases.flatMap((name, index) => {
    const axis = index === 0 ? '' : index + 1;
    const label = name.replace(`: ${measure}`, '').replace(', batch', '<br>batch');
    axes[`xaxis${axis}`] = {
      domain: [index * width + 0.012, (index + 1) * width - 0.012],
      anchor: `y${axis}`,
      title: { text: label, font: { size: 12 } },
      showticklabels: false,
    };
    axes[`yaxis${axis}`] = {
      anchor: `x${axis}`,
      showticklabels: false,
      rangemode: 'tozero',
      showgrid: false,
    };
    return subjects.map((subject, place) => {
      const value = rates.find((row) => row.case === name && row.subject === subject)?.value;
      return {
        type: 'bar',
        name: subject,
        x: [subject],
        y: [value],
        text: [value === undefined ? '' : short(value)],
        textposition: 'outside',
        cliponaxis: false,
        textfont: { size: 10 },
        marker: { color: seriesColors[place] },
        xaxis: `x${axis}`,
        yaxis: `y${axis}`,
        showlegend: index === 0,
      };
    });
  });
  const figure = new plots.Figure({
    data,
    layout: {
      ...axes,
      barmode: 'group',
      bargap: 0.1,
      title: {
        text: `Samples a second in training (${machine.cpu}, ${machine.cores} cores)`,
        font: { size: 14 },
        y: 0.96,
      },
      legend: { orientation: 'h', y: 1.1, x: 0.5, xanchor: 'center', yanchor: 'bottom' },
      margin: { l: 10, r: 10, t: 90, b: 55 },
    },
    text: `Samples a second in training: ${subjects.join(', ')}, on ${cases.length} networks and batch sizes.`,
    width: 1000,
    height: 380,
  });
  await figure.save(file);
}

function short(value) {
  return value >= 10_000
    ? `${Math.round(value / 1000)}k`
    : value >= 1000
      ? `${(value / 1000).toFixed(1)}k`
      : String(Math.round(value));
}
