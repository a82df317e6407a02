/** A model's layers as a table for notebooks: output shapes, parameters, multiplications, receptive fields. */

import type { LayersModel } from '@tensorflow/tfjs';
import { escapeHtml } from '../../display/escapeHtml.js';
import { type LayerCost, layerCosts } from './layerCosts.js';
import { parameterLines } from './parameterLines.js';
import type { SummaryArgs } from './summaryArgs.js';
import { outputShapeText, parametersOf, summaryRows } from './summaryLayers.js';

const headers = ['Layer', 'Type', 'Output', 'Parameters', 'Multiplications', 'Receptive field'];

/** HTML without scripts, so that an untrusted notebook shows it too. */
export function summaryHtml(model: LayersModel, args: SummaryArgs = {}): string {
  const costs = layerCosts(model);
  const rows = summaryRows(model, args).map(({ layer, level }) => {
    const cost = costs.get(layer);
    const indent = level === 0 ? '' : ` style="padding-left:${level * 1.5 + 0.5}em"`;
    const numbers = [
      outputShapeText(layer).replace('None', 'batch'),
      parametersOf(layer)?.toLocaleString('en-US') ?? '?',
      cost?.multiplications?.toLocaleString('en-US') ?? '?',
      fieldText(cost),
    ];
    const cells = numbers.map((text) => `<td style="text-align:right">${escapeHtml(text)}</td>`).join('');
    return `<tr><td${indent}><b>${escapeHtml(layer.name)}</b></td><td>${escapeHtml(layer.getClassName())}</td>${cells}</tr>`;
  });
  const total = [...model.layers].reduce<number | undefined>((sum, layer) => {
    const own = costs.get(layer)?.multiplications;
    return sum === undefined || own === undefined ? undefined : sum + own;
  }, 0);
  const lines = parameterLines(model).map((line) => escapeHtml(line.trim()));
  if (total !== undefined) lines.push(`Multiplications for one sample: ${total.toLocaleString('en-US')}`);
  return [
    `<table><caption style="text-align:left">Model “${escapeHtml(model.name)}”</caption>`,
    `<thead><tr>${headers.map((header) => `<th>${header}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.join('\n')}</tbody></table>`,
    `<p>${lines.join('<br>')}</p>`,
  ].join('\n');
}

function fieldText(cost: LayerCost | undefined): string {
  if (cost === undefined) return '?';
  const { size } = cost.field;
  return size === null ? 'all' : `${size[0]}×${size[1]}`;
}
