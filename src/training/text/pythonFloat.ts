/**
 * A number as Python's repr writes a float: `1.0`, `1e-07`, `0.30000000000000004`, `nan`.
 * @example pythonFloat(1e-7) // '1e-07'
 */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  // The shortest digits that give the same number back, in both languages; only where the point goes differs.
  const [mantissa, exponentText] = value.toExponential().split('e') as [string, string];
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${signed(exponent)}`;
  const plain = exponent < -6 ? value.toFixed(-exponent + mantissa.length) : String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** `+05`, `-07`, `+100`: a sign and at least two digits. */
export function signed(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
