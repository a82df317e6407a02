/** The line that a flow prints: how many images of how many classes. */
import { locale } from '../../display/locale.js';
import { printLine } from '../../display/printLine.js';

/** "Found 1683 images belonging to 12 classes." */
export function printImagesFound(images: number, classes: number): void {
  printLine(
    locale() === 'es'
      ? `Se encontraron ${images} imágenes pertenecientes a ${classes} clases.`
      : `Found ${images} images belonging to ${classes} classes.`,
  );
}

/** "Found 13 validated image filenames belonging to 3 classes." */
export function printRowsFound(rows: number, isValidated: boolean, classes: number | undefined): void {
  if (locale() === 'es') {
    const which = isValidated ? 'validados' : 'no validados';
    const belonging = classes === undefined ? '' : ` pertenecientes a ${classes} clases`;
    printLine(`Se encontraron ${rows} nombres de imagen ${which}${belonging}.`);
    return;
  }
  const belonging = classes === undefined ? '' : ` belonging to ${classes} classes`;
  printLine(`Found ${rows} ${isValidated ? 'validated' : 'non-validated'} image filenames${belonging}.`);
}

/** "Found 21 files belonging to 3 classes." */
export function printFilesFound(files: number, classes: number | undefined): void {
  if (locale() === 'es') {
    const belonging = classes === undefined ? '' : ` pertenecientes a ${classes} clases`;
    printLine(`Se encontraron ${files} archivos${belonging}.`);
    return;
  }
  printLine(`Found ${files} files${classes === undefined ? '' : ` belonging to ${classes} classes`}.`);
}

/** "Using 17 files for training." */
export function printFilesUsed(files: number, subset: 'training' | 'validation'): void {
  const spanish = subset === 'training' ? 'entrenamiento' : 'validación';
  printLine(
    locale() === 'es' ? `Se usan ${files} archivos para ${spanish}.` : `Using ${files} files for ${subset}.`,
  );
}
