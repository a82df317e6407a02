/** The fonts that figures are measured and drawn with: shipped with the package, so that a machine without any
 *  font gives the same picture. Open Sans is what Plotly shows in a browser; the Noto fonts fill in what it lacks
 *  (arrows, ∈, ✓). All under the SIL Open Font License. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

interface ShippedFont {
  /** The name that the drawing gives it. */
  family: string;
  /** The name that it is measured by: of this file alone, so that no style is guessed. */
  face: string;
  file: string;
}

const shipped = (family: string, face: string, module: string): ShippedFont => ({
  family,
  face: `cuaderno ${face}`,
  file: require.resolve(`@expo-google-fonts/${module}`),
});

const regular = shipped('Open Sans', 'regular', 'open-sans/400Regular/OpenSans_400Regular.ttf');
const italic = shipped('Open Sans', 'italic', 'open-sans/400Regular_Italic/OpenSans_400Regular_Italic.ttf');
const bold = shipped('Open Sans', 'bold', 'open-sans/700Bold/OpenSans_700Bold.ttf');
const math = shipped('Noto Sans Math', 'math', 'noto-sans-math/400Regular/NotoSansMath_400Regular.ttf');
const symbols = shipped(
  'Noto Sans Symbols 2',
  'symbols',
  'noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf',
);

export const shippedFonts: readonly ShippedFont[] = [regular, italic, bold, math, symbols];

/** Arrows and operators, and shapes and ticks: what Open Sans lacks, by the font that has it. */
const fallbacks = [
  { font: math, characters: /^[\u2190-\u23ff\u27c0-\u2aff]/u },
  { font: symbols, characters: /^[\u2460-\u27bf\u2b00-\u2bff]/u },
];

/** A text cut where its font changes. */
export function splitByFont(
  text: string,
  look: { bold: boolean; italic: boolean },
): { font: ShippedFont; text: string }[] {
  const usual = look.bold ? bold : look.italic ? italic : regular;
  const pieces: { font: ShippedFont; text: string }[] = [];
  for (const character of text) {
    const font = fallbacks.find(({ characters }) => characters.test(character))?.font ?? usual;
    const last = pieces.at(-1);
    if (last?.font === font) last.text += character;
    else pieces.push({ font, text: character });
  }
  return pieces;
}
