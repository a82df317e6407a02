/** The fonts that figures are measured and drawn with: shipped with the package, so that a machine without any
 *  font gives the same picture. Open Sans is what Plotly shows in a browser; the Noto fonts fill in what it lacks
 *  (arrows, ∈, ✓). All under the SIL Open Font License. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

interface ShippedFont {
  family: string;
  file: string;
}

const shipped = (family: string, module: string): ShippedFont => ({
  family,
  file: require.resolve(`@expo-google-fonts/${module}`),
});

export const shippedFonts: readonly ShippedFont[] = [
  shipped('Open Sans', 'open-sans/400Regular/OpenSans_400Regular.ttf'),
  shipped('Open Sans', 'open-sans/400Regular_Italic/OpenSans_400Regular_Italic.ttf'),
  shipped('Open Sans', 'open-sans/700Bold/OpenSans_700Bold.ttf'),
  shipped('Noto Sans Math', 'noto-sans-math/400Regular/NotoSansMath_400Regular.ttf'),
  shipped('Noto Sans Symbols 2', 'noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf'),
];

/** The CSS list that finds a glyph in the shipped fonts, first match wins. */
export const fontFamily = '"Open Sans", "Noto Sans Math", "Noto Sans Symbols 2"';
