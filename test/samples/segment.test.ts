import { beforeAll, describe, expect, it } from 'vitest';

import { startSegmentServer } from '../integrations/segment/support/segment-server.js';
import { buildSamples } from './support/build-samples.js';
import { runProgram } from './support/run-program.js';

beforeAll(buildSamples);

/** The messages that the program printed, after it has ended well. */
async function printedBy(
  environment: NodeJS.ProcessEnv,
): Promise<{ messages: Record<string, unknown>[]; output: string }> {
  const program = runProgram([process.execPath, 'samples/segment/print-messages.mjs'], environment);
  expect(await program.ended, program.output()).toEqual({ code: 0, signal: null });
  const output = program.output();
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return { messages: lines.map((line) => JSON.parse(line) as Record<string, unknown>), output };
}

const events = [
  'statsig::gate_exposure',
  'statsig::config_exposure',
  'statsig::experiment_exposure',
  'statsig::layer_exposure',
  'purchase',
];

describe('the sample', () => {
  it('prints what would be sent, and sends nothing', async () => {
    const { messages, output } = await printedBy({ SEGMENT_WRITE_KEY: undefined, FORMAT: 'clean' });
    expect(messages.map(({ event }) => event)).toEqual(events);
    expect(messages.at(-1)).toMatchObject({
      userId: 'ann',
      anonymousId: 'ann-laptop',
      properties: { sku: 'SHOE-42', value: 49.9 },
    });
    expect(output).toContain('5 messages were printed, 0 were refused.');
    expect(output).not.toMatch(/1990-01-01|ann@example\.com/);
  });

  it('sends the same messages with a write key', async () => {
    const server = await startSegmentServer();
    const { messages, output } = await printedBy({ SEGMENT_WRITE_KEY: server.writeKey, SEGMENT_HOST: server.url });
    const ids = (list: readonly Readonly<Record<string, unknown>>[]): unknown[] =>
      list.map(({ messageId }) => messageId);
    expect(server.taken.map(({ event }) => event)).toEqual(events);
    expect(ids(server.taken)).toEqual(ids(messages));
    expect(output).toContain('5 messages were printed and sent, 0 were refused.');
    expect(output).not.toContain(server.writeKey);
  });
});
