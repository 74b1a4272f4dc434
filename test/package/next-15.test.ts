import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from 'statsig-nodekit/emulator';
import { StableIdCookie } from 'statsig-nodekit/request';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { runProgram } from '../samples/support/run-program.js';

/*
 * The package in an application of the oldest Next that it is for: packed, installed beside Next 15 in a folder of its own, compiled
 * against its types, built with webpack, and served. Its middleware has the edge runtime, as it must there.
 */

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
/** Kept from one run to the next, because Next is large. */
const consumer = join(projectRoot, '.cache', 'next-15');
const next = join(consumer, 'node_modules', 'next', 'dist', 'bin', 'next');
const clientSdkKey = 'client-of-page';

/** Exact versions: npm then asks its cache first, and a release of somebody else changes nothing here. */
const packages = [
  'next@15.1.12',
  'react@19.3.1',
  'react-dom@19.3.1',
  '@statsig/react-bindings@3.33.5',
  '@types/node@20.19.43',
  '@types/react@19.3.0',
];

function run(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    // What `npm test` and Vitest set for themselves must not steer the tools of another project.
    env: {
      ...Object.fromEntries(
        Object.entries(process.env).filter(
          ([name]) => !/^(?:npm_|NODE_OPTIONS$|NODE_ENV$|VITEST|FORCE_COLOR$)/i.test(name),
        ),
      ),
      NEXT_TELEMETRY_DISABLED: '1',
      NO_COLOR: '1',
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = `${stdout}${stderr}${error === undefined ? '' : String(error)}`;
  expect(status, output).toBe(0);
  return output;
}

beforeAll(() => {
  run(projectRoot, process.execPath, join(projectRoot, 'scripts', 'build.mjs'), '--if-stale');
  mkdirSync(consumer, { recursive: true });
  for (const name of readdirSync(consumer)) {
    if (name !== 'node_modules') rmSync(join(consumer, name), { recursive: true });
  }
  // Without scripts: `prepack` would build once more.
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', consumer];
  const tarball = run(projectRoot, 'npm', ...pack)
    .trim()
    .split('\n')
    .at(-1);
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true }');
  // Of the same version as the one of the last run, it would be taken for that.
  rmSync(join(consumer, 'node_modules', 'statsig-nodekit'), { recursive: true, force: true });
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
  run(consumer, 'npm', 'install', ...options, `./${tarball}`, ...packages);
  cpSync(join(projectRoot, 'test', 'package', 'next-15'), join(consumer, 'src'), { recursive: true });
  const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  expect(run(consumer, process.execPath, compiler, '-p', 'src')).toBe('');
  // Next would install a compiler of its own for sources that need one.
  rmSync(join(consumer, 'src'), { recursive: true });
  run(consumer, process.execPath, next, 'build');
}, 500_000);

it('serves a page of Next 15, whose visitors have their stable ID from a middleware at the edge', async () => {
  const project = join(projectRoot, 'samples', 'project', 'statsig.yaml');
  const emulator = await startEmulator({ project, port: 0 });
  onTestFinished(() => emulator.close());
  const server = runProgram([process.execPath, next, 'start', consumer, '-p', '0', '-H', 'localhost'], {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    STATSIG_SERVER_KEY: 'secret-of-next-15',
    STATSIG_CLIENT_KEY: clientSdkKey,
    SPECS_URL: emulator.specsUrl,
    LOG_EVENT_URL: emulator.logEventUrl,
  });
  const url = (await server.printed(/Local:\s+(http:\S+)/))[1] ?? '';
  await server.printed(/Ready in/);

  const answer = await fetch(url);
  const page = await answer.text();
  const [stableID = 'none'] = /(?<=id="stable-id">)[^<]+/.exec(page) ?? [];
  expect(page).toContain('<h1>open for ann</h1>');
  expect(page).toContain('<p id="sign">come in</p>');
  expect(answer.headers.get('x-runtime')).toBe('edge');
  expect(answer.headers.getSetCookie()).toEqual([new StableIdCookie({ clientSdkKey }).write(stableID)]);
  expect(server.output()).toContain('withStatsigProxy() follows no `rewrite` on the edge runtime');

  server.signal('SIGTERM');
  expect((await server.ended).signal).toBeNull();
  const exposures = emulator.events().filter(({ eventName }) => eventName === 'statsig::gate_exposure');
  expect(exposures.map(({ user, metadata }) => [user, metadata])).toEqual([
    [
      expect.objectContaining({ userID: 'ann', customIDs: { stableID } }),
      expect.objectContaining({ gate: 'everyone' }),
    ],
  ]);
});

it('has no code of the server in what browsers and the edge load', () => {
  const scriptsIn = (folder: string): string[] =>
    readdirSync(join(consumer, '.next', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(consumer, '.next', folder, name), 'utf8'));
  const browser = scriptsIn('static').join('\n');
  const edge = readFileSync(join(consumer, '.next', 'server', 'middleware.js'), 'utf8');
  // They are the right files.
  expect([browser.includes('come back later'), edge.includes('statsig.stable_id.')]).toEqual([true, true]);
  const code = ['specsSyncIntervalMs', 'STATSIG_SERVER_KEY', 'undici', 'node:crypto', 'node:http', 'node:zlib'];
  expect(code.filter((text) => browser.includes(text) || edge.includes(text))).toEqual([]);
});
