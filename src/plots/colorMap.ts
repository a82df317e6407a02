/** Numbers → colors that are ordered for every eye and in gray print. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** Viridis at ten equal steps. Smith & van der Walt 2015, matplotlib. */
const viridisSteps: readonly Rgb[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [109, 205, 89],
  [180, 222, 44],
  [253, 231, 37],
];

/** Blue below zero, white at zero, vermillion above: Okabe & Ito's ends. */
const signedSteps: readonly Rgb[] = [
  [0, 84, 147],
  [86, 160, 211],
  [255, 255, 255],
  [236, 140, 88],
  [178, 72, 0],
];

/** @param share from 0 to 1; what lies outside is taken as the nearer end */
export function viridis(share: number): Rgb {
  return between(viridisSteps, share);
}

/** @param value from −1 to 1 */
export function signed(value: number): Rgb {
  return between(signedSteps, (value + 1) / 2);
}

/** For Plotly: white to blue, light enough for dark digits on it. */
export const paleScale = plotlyScale([
  [255, 255, 255],
  [139, 190, 226],
]);

/** Light enough for dark digits: blue below zero, vermillion above. */
export const paleSignedScale = plotlyScale([
  [122, 180, 221],
  [255, 255, 255],
  [243, 177, 140],
]);

function plotlyScale(steps: readonly Rgb[]): [number, string][] {
  return steps.map((color, index) => [index / (steps.length - 1), `rgb(${color.join(',')})`]);
}

function between(steps: readonly Rgb[], share: number): Rgb {
  const at = Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share)) * (steps.length - 1);
  const index = Math.min(steps.length - 2, Math.floor(at));
  const [low, high] = [steps[index]!, steps[index + 1]!];
  const mixed = (channel: 0 | 1 | 2): number =>
    Math.round(low[channel] + (at - index) * (high[channel] - low[channel]));
  return [mixed(0), mixed(1), mixed(2)];
}
