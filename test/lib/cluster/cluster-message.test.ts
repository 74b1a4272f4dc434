import { describe, expect, it } from 'vitest';

import { type ClusterMessage, readMessage, wrapMessage } from '../../../lib/cluster/cluster-message.js';

const address = { channel: 'c', reader: 'r' };
const messages: ClusterMessage[] = [
  { kind: 'ask', ...address },
  { kind: 'leave', ...address },
  { kind: 'beat', ...address, hasSpecs: false, intervalMs: 1000 },
  { kind: 'part', ...address, version: 3, index: 1, count: 2, isPinned: true, text: '{"time"' },
];

describe('a message', () => {
  it.each(messages)('of the kind $kind is read as it was written', (message) => {
    expect(readMessage(JSON.parse(JSON.stringify(wrapMessage(message))))).toEqual(message);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'ask'],
    ['an object of the application', { kind: 'ask', channel: 'c', reader: 'r' }],
    ['another kind', { 'statsig-nodekit.cluster': { kind: 'tell', ...address } }],
    ['no reader', { 'statsig-nodekit.cluster': { kind: 'ask', channel: 'c' } }],
    ['a beat without its interval', { 'statsig-nodekit.cluster': { kind: 'beat', ...address, hasSpecs: true } }],
    [
      'a part without a text',
      { 'statsig-nodekit.cluster': { kind: 'part', ...address, version: 1, index: 0, count: 1 } },
    ],
    [
      'a part without a number',
      { 'statsig-nodekit.cluster': { kind: 'part', ...address, index: 0, count: 1, text: '' } },
    ],
  ])('that is %s is left to the application', (_what, received) => {
    expect(readMessage(received)).toBeUndefined();
  });
});
