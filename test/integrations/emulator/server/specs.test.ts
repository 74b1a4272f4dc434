import { request } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Emulator } from 'statsig-nodekit/emulator';
import { describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.js';
import { emulatorForTest } from './emulator-for-test.js';

interface Answer {
  readonly has_updates: boolean;
  readonly time: number;
  readonly checksum: string;
  readonly feature_gates: Readonly<Record<string, unknown>>;
}

async function specsOf(emulator: Emulator, query = ''): Promise<Answer> {
  const response = await fetch(`${emulator.specsUrl}/secret-any.json${query}`);
  return (await response.json()) as Answer;
}

/** A request whose body stays as it was sent: `fetch` would decompress it. */
function rawGet(url: string, headers: Record<string, string>): Promise<{ coding: string | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      buffer(response).then((body) => resolve({ coding: response.headers['content-encoding'], body }), reject);
    })
      .on('error', reject)
      .end();
  });
}

const gate = { gates: { g: { rules: [{ pass: 50 }] } } };

describe('the specs endpoint', () => {
  test.each(['secret-any.json', 'client-x.json', '.json'])('answers under any key: %s', async (key) => {
    const emulator = await emulatorForTest({ project: gate });
    const response = await fetch(`${emulator.specsUrl}/${key}?supports_proto=true`);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ has_updates: true, feature_gates: { g: {} } });
  });

  test('says that there is nothing new to whoever has it', async () => {
    const emulator = await emulatorForTest({ project: gate });
    const { time, checksum } = await specsOf(emulator);
    for (const query of [
      `?sinceTime=${time}`,
      `?sinceTime=${time + 1}`,
      `?checksum=${checksum}`,
      `?sinceTime=1&checksum=${checksum}`,
    ]) {
      expect(await specsOf(emulator, query), query).toEqual({ has_updates: false });
    }
    for (const query of ['?sinceTime=0', `?sinceTime=${time - 1}`, '?checksum=1', '?sinceTime=']) {
      expect(await specsOf(emulator, query), query).toMatchObject({ has_updates: true });
    }
  });

  test('compresses as the client accepts', async () => {
    const emulator = await emulatorForTest({ project: gate });
    const url = `${emulator.specsUrl}/k.json`;
    const plain = await rawGet(url, {});
    expect(plain.coding).toBeUndefined();
    const gzipped = await rawGet(url, { 'accept-encoding': 'gzip' });
    expect([gzipped.coding, gunzipSync(gzipped.body)]).toEqual(['gzip', plain.body]);
    const brotli = await rawGet(url, { 'accept-encoding': 'statsig-br, gzip, deflate, br' });
    expect([brotli.coding, brotliDecompressSync(brotli.body)]).toEqual(['br', plain.body]);
    const refused = await rawGet(url, { 'accept-encoding': 'gzip;q=0, br; q=0.0' });
    expect(refused.coding).toBeUndefined();
  });
});

describe('an update', () => {
  test('has a later time when the content changed, and the same when it did not', async () => {
    const emulator = await emulatorForTest({ project: gate });
    const first = await specsOf(emulator);
    await emulator.update({ gates: { g: { rules: [{ pass: 50 }] } } });
    expect(await specsOf(emulator)).toEqual(first);
    await emulator.update({ gates: { g: { rules: [{ pass: 51 }] } } });
    const second = await specsOf(emulator, `?sinceTime=${first.time}&checksum=${first.checksum}`);
    expect(second.time).toBeGreaterThan(first.time);
    await emulator.update(gate);
    const third = await specsOf(emulator);
    expect(third.time).toBeGreaterThan(second.time);
    expect(third.checksum).toBe(first.checksum);
  });

  test('with a mistake is refused, and the last good project stays', async () => {
    const emulator = await emulatorForTest({ project: gate });
    const before = await specsOf(emulator);
    await expect(emulator.update({ gates: { a: { rules: [{ pass: 200 }] } } })).rejects.toMatchObject({
      code: 'project_file_invalid',
      message: 'project: gates.a.rules[0].pass: expected a percentage from 0 to 100, found 200',
    });
    expect(await specsOf(emulator)).toEqual(before);
  });
});

describe('specs as the service sends them', () => {
  const specs = {
    has_updates: true,
    time: 1_767_981_029_384,
    checksum: '123',
    feature_gates: { g: { entity: 'feature_gate' } },
    dynamic_configs: {},
    layer_configs: {},
    condition_map: {},
    experiment_to_layer: {},
  };

  test('are served to the letter', async () => {
    const text = JSON.stringify(specs, undefined, 2).replace(
      '"123"',
      '"123", "big": 9223372036854775807, "float": 1.0',
    );
    const folder = await temporaryFolder({ 'specs.json': text });
    const emulator = await emulatorForTest({ project: join(folder, 'specs.json') });
    const response = await fetch(`${emulator.specsUrl}/k.json`);
    expect(await response.text()).toBe(text);
    expect([...emulator.names.gate]).toEqual(['g']);
  });

  test('get a later time and a checksum of their own when they change', async () => {
    const emulator = await emulatorForTest({ project: specs });
    expect(await specsOf(emulator)).toEqual(specs);
    await emulator.update({ ...specs, feature_gates: { h: { entity: 'feature_gate' } } });
    const changed = await specsOf(emulator, `?sinceTime=${specs.time}&checksum=123`);
    expect(changed).toMatchObject({ feature_gates: { h: {} } });
    expect(changed.time).toBeGreaterThan(specs.time);
    expect(changed.checksum).not.toBe('123');
  });

  test('reach an SDK when they change after the emulator was started anew', async () => {
    const edited = { ...specs, feature_gates: { h: { entity: 'feature_gate' } } };
    const first = await emulatorForTest({ project: specs });
    await first.update(edited);
    const { time, checksum } = await specsOf(first);

    // The clock tells no less than milliseconds.
    await vi.waitUntil(() => Date.now() > time, { interval: 1 });
    const second = await emulatorForTest({ project: edited });
    await second.update(specs);
    const answer = await specsOf(second, `?sinceTime=${time}&checksum=${checksum}`);
    expect(answer).toMatchObject({ has_updates: true, feature_gates: { g: {} } });
  });

  test('without a time of their own get one', async () => {
    const { time: _, has_updates: __, ...rest } = specs;
    const startedAt = Date.now();
    const emulator = await emulatorForTest({ project: rest });
    const { time, ...others } = await specsOf(emulator);
    expect(time).toBeGreaterThanOrEqual(startedAt);
    expect(others).toMatchObject({ has_updates: true, feature_gates: { g: {} } });
  });
});
