import fc from 'fast-check';
import { type SegmentMessage, segmentSink } from 'statsig-nodekit/segment';
import { describe, expect, it } from 'vitest';
import { drain, startForwardingClient } from './support/forwarding-client.js';
import { postTo, startSegmentServer } from './support/segment-server.js';

const user = { userID: 'ann', custom: { plan: 'pro' } };

describe('messages', () => {
  it('go in batches of at most 2,500, and 500 kB, through `send` and through the library', async () => {
    for (const way of ['send', 'writeKey'] as const) {
      const server = await startSegmentServer();
      const { url: host, writeKey } = server;
      const sink = segmentSink({
        ...(way === 'send' ? { send: postTo(server) } : { host, writeKey }),
        format: 'clean',
      });
      const { client } = await startForwardingClient(sink);
      // Characters of three bytes: what counts is UTF-8.
      for (let value = 0; value < 300; value++) client.logEvent(user, 'bought', value, { text: '€'.repeat(1500) });
      await drain(client);
      expect(server.taken).toHaveLength(300);
      expect(server.complaints).toEqual([]);
      if (way === 'send') expect(server.batchSizes).toHaveLength(4);
      // The library sends what it has got within its interval: how much that is depends on the machine.
      expect(Math.max(...server.bodyBytes)).toBeGreaterThan(way === 'send' ? 350_000 : 10_000);
    }
  });

  it('are shortened step by step where they are too large, and what is lost at last is counted', async () => {
    const server = await startSegmentServer();
    const sink = segmentSink({ send: postTo(server) });
    const { client, serviceEvents } = await startForwardingClient(sink);
    client.logEvent({
      user: { ...user, custom: { note: 'x'.repeat(20_000) } },
      eventName: 'small',
      metadata: { a: 1 },
    });
    client.logEvent({
      user: { ...user, custom: { note: 'x'.repeat(40_000) } },
      eventName: 'large user',
      metadata: { a: 1 },
    });
    client.logEvent(user, 'large metadata', 1, { a: 1, note: 'x'.repeat(40_000) });
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`note${index}`, 'x'.repeat(900)]));
    client.logEvent(user, 'hopeless', 1, many);
    const { sinks } = await client.flushEvents();
    expect(server.complaints).toEqual([]);
    expect(
      server.taken.map(({ event, properties, context }) => [event, properties, 'user' in (context as object)]),
    ).toEqual([
      ['small', { metadata: { a: 1 } }, true],
      ['large user', { metadata: { a: 1 } }, false],
      ['large metadata', { metadata: { a: 1 }, value: 1 }, false],
    ]);
    expect(sink.statistics()).toMatchObject({ sent: 3, shortened: { withoutUser: 1, withoutValues: 1 }, tooLarge: 1 });
    expect(sinks).toEqual([expect.objectContaining({ delivered: 3, droppedByReason: { too_large: 1 } })]);
    expect(serviceEvents()).toHaveLength(4);
  });

  it('are given again as they were when a function of the application had taken its list apart', async () => {
    const server = await startSegmentServer();
    const post = postTo(server);
    let isDown = true;
    const sink = segmentSink({
      send: async (batch, context) => {
        const list = batch as SegmentMessage[];
        await post(list.splice(0, 2), context);
        if (isDown) throw new Error('down');
        while (list.length > 0) await post(list.splice(0, 2), context);
      },
    });
    const { client } = await startForwardingClient(sink);
    for (let value = 0; value < 5; value++) client.logEvent(user, 'bought', value);
    expect(await client.flushEvents()).toMatchObject({ sinks: [{ delivered: 0, pending: 5 }] });
    isDown = false;
    expect(await client.flushEvents()).toMatchObject({ sinks: [{ delivered: 5, pending: 0 }] });
    expect(server.taken).toHaveLength(5);
    expect(sink.statistics().sent).toBe(5);
  });

  it('that a function of the application has spoilt are lost alone', async () => {
    const sent: SegmentMessage[] = [];
    const spoilt: unknown[] = [undefined, 'text', {}, { type: 'track', event: '' }, { cyclic: 1n }];
    const sink = segmentSink({
      send: (batch) => void sent.push(...batch),
      map: (message, { value }) => {
        if (value === 5) throw new Error('a defect');
        if (value === 4) return { ...message, properties: { big: 1n } };
        return value === 6 ? message : (spoilt[Number(value)] as SegmentMessage);
      },
    });
    const { client } = await startForwardingClient(sink);
    for (let value = 0; value < 7; value++) client.logEvent(user, 'bought', value);
    const { sinks } = await client.flushEvents();
    expect(sent.map(({ properties }) => properties['value'])).toEqual([6]);
    expect(sinks).toEqual([expect.objectContaining({ delivered: 1, droppedByReason: { refused: 6 } })]);
  });
});

describe('private attributes', () => {
  it.each(['compat', 'clean'] as const)(
    'stay out when the user is changed before the event is sent, in %s',
    async (format) => {
      const server = await startSegmentServer();
      const { client } = await startForwardingClient(segmentSink({ send: postTo(server), format, allowEmail: true }));
      const privateAttributes: Record<string, string> = { email: 'secret@example.com', companyID: 'secret company' };
      const person = { userID: 'ann', email: '', custom: {} as Record<string, string>, privateAttributes };
      client.checkGate(person, 'new_checkout');
      client.getExperiment(person, 'button_color');
      client.getLayer(person, 'home').get('color', '');
      client.logEvent(person, 'purchase', 1, { sku: 'a' });
      person.email = 'secret@example.com';
      person.custom['company'] = 'secret company';
      for (const name of Object.keys(privateAttributes)) Reflect.deleteProperty(privateAttributes, name);
      await client.flushEvents();
      expect(server.taken).toHaveLength(4);
      expect(server.text()).not.toContain('secret');
    },
  );

  it(
    'are in no byte, whatever they are, in either form, with emails allowed and without',
    { timeout: 60_000 },
    async () => {
      const server = await startSegmentServer();
      const forms = (['compat', 'clean'] as const).flatMap((format) =>
        [true, false].map((allowEmail) =>
          segmentSink({ send: postTo(server), name: `${format} ${allowEmail}`, format, allowEmail }),
        ),
      );
      const [first] = forms;
      if (first === undefined) throw new Error('There are no sinks.');
      const { client } = await startForwardingClient(first, { eventSinks: forms });
      const secret = fc.stringMatching(/^[a-z]{8}$/).map((text) => `secret${text}`);
      const names = fc.constantFrom('email', 'ip', 'ssn', 'userID', 'stableID', 'companyID', 'plan');
      const attributes = fc.dictionary(
        fc.oneof(names, secret),
        fc.oneof(
          secret,
          fc.array(secret),
          secret.map((text) => ({ [text]: text })),
        ),
        { minKeys: 1 },
      );
      await fc.assert(
        fc.asyncProperty(attributes, fc.uuid(), async (privateAttributes, id) => {
          const person = { userID: id, customIDs: { stableID: `s-${id}`, companyID: `c-${id}` }, privateAttributes };
          client.checkGate(person, 'new_checkout');
          client.getDynamicConfig(person, 'banner');
          client.getExperiment(person, 'button_color');
          client.getLayer(person, 'home').get('color', '');
          client.logEvent(person, 'purchase', 1, { sku: 'a' });
          await client.flushEvents();
          expect(server.text()).toContain(id);
        }),
        { numRuns: 40 },
      );
      expect(server.taken.length).toBe(40 * 5 * forms.length);
      expect(server.text()).not.toMatch(/secret[a-z]{8}/);
    },
  );
});
