/** A new log: a workbook with the course's headings, formats, a highlighted best run, and a chart on a sheet of its own. */
import type { Locale } from '../display/locale.js';
import { average, type ColumnFormat, type ColumnKey, formatOf, headingOf } from './columns.js';
import { cellXml, columnLetters } from './xlsx/cells.js';
import type { WorkbookParts } from './xlsx/workbookParts.js';
import { escapeXml } from './xlsx/xml.js';

/** The rows of headings; data begin below. */
const headingRows = 2;

const words = {
  en: { log: 'Log', chart: 'Chart', title: 'Accuracy by run', source: 'source', target: 'target' },
  es: {
    log: 'Registro',
    chart: 'Gráfica',
    title: 'Exactitud por corrida',
    source: 'origen',
    target: 'destino',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** The cell formats of styles.xml, in its order; a heading is the last. */
const formats: readonly ColumnFormat[] = [
  'general',
  'text',
  'wrapped',
  'whole',
  'number',
  'percent',
  'seconds',
  'date',
  'link',
];
const headingStyle = formats.length;

/** The parts of a workbook whose log has these columns and no runs yet. */
export function newWorkbook(columns: readonly ColumnKey[], language: Locale): WorkbookParts {
  const { log, chart } = words[language];
  const texts: Record<string, string> = {
    '[Content_Types].xml': contentTypes,
    '_rels/.rels': relationships([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `${declaration}<workbook xmlns="${mainNamespace}" xmlns:r="${relationNamespace}"><bookViews><workbookView activeTab="0"/></bookViews><sheets><sheet name="${log}" sheetId="1" r:id="rId1"/><sheet name="${chart}" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ['worksheet', 'worksheets/sheet1.xml'],
      ['worksheet', 'worksheets/sheet2.xml'],
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': styles,
    'xl/worksheets/sheet1.xml': logSheetXml(columns, language),
    'xl/worksheets/sheet2.xml': `${declaration}<worksheet xmlns="${mainNamespace}" xmlns:r="${relationNamespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews><sheetData/><pageSetup orientation="landscape"/><drawing r:id="rId1"/></worksheet>`,
    'xl/worksheets/_rels/sheet2.xml.rels': relationships([['drawing', '../drawings/drawing1.xml']]),
    'xl/drawings/drawing1.xml': drawing(words[language].title),
    'xl/drawings/_rels/drawing1.xml.rels': relationships([['chart', '../charts/chart1.xml']]),
    'xl/charts/chart1.xml': chartXml(columns, language),
  };
  return new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
}

/** The style of a column's cells in a workbook that `newWorkbook` made. */
function styleOf(key: ColumnKey): number {
  return formats.indexOf(formatOf(key).format);
}

/** A heading's cells and merged ranges: titles side by side under their group, or over both rows. */
export function headingCells(
  columns: readonly ColumnKey[],
  firstColumn: number,
  firstRow: number,
  language: Locale,
): { upper: string[]; lower: string[]; merges: string[] } {
  const headings = columns.map((key) => headingOf(key, language));
  const upper: string[] = [];
  const merges: string[] = [];
  let groupStart = firstColumn;
  headings.forEach(({ group, title }, index) => {
    const column = firstColumn + index;
    upper.push(group === undefined || headings[index - 1]?.group !== group ? (group ?? title) : '');
    if (group === undefined || headings[index - 1]?.group !== group) groupStart = column;
    const letters = columnLetters(column);
    if (group === undefined) merges.push(`${letters}${firstRow}:${letters}${firstRow + 1}`);
    else if (headings[index + 1]?.group !== group && groupStart < column) {
      merges.push(`${columnLetters(groupStart)}${firstRow}:${letters}${firstRow}`);
    }
  });
  const lower = headings.map(({ group, title }) => (group === undefined ? '' : title));
  return { upper, lower, merges };
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const mainNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationNamespace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const drawingNamespace = 'http://schemas.openxmlformats.org/drawingml/2006';
const contentType = 'application/vnd.openxmlformats-officedocument';

const contentTypes = `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${[
  ['/xl/workbook.xml', 'spreadsheetml.sheet.main'],
  ['/xl/worksheets/sheet1.xml', 'spreadsheetml.worksheet'],
  ['/xl/worksheets/sheet2.xml', 'spreadsheetml.worksheet'],
  ['/xl/styles.xml', 'spreadsheetml.styles'],
  ['/xl/drawings/drawing1.xml', 'drawing'],
  ['/xl/charts/chart1.xml', 'drawingml.chart'],
]
  .map(([part, type]) => `<Override PartName="${part}" ContentType="${contentType}.${type}+xml"/>`)
  .join('')}</Types>`;

function relationships(targets: readonly (readonly [type: string, target: string])[]): string {
  const rows = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${relationNamespace}/${type}" Target="${target}"/>`,
  );
  return `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rows.join('')}</Relationships>`;
}

/** Excel's numbers for its own formats (0 as it is, 3 #,##0, 4 #,##0.00, 10 0.00%) and for the two above. */
const numberFormats: Readonly<Record<ColumnFormat, number>> = {
  general: 0,
  text: 0,
  wrapped: 0,
  whole: 3,
  number: 165,
  percent: 10,
  seconds: 4,
  date: 164,
  link: 0,
};

const thin = '<left/><right/><top/><bottom style="thin"><color rgb="FFBFC5CD"/></bottom><diagonal/>';
const styles = `${declaration}<styleSheet xmlns="${mainNamespace}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="165" formatCode="0.0000"/></numFmts><fonts count="3"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/></font><font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF1F4E79"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${thin}</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${formats.length + 1}">${formats.map(cellFormat).join('')}<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="1"><dxf><font><b/></font><fill><patternFill patternType="solid"><fgColor rgb="FFC6EFCE"/><bgColor rgb="FFC6EFCE"/></patternFill></fill></dxf></dxfs></styleSheet>`;

function cellFormat(format: ColumnFormat): string {
  const alignment =
    format === 'wrapped'
      ? '<alignment vertical="top" wrapText="1"/>'
      : `<alignment vertical="top"${format === 'text' ? ' horizontal="left"' : ''}/>`;
  return `<xf numFmtId="${numberFormats[format]}" fontId="${format === 'link' ? 2 : 0}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1">${alignment}</xf>`;
}

function logSheetXml(columns: readonly ColumnKey[], language: Locale): string {
  const last = columnLetters(columns.length - 1);
  const { upper, lower, merges } = headingCells(columns, 0, 1, language);
  const heading = (texts: readonly string[], row: number): string =>
    `<row r="${row}" ht="32" customHeight="1">${texts.map((text, column) => headingCell(text, column, row)).join('')}</row>`;
  return [
    `${declaration}<worksheet xmlns="${mainNamespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:${last}${headingRows}"/>`,
    `<sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane xSplit="1" ySplit="${headingRows}" topLeftCell="B${headingRows + 1}" activePane="bottomRight" state="frozen"/><selection pane="bottomRight"/></sheetView></sheetViews>`,
    `<cols>${columns.map(columnXml).join('')}</cols>`,
    `<sheetData>${heading(upper, 1)}${heading(lower, 2)}</sheetData>`,
    `<mergeCells count="${merges.length}">${merges.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells>`,
    bestRunRule(columns),
    '<pageSetup orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>',
  ].join('');
}

/** A `<col>`: its width, and the format that cells typed by hand take over. */
export function columnXml(key: ColumnKey, index: number): string {
  const { width } = formatOf(key);
  const hidden = key === 'id' ? ' hidden="1"' : '';
  return `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${styleOf(key)}" customWidth="1"${hidden}/>`;
}

function headingCell(text: string, column: number, row: number): string {
  const reference = `${columnLetters(column)}${row}`;
  return text === '' ? `<c r="${reference}" s="${headingStyle}"/>` : cellXml(reference, headingStyle, text);
}

/** Conditional formats: they follow rows typed by hand, and edited numbers. */
function bestRunRule(columns: readonly ColumnKey[]): string {
  const first = headingRows + 1;
  const lastRow = 1_048_576;
  const letters = (key: ColumnKey): string => columnLetters(columns.indexOf(key));
  const [source, target] = [letters(`source:${average}`), letters(`target:${average}`)];
  const column = (name: string): string => `$${name}$${first}:$${name}$${lastRow}`;
  const best = (name: string): string =>
    `AND(ISNUMBER($${name}${first}),$${name}${first}=MAX(${column(name)}))`;
  // The target decides where there is one.
  const formula = `IF(COUNT(${column(target)})>0,${best(target)},${best(source)})`;
  return `<conditionalFormatting sqref="A${first}:${columnLetters(columns.length - 1)}${lastRow}"><cfRule type="expression" dxfId="0" priority="1"><formula>${escapeXml(formula)}</formula></cfRule></conditionalFormatting>`;
}

function drawing(title: string): string {
  return `${declaration}<xdr:wsDr xmlns:xdr="${drawingNamespace}/spreadsheetDrawing" xmlns:a="${drawingNamespace}/main"><xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>14</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>26</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1" descr="${escapeXml(title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="${drawingNamespace}/chart"><c:chart xmlns:c="${drawingNamespace}/chart" xmlns:r="${relationNamespace}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>`;
}

function chartXml(columns: readonly ColumnKey[], language: Locale): string {
  const { log, title } = words[language];
  const first = headingRows + 1;
  const range = (key: ColumnKey): string => {
    const letters = columnLetters(columns.indexOf(key));
    return `${log}!$${letters}$${first}:$${letters}$${first}`;
  };
  const series = (['source', 'target'] as const).map((group, index) => {
    const color = ['1F77B4', 'D95F02'][index];
    const line = `<a:ln w="28575"><a:solidFill><a:srgbClr val="${color}"/></a:solidFill></a:ln>`;
    return `<c:ser><c:idx val="${index}"/><c:order val="${index}"/><c:tx><c:v>${words[language][group]}</c:v></c:tx><c:spPr>${line}</c:spPr><c:marker><c:symbol val="circle"/><c:size val="7"/><c:spPr><a:solidFill><a:srgbClr val="${color}"/></a:solidFill></c:spPr></c:marker><c:cat><c:strRef><c:f>${range('run')}</c:f></c:strRef></c:cat><c:val><c:numRef><c:f>${range(`${group}:${average}`)}</c:f></c:numRef></c:val><c:smooth val="0"/></c:ser>`;
  });
  const gray = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D0D4DA"/></a:solidFill></a:ln></c:spPr>';
  return `${declaration}<c:chartSpace xmlns:c="${drawingNamespace}/chart" xmlns:a="${drawingNamespace}/main" xmlns:r="${relationNamespace}"><c:roundedCorners val="0"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1400" b="1"/></a:pPr><a:r><a:rPr lang="${language}" sz="1400" b="1"/><a:t>${title}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series.join('')}<c:marker val="1"/><c:axId val="111111111"/><c:axId val="222222222"/></c:lineChart><c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="222222222"/><c:crosses val="autoZero"/></c:catAx><c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines>${gray}</c:majorGridlines><c:numFmt formatCode="0%" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="111111111"/><c:crosses val="autoZero"/></c:valAx></c:plotArea><c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>`;
}
