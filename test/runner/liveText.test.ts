import { describe, expect, it } from 'vitest';
import { LiveText } from '../../kernel/runner/liveText.js';

const message = (type: string, text: string, id?: string) => ({
  type,
  content: { data: { 'text/plain': text }, transient: id === undefined ? {} : { display_id: id } },
});

describe('displays that are updated', () => {
  it('print each line once, when the next one has begun', () => {
    const live = new LiveText();
    expect(live.take(message('display_data', 'Epoch 1/2', 'bar'))).toEqual([]);
    expect(live.provisional).toBe('Epoch 1/2');
    expect(live.take(message('update_display_data', 'Epoch 1/2\n 5/10 ━━', 'bar'))).toEqual(['Epoch 1/2']);
    expect(live.take(message('update_display_data', 'Epoch 1/2\n 9/10 ━━━', 'bar'))).toEqual([]);
    expect(live.provisional).toBe(' 9/10 ━━━');
    expect(live.take(message('update_display_data', 'Epoch 1/2\n10/10 ━━━━\nEpoch 2/2', 'bar'))).toEqual([
      '10/10 ━━━━',
    ]);
    expect(live.finish()).toEqual(['Epoch 2/2']);
    expect(live.finish()).toEqual([]);
    expect(live.provisional).toBe('');
  });

  it('keep apart by their ids, and leave other messages alone', () => {
    const live = new LiveText();
    live.take(message('display_data', 'curve, epoch 1', 'figure'));
    live.take(message('display_data', 'bar 1', 'bar'));
    live.take(message('update_display_data', 'curve, epoch 2', 'figure'));
    expect(live.take(message('display_data', 'a picture'))).toBeUndefined();
    expect(live.take({ type: 'stream', content: { name: 'stdout', text: 'x' } })).toBeUndefined();
    expect(live.finish()).toEqual(['curve, epoch 2', 'bar 1']);
  });

  it('have no text at all where there is none', () => {
    const live = new LiveText();
    expect(
      live.take({
        type: 'display_data',
        content: { data: { 'image/png': 'x' }, transient: { display_id: 'a' } },
      }),
    ).toEqual([]);
    expect(live.finish()).toEqual([]);
  });
});
