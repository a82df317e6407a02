import path from 'node:path';
import { type GoldenSet, golden, goldenSet } from '../goldenCases.js';

/** The reference values that are given, and those of our own making for what they leave out (golden/more/makeMore.py). */
export const goldenSets: GoldenSet[] = [golden, goldenSet(path.join(import.meta.dirname, '../golden/more'))];
