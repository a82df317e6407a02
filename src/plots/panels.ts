/** Several small charts side by side: their places, headings and axes. */
import { gridGray } from './palette.js';

/** Plotly names its first axis x, not x1. */
function axisNumber(panel: number): string {
  return panel === 0 ? '' : String(panel + 1);
}

export interface PanelGrid {
  columns: number;
  rows: number;
  /** The axes of a trace in a panel. */
  axes(panel: number): { xaxis: string; yaxis: string };
  /** The layout of a panel's axes, to be completed. */
  layoutOf(panel: number, x?: Record<string, unknown>, y?: Record<string, unknown>): Record<string, unknown>;
  /** A heading over a panel. */
  heading(panel: number, text: string): Record<string, unknown>;
}

/** @param gaps free space between panels, as a share of the whole */
export function panelGrid(count: number, columns: number, gaps: { x: number; y: number }): PanelGrid {
  const rows = Math.ceil(count / columns);
  const [width, height] = [(1 - (columns - 1) * gaps.x) / columns, (1 - (rows - 1) * gaps.y) / rows];
  const axes = (panel: number) => ({ xaxis: `x${axisNumber(panel)}`, yaxis: `y${axisNumber(panel)}` });
  const usual = { gridcolor: gridGray, zeroline: false, fixedrange: true };
  return {
    columns,
    rows,
    axes,
    layoutOf(panel, x = {}, y = {}) {
      const left = (panel % columns) * (width + gaps.x);
      const top = 1 - Math.floor(panel / columns) * (height + gaps.y);
      return {
        [`xaxis${axisNumber(panel)}`]: {
          ...usual,
          domain: [left, left + width],
          anchor: axes(panel).yaxis,
          ...x,
        },
        [`yaxis${axisNumber(panel)}`]: {
          ...usual,
          domain: [top - height, top],
          anchor: axes(panel).xaxis,
          ...y,
        },
      };
    },
    heading: (panel, text) => ({
      text,
      xref: `${axes(panel).xaxis} domain`,
      yref: `${axes(panel).yaxis} domain`,
      x: 0,
      y: 1,
      xanchor: 'left',
      yanchor: 'bottom',
      yshift: 3,
      align: 'left',
      showarrow: false,
      font: { size: 13 },
    }),
  };
}
