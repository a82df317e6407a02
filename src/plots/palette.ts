/** Colors that stay apart for color-blind readers and in gray print: Okabe & Ito 2008, "Color Universal Design". */

const blue = '#0072B2';
const orange = '#E69F00';
export const bluishGreen = '#009E73';
export const vermillion = '#D55E00';

/** One color a series, in this order. */
export const seriesColors = [blue, vermillion, bluishGreen, '#CC79A7', orange, '#56B4E9', '#000000'] as const;

/** Text and axes. */
export const ink = '#333333';
export const gridGray = '#E5E5E5';
/** What does not matter much. */
export const otherGray = '#8C8C8C';
