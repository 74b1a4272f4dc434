import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../../../../integrations/emulator/cli/run-command.js';
import { temporaryFolder } from '../temporary-folder.js';

/** Runs a command line, and returns how it ended and what it said. */
async function run(...args: string[]) {
  const said = { out: '', err: '' };
  const outcome = await runCommand(args, {
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
  });
  if ('running' in outcome) onTestFinished(() => outcome.running.close());
  return { ...said, outcome };
}

describe('statsig-nodekit', () => {
  test('explains itself', async () => {
    const { out, outcome } = await run('--help');
    expect(out).toContain('statsig-nodekit emulator [--project statsig.yaml] [--port 0]');
    expect(outcome).toEqual({ exitCode: 0 });
  });

  test('tells its version', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await run('--version')).toEqual({ out: `${manifest.version}\n`, err: '', outcome: { exitCode: 0 } });
  });

  test('points from a wrong command line to the help', async () => {
    expect(await run('emulator', '--prt', '3')).toEqual({
      out: '',
      err: 'unknown flag `--prt`; did you mean `--port`?\nTry `statsig-nodekit --help`.\n',
      outcome: { exitCode: 2 },
    });
  });
});

describe('statsig-nodekit check', () => {
  test('lists what is in a valid file', async () => {
    const folder = await temporaryFolder({ 'p.yaml': 'gates: { a: {}, b: {} }\nlayers: { l: { default: {} } }\n' });
    expect(await run('check', join(folder, 'p.yaml'))).toEqual({
      out: `${folder}/p.yaml is valid\n     2 gates             a, b\n     1 layer             l\n`,
      err: '',
      outcome: { exitCode: 0 },
    });
  });

  test('lists the mistakes of all files, and ends with status 1', async () => {
    const folder = await temporaryFolder({ 'a.yaml': 'gates: 3\nfoo: 1\n', 'b.yaml': 'layers: 3\n', 'c.yaml': '{}\n' });
    const { out, err, outcome } = await run('check', ...['a', 'b', 'c'].map((name) => join(folder, `${name}.yaml`)));
    expect(err.replaceAll(`${folder}/`, '').split('\n')).toEqual([
      'a.yaml:1:8: expected a map from names, found 3',
      expect.stringContaining('a.yaml:2:1: unknown key `foo`'),
      'a.yaml: 2 mistakes',
      'b.yaml:1:9: expected a map from names, found 3',
      'b.yaml: 1 mistake',
      '',
    ]);
    expect(out.replaceAll(`${folder}/`, '')).toBe('c.yaml is valid\n  The project is empty.\n');
    expect(outcome).toEqual({ exitCode: 1 });
  });
});

describe('statsig-nodekit emulator', () => {
  test('prints what it serves, and how to point SDKs at it', async () => {
    const gates = Array.from({ length: 14 }, (_, index) => `  gate_${index}: {}\n`).join('');
    const folder = await temporaryFolder({ 'p.yaml': `gates:\n${gates}` });
    const { out, outcome } = await run('emulator', '--project', join(folder, 'p.yaml'), '--no-watch');
    if (!('running' in outcome)) throw new Error('it did not start');
    const { url, specsUrl, logEventUrl, idListsUrl } = outcome.running;
    expect(out).toContain(`Serving ${folder}/p.yaml on ${url}\n`);
    expect(out).toContain('    14 gates             gate_0, gate_1, ');
    expect(out).toContain('gate_11, … 2 more\n');
    expect(out.split(`specsUrl: '${specsUrl}',`)).toHaveLength(3);
    expect(out.split(`logEventUrl: '${logEventUrl}',`)).toHaveLength(3);
    expect(out.split(`enableIdLists: true,\n    idListsUrl: '${idListsUrl}',`)).toHaveLength(3);
    expect((await fetch(`${specsUrl}/secret-local.json`)).status).toBe(200);
  });

  test('says when the port is in use, and ends with status 1', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      taken.close();
    });
    const { port } = taken.address() as AddressInfo;
    const folder = await temporaryFolder({ 'p.yaml': '{}\n' });
    expect(await run('emulator', '--project', join(folder, 'p.yaml'), '--port', String(port))).toEqual({
      out: '',
      err: `Port ${port} on 127.0.0.1 is in use. Stop the program that uses it, or choose another port (0 takes a free one).\n`,
      outcome: { exitCode: 1 },
    });
  });

  test('says what is wrong with the host, and ends with status 1', async () => {
    const folder = await temporaryFolder({ 'p.yaml': '{}\n' });
    expect(await run('emulator', '--project', join(folder, 'p.yaml'), '--host', 'bad.invalid')).toEqual({
      out: '',
      err:
        'Cannot listen on "bad.invalid": no address was found for that name. Give a name or an address of this machine, ' +
        'without scheme and port; 127.0.0.1 serves this machine alone, 0.0.0.0 also others.\n',
      outcome: { exitCode: 1 },
    });
  });

  test('says when there is no project file, and ends with status 1', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'statsig.yaml');
    expect(await run('emulator', '--project', file)).toEqual({
      out: '',
      err: `${file}:1:1: cannot read ${file}: there is no such file\n`,
      outcome: { exitCode: 1 },
    });
  });
});
