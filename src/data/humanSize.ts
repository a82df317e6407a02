const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size for people, in powers of 1000 as disks and downloads count: 170052171 → '170 MB', 1500 → '1.5 kB'. */
export function humanSize(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (Math.round(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
