import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../server/emulator-for-test.js';
import { temporaryFolder } from '../temporary-folder.js';

const program = fileURLToPath(new URL('../../../../dist/esm/integrations/emulator/cli.js', import.meta.url));
const source = fileURLToPath(new URL('../../../../integrations/emulator/cli.ts', import.meta.url));

/** Whether `npm run build` has been run since the program was last edited; `npm test` does it first. */
function isBuilt(): boolean {
  try {
    return statSync(program).mtimeMs > statSync(source).mtimeMs;
  } catch {
    return false;
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly said: { out: string; err: string };
}

function start(...args: string[]): Running {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { child, said };
}

describe.runIf(isBuilt())('the program', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, then closes cleanly', async (signal) => {
    const folder = await temporaryFolder({ 'p.yaml': 'gates: { one: {} }\n' });
    const { child, said } = start('emulator', '--project', join(folder, 'p.yaml'), '--port', '0');
    await eventually('it serves', () => said.out.includes('/__emulator/project'));
    const [, url = ''] = /Serving .* on (\S+)/.exec(said.out) ?? [];
    // Keeps its connection open, as an SDK does between two polls.
    await (await fetch(`${url}/v2/download_config_specs/secret-local.json`)).text();
    await fetch(`${url}/v1/log_event`, { method: 'POST', body: '{"events":[{"eventName":"e"}]}' });

    const exited = once(child, 'exit');
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
    expect(said.out.split('\n').slice(-3)).toEqual(['', 'Closed. 1 event was kept.', '']);
    expect(said.err).toBe('');
  });

  test('ends with the status of the command', async () => {
    const folder = await temporaryFolder({ 'p.yaml': 'gates: 3\n' });
    const { child, said } = start('check', join(folder, 'p.yaml'));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said.err).toBe(`${folder}/p.yaml:1:8: expected a map from names, found 3\n${folder}/p.yaml: 1 mistake\n`);
  });
});
