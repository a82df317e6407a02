/** HDF5 attributes and numbers as Keras lays them out. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { withHdf5 } from '../../../src/weights/hdf5/hdf5Reader.js';
import { writeHdf5 } from '../../../src/weights/hdf5/hdf5Writer.js';
import { fileAccess, newFileAccess } from '../../../src/weights/hdf5/randomAccess.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';

it('splits a list of names that is too long for one attribute, as Keras does', async () => {
  const file = path.join(temporaryFolder(), 'names.h5');
  // 5000 names of 20 bytes: 100 kB, where Keras stops at 64,512.
  const names = Array.from({ length: 5000 }, (_, index) => `layer_${index}`.padEnd(20, 'ñ').slice(0, 15));
  await writeHdf5(newFileAccess(file), (writer) => {
    writer.texts('', 'layer_names', names);
    writer.texts('empty', 'weight_names', []);
    writer.numbers('deep/er/0', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
  });
  await withHdf5(fileAccess(file), file, (reader) => {
    expect(reader.texts('', 'layer_names')).toEqual(names);
    // In parts: there is a second one.
    expect(reader.texts('', 'layer_names1')?.length).toBeGreaterThan(0);
    expect(reader.texts('empty', 'weight_names')).toEqual([]);
    expect(reader.texts('empty', 'other')).toBeUndefined();
    expect(reader.shapeOf('deep/er/0')).toEqual([2, 3]);
    expect(Array.from(reader.numbers('deep/er/0') as Float32Array)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(reader.names('deep')).toEqual(['er']);
  });
});
