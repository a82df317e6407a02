/** Figures that are there twice: for Plotly and as a picture.
 *
 *  Plotly's extension for JupyterLab (labextension `jupyterlab-plotly`, in the package `plotly`) shows the picture at its
 *  own size, wider than the page, until the mouse enters it; a figure that comes without a picture is alive at once, and
 *  stays so when the picture follows. Whoever has no extension sees the picture in either case. */
import type { MimeBundle } from '../../src/display/displayHost.js';

const picture = 'image/png';

export function isDrawnFigure(bundle: MimeBundle): boolean {
  return 'application/vnd.plotly.v1+json' in bundle && picture in bundle;
}

/** The figure as it is shown first. */
export function withoutPicture({ [picture]: _, ...bundle }: MimeBundle): MimeBundle {
  return bundle;
}
