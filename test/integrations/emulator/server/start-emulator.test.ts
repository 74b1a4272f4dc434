import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Emulator, startEmulator } from 'statsig-nodekit/emulator';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.js';
import { emulatorForTest, eventually, recordingLogger } from './emulator-for-test.js';

interface Report {
  readonly file: string | undefined;
  readonly time: number;
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly lastError: string | null;
}

async function reportOf(emulator: Emulator): Promise<Report> {
  return (await (await fetch(`${emulator.url}/__emulator/project`)).json()) as Report;
}

describe('starting', () => {
  test('says where everything is', async () => {
    const emulator = await emulatorForTest();
    expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(emulator).toMatchObject({
      specsUrl: `${emulator.url}/v2/download_config_specs`,
      logEventUrl: `${emulator.url}/v1/log_event`,
      idListsUrl: `${emulator.url}/v1/get_id_lists`,
    });
    expect(await (await fetch(`${emulator.url}/v1/health`)).json()).toEqual({});
  });

  test('fails on a port in use, and says what to do', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      taken.close();
    });
    const { port } = taken.address() as AddressInfo;
    await expect(startEmulator({ project: {}, port })).rejects.toMatchObject({
      name: 'EmulatorPortInUseError',
      code: 'emulator_port_in_use',
      message: `Port ${port} on 127.0.0.1 is in use. Stop the program that uses it, or choose another port (0 takes a free one).`,
      port,
      host: '127.0.0.1',
    });
  });

  test.each([
    [
      'bad.invalid',
      'Cannot listen on "bad.invalid": no address was found for that name. Give a name or an address of this machine, without ' +
        'scheme and port; 127.0.0.1 serves this machine alone, 0.0.0.0 also others.',
    ],
    [
      'http://127.0.0.1:80',
      'Cannot listen on "http://127.0.0.1:80": no address was found for that name. Give a name or an address of this machine, ' +
        'without scheme and port; 127.0.0.1 serves this machine alone, 0.0.0.0 also others.',
    ],
    [
      // RFC 5737: an address for documentation, which no machine has.
      '203.0.113.7',
      'Cannot listen on "203.0.113.7": it is not an address of this machine. Give a name or an address of this machine, ' +
        'without scheme and port; 127.0.0.1 serves this machine alone, 0.0.0.0 also others.',
    ],
    [
      'x'.repeat(300),
      `Cannot listen on "${'x'.repeat(300)}": the system refused it (EINVAL). Give a name or an address of this machine, ` +
        'without scheme and port; 127.0.0.1 serves this machine alone, 0.0.0.0 also others.',
    ],
  ])('fails on the host %s, and says what to give', async (host, message) => {
    await expect(startEmulator({ project: {}, host })).rejects.toMatchObject({
      name: 'EmulatorListenError',
      code: 'emulator_cannot_listen',
      message,
      host,
      port: 0,
      cause: expect.any(Error) as Error,
    });
  });

  test('fails on a project with mistakes', async () => {
    const folder = await temporaryFolder({ 'p.yaml': 'gates: { a: { enabld: true } }\n' });
    const file = join(folder, 'p.yaml');
    await expect(startEmulator({ project: file })).rejects.toMatchObject({
      code: 'project_file_invalid',
      message: `${file}:1:15: unknown key \`enabld\`; did you mean \`enabled\`?`,
    });
  });

  test('fails on specs that are not JSON', async () => {
    const folder = await temporaryFolder({ 'specs.json': '{"feature_gates": {' });
    const file = join(folder, 'specs.json');
    await expect(startEmulator({ project: file })).rejects.toThrow(
      `${file}:1:20: not valid JSON: expected a key in double quotes or \`}\`, found the end of the file`,
    );
  });

  test('listens on IPv6 when told to', async () => {
    const emulator = await emulatorForTest({ host: '::1' });
    expect(emulator.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${emulator.specsUrl}/k.json`)).status).toBe(200);
  });

  test('knows its own paths only', async () => {
    const { url } = await emulatorForTest();
    const ask = async (path: string, method = 'GET'): Promise<[number, unknown, string | null]> => {
      const response = await fetch(url + path, { method });
      return [response.status, await response.json(), response.headers.get('allow')];
    };
    expect(await ask('/v1/log_evnt')).toEqual([
      404,
      { success: false, error: 'the emulator has no /v1/log_evnt; did you mean `/v1/log_event`?' },
      null,
    ]);
    expect(await ask('/nothing/here')).toEqual([
      404,
      { success: false, error: 'the emulator has no /nothing/here' },
      null,
    ]);
    expect(await ask('/v1/log_event')).toEqual([
      405,
      { success: false, error: '/v1/log_event takes POST, not GET' },
      'POST',
    ]);
    expect((await ask('/__emulator/events', 'POST'))[2]).toBe('GET, DELETE');
  });
});

test('a request that HTTP does not allow is refused, and the server goes on', async () => {
  const logger = recordingLogger();
  const { url } = await emulatorForTest({ logger });
  const { hostname, port } = new URL(url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.end('GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
    );
    text(socket).then(resolve, reject);
  });
  expect(answer).toContain('HTTP/1.1 400 Bad Request');
  expect(answer).toContain('the request has an address, a method or a header that HTTP does not allow');
  expect((await fetch(`${url}/v1/id_list_file/%E0`)).status).toBe(404);
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  expect(logger.errors).toEqual([]);
});

describe('closing', () => {
  test('ends open connections, and may be done twice', async () => {
    const emulator = await startEmulator({ project: {} });
    await fetch(`${emulator.specsUrl}/k.json`);
    await Promise.all([emulator.close(), emulator.close()]);
    await emulator.close();
    await expect(fetch(`${emulator.specsUrl}/k.json`)).rejects.toThrow('fetch failed');
  });
});

describe('an edit of the project file', () => {
  const gateNamed = (name: string): string => `gates:\n  ${name}: {}\n`;

  async function watched(project: string, more: Readonly<Record<string, string>> = {}) {
    const folder = await temporaryFolder({ 'p.yaml': project, ...more });
    const file = join(folder, 'p.yaml');
    const logger = recordingLogger();
    const emulator = await emulatorForTest({ project: file, logger });
    const serves = (name: string) => eventually(`serves ${name}`, () => emulator.names.gate.has(name));
    return { folder, file, logger, emulator, serves };
  }

  test('is served', async () => {
    const { file, logger, emulator, serves } = await watched(gateNamed('one'));
    const before = await reportOf(emulator);
    await writeFile(file, gateNamed('two'));
    await serves('two');
    const after = await reportOf(emulator);
    expect(after.time).toBeGreaterThan(before.time);
    expect(after).toMatchObject({ file, names: { gates: ['two'] }, lastError: null });
    expect(logger.infos).toEqual([`${file} was reloaded`]);
  });

  test('is served when the editor renames a new file over the old one, again and again', async () => {
    const { folder, file, serves } = await watched(gateNamed('one'));
    for (const name of ['two', 'three', 'four']) {
      await writeFile(join(folder, 'p.yaml.tmp'), gateNamed(name));
      await rename(join(folder, 'p.yaml.tmp'), file);
      await serves(name);
    }
  });

  test('that breaks it keeps the last good version, and is reported once', async () => {
    const { file, logger, emulator, serves } = await watched(gateNamed('one'));
    await writeFile(file, 'gates:\n  two: { enabled: 3 }\n');
    await eventually('an error is reported', () => logger.errors.length > 0);
    const complaint = `${file}:2:19: expected true or false, found 3`;
    expect(logger.errors).toEqual([`${complaint}\n${file} was not reloaded; the last good version is still served`]);
    expect(await reportOf(emulator)).toMatchObject({ names: { gates: ['one'] }, lastError: complaint });

    await writeFile(file, gateNamed('two'));
    await serves('two');
    expect(await reportOf(emulator)).toMatchObject({ lastError: null });
    expect(logger.errors).toHaveLength(1);
  });

  test('that goes back to what is served clears the error', async () => {
    const { file, logger, emulator } = await watched(gateNamed('one'));
    const before = await reportOf(emulator);
    await writeFile(file, 'gates: 3\n');
    await eventually('an error is reported', () => logger.errors.length > 0);
    await writeFile(file, gateNamed('one'));
    await eventually('the error is cleared', async () => (await reportOf(emulator)).lastError === null);
    expect(await reportOf(emulator)).toEqual(before);
  });

  test('that removes the file is reported, and its return is noticed', async () => {
    const { file, logger, serves } = await watched(gateNamed('one'));
    await rm(file);
    await eventually('an error is reported', () => logger.errors.length > 0);
    expect(logger.errors[0]).toContain('there is no such file');
    await writeFile(file, gateNamed('two'));
    await serves('two');
  });

  test('may be one of the files that it names', async () => {
    const project = 'segments: { s: { idListFile: ./ids.txt } }\n';
    const { folder, emulator } = await watched(project, { 'ids.txt': 'ann\n' });
    const size = async (): Promise<number> => {
      const manifest = (await (await fetch(emulator.idListsUrl, { method: 'POST' })).json()) as { s: { size: number } };
      return manifest.s.size;
    };
    expect(await size()).toBe(10);
    await writeFile(join(folder, 'ids.txt'), 'ann\nbob\n');
    await eventually('the list has grown', async () => (await size()) === 20);
  });

  test('may name a file that is written only afterwards', async () => {
    const { folder, file, logger, emulator } = await watched('gates: { one: {} }\n');
    await writeFile(file, 'segments: { s: { idListFile: ./ids.txt } }\n');
    await eventually('an error is reported', () => logger.errors.length > 0);
    await writeFile(join(folder, 'ids.txt'), 'ann\n');
    await eventually('the list is served', () => emulator.names.segment.has('s'));
    expect(logger.errors).toHaveLength(1);
  });

  test('is not looked for when it should not be', async () => {
    const folder = await temporaryFolder({ 'p.yaml': gateNamed('one') });
    const emulator = await emulatorForTest({ project: join(folder, 'p.yaml'), watch: false });
    await writeFile(join(folder, 'p.yaml'), gateNamed('two'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([...emulator.names.gate]).toEqual(['one']);
  });
});
