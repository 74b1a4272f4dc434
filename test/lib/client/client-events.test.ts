import { Statsig } from 'statsig-nodekit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ClientEvents } from '../../../lib/client/client-events.js';
import { createRecordingLogger } from '../../support/recording-logger.js';

const batch = { clientSdkKey: 'client-a', events: [{ eventName: 'a' }], statsigMetadata: {} };

describe('forwardClientEvents', () => {
  it('takes no events that are no batch, says in the log what is missing, and never throws', () => {
    const logger = createRecordingLogger();
    const taken: unknown[] = [];
    const events = new ClientEvents({
      events: { forward: (given) => (taken.push(given), 'accepted') },
      canLog: () => true,
      status: () => 'ready',
      logger,
    });
    const throwing = new Proxy(batch, {
      get: () => {
        throw new Error('not readable');
      },
    });
    const odd: unknown[] = [
      undefined,
      null,
      'batch',
      {},
      { ...batch, clientSdkKey: '' },
      { ...batch, clientSdkKey: ' secret-of-the-server' },
      { ...batch, events: {} },
      { ...batch, statsigMetadata: null },
      throwing,
    ];
    expect(odd.map((one) => events.forward(one))).toEqual(odd.map(() => 'invalid'));
    expect(events.forward(batch)).toBe('accepted');
    expect(taken).toEqual([batch]);
    expect(logger.lines).toEqual([
      'warn Client: forwardClientEvents: the batch is no object; its events are not passed on.',
      'warn Client: forwardClientEvents: the batch has no `clientSdkKey`; its events are not passed on.',
      'warn Client: forwardClientEvents: its `clientSdkKey` is a key for servers; its events are not passed on.',
      'warn Client: forwardClientEvents: its `events` are no list; its events are not passed on.',
      'warn Client: forwardClientEvents: its `statsigMetadata` are no object; its events are not passed on.',
      'warn Client: forwardClientEvents was given a batch that cannot be read.',
    ]);
  });

  it('tells clients that log nothing from those that are shut down', async () => {
    const quiet = new Statsig('secret-server', { disableNetwork: true, outputLogLevel: 'none' });
    onTestFinished(() => quiet.shutdown().then(() => undefined));
    expect(quiet.forwardClientEvents(batch)).toBe('disabled');
    const keyless = new Statsig('', { outputLogLevel: 'none' });
    expect(keyless.forwardClientEvents(batch)).toBe('disabled');
    const ended = new Statsig('secret-server', { outputLogLevel: 'none' });
    await ended.shutdown();
    expect(ended.forwardClientEvents(batch)).toBe('closed');
  });
});
