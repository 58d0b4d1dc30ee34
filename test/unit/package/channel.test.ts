import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channel } from '../../../scripts/channel.mjs';

test('an odd minor number is a pre-release', () => {
  assert.deepEqual(['0.1.0', '0.2.0', '1.11.3', '1.0.1'].map(channel), [
    'pre-release',
    'release',
    'pre-release',
    'release',
  ]);
});
