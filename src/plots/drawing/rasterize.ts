/** SVG text → PNG, with the shipped fonts only. */
import { Resvg } from '@resvg/resvg-js';
import { shippedFonts } from './fonts.js';

/** @param scale pixels of the PNG for one pixel of the SVG; images inside keep their square pixels */
export function rasterize(svg: string, scale: number): Uint8Array {
  const renderer = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    background: 'white',
    imageRendering: 1,
    font: {
      loadSystemFonts: false,
      fontFiles: shippedFonts.map((font) => font.file),
      defaultFontFamily: 'Open Sans',
    },
  });
  return renderer.render().asPng();
}
