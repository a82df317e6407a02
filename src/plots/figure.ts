/** A picture of numbers: Plotly's data and layout, and a sentence that says what is to be seen. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type Displayable,
  displayHost,
  displayMetadata,
  jupyterDisplay,
  type MimeBundle,
  showsItself,
} from '../display/displayHost.js';
import { escapeHtml } from '../display/escapeHtml.js';
import { locale } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import { type Drawable, drawPng, drawSvg } from './drawing/draw.js';
import { figurePage } from './figurePage.js';
import { ink } from './palette.js';

/** Pixels of a PNG for one pixel of the figure: sharp on dense screens and in print. */
const pngScale = 2;

/** One step of an animation, in Plotly's form: what of the figure is different in it. */
export interface FigureFrame {
  /** What the slider calls it. */
  name: string;
  /** Which of the figure's traces change; all, in their order, if left out. */
  traces?: readonly number[];
  data: readonly Record<string, unknown>[];
  /** Annotations and shapes are matched by their place in the list. */
  layout?: Record<string, unknown>;
}

/** Arguments of `plots.Figure`. */
export interface FigureArgs {
  /** Plotly's traces. */
  data: readonly Record<string, unknown>[];
  /** Plotly's layout; font, colors, background and decimal sign have defaults. */
  layout?: Record<string, unknown>;
  /** What is to be seen, in a sentence: shown where pictures are not, and read to those who cannot see them. */
  text: string;
  /** In pixels; 800 fills a JupyterLab cell on a laptop. */
  width?: number;
  height?: number;
  /** The steps of an animation; `data` and `layout` are what the picture shows. */
  frames?: readonly FigureFrame[];
  /**
   * Whether the live figure is as wide as the page, the default. False for one whose words would reach over each other
   * on a narrow page: it keeps its width, and the page scrolls.
   */
  isFluid?: boolean;
}

/**
 * A figure. In a notebook it shows itself wherever its expression stands; it never draws as HTML.
 * @example new plots.Figure({ data: [{ y: [3, 1, 2] }], text: 'Three numbers.' });
 */
export class Figure implements Drawable, Displayable {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly width: number;
  readonly height: number;
  /** The steps of an animation; none for a figure that stands still. */
  readonly frames: readonly FigureFrame[];
  private readonly isFluid: boolean;
  readonly [showsItself] = true;

  constructor({ data, layout, text, width = 800, height = 380, frames = [], isFluid = true }: FigureArgs) {
    this.data = data;
    this.frames = frames;
    this.isFluid = isFluid;
    this.text = text;
    this.width = width;
    this.height = height;
    this.layout = { ...houseStyle(), ...layout, width, height };
  }

  /** The figure in the formats that a notebook chooses from; without the PNG, and saying why, if it cannot be drawn. */
  async [jupyterDisplay](): Promise<MimeBundle> {
    const plotly = this.plotlyBundle();
    try {
      const png = await drawPng(this, pngScale);
      return { ...plotly, 'image/png': Buffer.from(png).toString('base64'), 'text/plain': this.text };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { ...plotly, 'text/plain': `${this.text}\n${why}` };
    }
  }

  /** The interactive half of the bundle, which costs no drawing: as wide as the place where it is shown, if it is fluid. */
  plotlyBundle(): MimeBundle {
    const { width, ...layout } = this.layout;
    return {
      'application/vnd.plotly.v1+json': {
        data: this.data,
        layout: this.isFluid ? { ...layout, autosize: true } : { ...layout, width, autosize: false },
        ...(this.frames.length > 0 && { frames: this.frames }),
        config: { displayModeBar: false },
      },
    };
  }

  /** The size to show the picture at, for a notebook: the PNG itself has twice the pixels. */
  get [displayMetadata](): Record<string, unknown> {
    return { 'image/png': { width: this.width, height: this.height } };
  }

  /** Shows the figure in the notebook; in a script, writes its sentence. */
  async show(): Promise<void> {
    const host = displayHost();
    if (host) host.display(await this[jupyterDisplay](), { metadata: this[displayMetadata] });
    else process.stdout.write(`${this.text}\n`);
  }

  /**
   * Writes the figure to a file: `.png` (twice the figure's pixels), `.svg`, or `.html`, a page that needs nothing else, with
   * the interactive figure and, for print and where no script runs, its picture.
   * @throws {ArgumentError} for any other ending
   * @example
   * const folder = await mkdtemp(path.join(os.tmpdir(), 'figures-'));
   * await plots.history(history).save(path.join(folder, 'history.svg'));
   */
  async save(file: string): Promise<void> {
    const ending = path.extname(file).toLowerCase();
    if (ending === '.png') await writeFile(file, await drawPng(this, pngScale));
    else if (ending === '.svg') await writeFile(file, withAltText(await drawSvg(this), this.text));
    else if (ending === '.html') await writeFile(file, await figurePage(this));
    else {
      throw new ArgumentError(
        `figure.save: expected a file ending in .png, .svg or .html; received "${file}".`,
      );
    }
  }
}

/** What a screen reader reads in place of the lines and letters. */
function withAltText(svg: string, text: string): string {
  return svg.replace(/<svg\b/, `<svg role="img" aria-label="${escapeHtml(text)}"`);
}

function houseStyle(): Record<string, unknown> {
  return {
    font: { family: 'Open Sans, Arial, sans-serif', size: 13, color: ink },
    paper_bgcolor: 'white',
    plot_bgcolor: 'white',
    separators: locale() === 'es' ? ',\u202f' : '.,',
    hoverlabel: { font: { family: 'Open Sans, Arial, sans-serif' } },
  };
}
