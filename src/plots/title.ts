/** The title over a figure: nothing, or a line of its own at the top. */

/** In pixels: what a title takes of the figure's height. */
const titlePx = 44;

export interface TitleRoom {
  /** Goes into the layout. */
  layout: Record<string, unknown>;
  /** The height that the title takes; 0 for none. */
  heightPx: number;
}

export function titleRoom(title: string | undefined): TitleRoom {
  if (title === undefined) return { layout: {}, heightPx: 0 };
  return {
    layout: { title: { text: title, font: { size: 17 }, y: 1, yanchor: 'top', pad: { t: 14 } } },
    heightPx: titlePx,
  };
}
