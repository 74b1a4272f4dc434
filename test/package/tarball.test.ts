// cspell:ignore ERESOLVE

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/*
 * The package as its users get it: packed, checked by publint and attw, installed in a project far from this one, loaded
 * in both formats and compiled against.
 */

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const fromRoot = (...parts: string[]): string => join(projectRoot, ...parts);
const manifest = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));

/** `statsig-nodekit` and each of its sub-paths that holds code. */
const entries: string[] = Object.keys(manifest.exports)
  .filter((path) => path !== './package.json')
  .map((path) => path.replace(/^\./, 'statsig-nodekit'));

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'statsig-nodekit-tarball-')));
const consumer = join(scratch, 'consumer');
let tarball = '';
let packed: { files: { path: string; size: number }[]; unpackedSize: number; size: number };

interface Outcome {
  readonly status: number | null;
  /** Standard output and error together. */
  readonly output: string;
  readonly stdout: string;
}

function run(cwd: string, command: string, ...args: readonly string[]): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    // What `npm test` set for its own scripts must not steer the npm of another project.
    env: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_OPTIONS$|VITEST)/i.test(name)),
    ),
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, output: `${stdout}${stderr}${error === undefined ? '' : String(error)}` };
}

const node = (...args: string[]): Outcome => run(consumer, process.execPath, ...args);

function install(...packages: string[]): void {
  const outcome = run(consumer, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...packages);
  expect(outcome, outcome.output).toMatchObject({ status: 0 });
}

/** The version of a development dependency, so that the scratch project gets what is in the npm cache already. */
const pinned = (name: string): string =>
  `${name}@${JSON.parse(readFileSync(fromRoot('node_modules', name, 'package.json'), 'utf8')).version}`;

beforeAll(() => {
  const built = run(projectRoot, process.execPath, fromRoot('scripts', 'build.mjs'), '--if-stale');
  expect(built, built.output).toMatchObject({ status: 0 });
  // Without scripts: `prepack` would build once more.
  const outcome = run(projectRoot, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', scratch);
  expect(outcome, outcome.output).toMatchObject({ status: 0 });
  // An array up to npm 10, later an object by package name.
  [packed] = Object.values(JSON.parse(outcome.stdout)) as [typeof packed];
  tarball = join(scratch, `${manifest.name}-${manifest.version}.tgz`);

  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
  install(tarball);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** How the consumer's programs are compiled. */
const compilerOptions = [
  '--ignoreConfig',
  '--target',
  'ES2023',
  '--module',
  'nodenext',
  '--types',
  'node',
  '--strict',
  '--noEmit',
];

describe('the tarball', () => {
  it('holds the two builds, what npm always adds, and nothing else', () => {
    const isExpected = (path: string): boolean =>
      /^dist\/(?:esm|cjs)\/(?:lib|integrations)\/.+(?:\.d\.ts|\.js|\.js\.map)$/.test(path) ||
      ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/cjs/package.json'].includes(path);
    const paths = packed.files.map((file) => file.path);
    expect(paths.filter((path) => !isExpected(path))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md', 'dist/cjs/package.json']));
    process.stdout.write(
      `\ntarball: ${packed.size} bytes packed, ${packed.unpackedSize} unpacked, ${paths.length} files\n`,
    );
  });

  it('satisfies publint, with warnings as errors', () => {
    const outcome = run(
      projectRoot,
      process.execPath,
      fromRoot('node_modules', 'publint', 'src', 'cli.js'),
      tarball,
      '--strict',
    );
    expect(outcome, outcome.output).toMatchObject({ status: 0 });
    expect(outcome.output).toContain('All good!');
  });

  it('satisfies attw in every way of resolving modules, with no rule ignored', () => {
    const attw = fromRoot('node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
    const outcome = run(
      projectRoot,
      process.execPath,
      attw,
      tarball,
      '--no-definitely-typed',
      '--no-color',
      '--no-emoji',
      '--format',
      'table-flipped',
    );
    expect(outcome, outcome.output).toMatchObject({ status: 0 });
    expect(outcome.output).toContain('No problems found');
  });
});

describe('installed alone', () => {
  it('brings none of the frameworks', () => {
    for (const name of Object.keys(manifest.peerDependencies)) {
      expect(() => statSync(join(consumer, 'node_modules', name))).toThrow('ENOENT');
    }
  });

  it.each(entries.filter((entry) => !/\/(?:nestjs\b|next$|next\/client$|next\/proxy$)/.test(entry)))(
    'loads %s without any framework',
    (entry) => {
      expect(node('--input-type=module', '-e', `await import('${entry}')`)).toEqual({
        status: 0,
        stdout: '',
        output: '',
      });
    },
  );

  it('has a program that explains itself', () => {
    const program = join(consumer, 'node_modules', '.bin', Object.keys(manifest.bin)[0] ?? '');
    const outcome = run(consumer, program, '--help');
    expect(outcome, outcome.output).toMatchObject({ status: 0 });
    expect(outcome.stdout).toContain('statsig-nodekit emulator');
    expect(run(consumer, program, '--version').stdout).toContain(manifest.version);
  });
});

describe('installed in an empty folder beside Next 16 and React 19', () => {
  it('meets no conflict of versions', () => {
    const folder = join(scratch, 'beside-next');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true }');
    // The tree of packages is found as at the beginning of each installation, and refused when versions conflict.
    const options = ['--package-lock-only', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
    const beside = ['next', 'react', 'react-dom', '@statsig/react-bindings'].map(pinned);
    const { status, output } = run(folder, 'npm', 'install', ...options, ...beside, tarball);
    expect(status, output).toBe(0);
    expect(output).not.toMatch(/ERESOLVE|peer/i);
  });
});

describe('installed with its frameworks', () => {
  beforeAll(() => {
    // The declarations of Express and React are packages of their own.
    install(
      ...[...Object.keys(manifest.peerDependencies), '@types/express', '@types/node', '@types/react'].map(pinned),
    );
  });

  it('has one entry that is for servers of Next alone, and says so elsewhere', () => {
    const outcome = node('--input-type=module', '-e', "await import('statsig-nodekit/next')");
    expect(outcome.status).toBe(1);
    expect(outcome.output).toContain('This module cannot be imported from a Client Component module.');
  });

  it.each(entries.filter((entry) => !entry.endsWith('/next')))(
    'gives the same names to import and require of %s',
    (entry) => {
      const imported = node(
        '--input-type=module',
        '-e',
        `console.log(Object.keys(await import('${entry}')).join('\\n'))`,
      );
      const required = node('--input-type=commonjs', '-e', `console.log(Object.keys(require('${entry}')).join('\\n'))`);
      expect(imported, imported.output).toMatchObject({ status: 0 });
      expect(required, required.output).toMatchObject({ status: 0 });
      const names = imported.stdout.trim().split('\n');
      expect(names.length).toBeGreaterThan(0);
      expect(required.stdout.trim().split('\n').toSorted()).toEqual(names.toSorted());
      // A loader warning would be the user's to explain.
      expect(imported.output + required.output).toBe(imported.stdout + required.stdout);
    },
  );

  it('reaches nothing but its sub-paths', () => {
    const outcome = node('--input-type=module', '-e', "await import('statsig-nodekit/dist/esm/lib/index.js')");
    expect(outcome.status).toBe(1);
    expect(outcome.output).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it.each([
    ['ES module', 'module', "import { Statsig } from 'statsig-nodekit';"],
    ['CommonJS', 'commonjs', "const { Statsig } = require('statsig-nodekit');"],
  ])('evaluates as an %s', (_, type, load) => {
    const program = `${load}
      const client = new Statsig('secret-tarball', { bootstrapSpecs: ${JSON.stringify(oneOpenGate)}, disableNetwork: true });
      client.initialize().then(async ({ isSuccess }) => {
        console.log(isSuccess, client.checkGate({ userID: 'a' }, 'open'), client.checkGate({ userID: 'a' }, 'unknown'));
        await client.shutdown();
      });`;
    const outcome = node(`--input-type=${type}`, '-e', program);
    expect(outcome, outcome.output).toMatchObject({ status: 0, stdout: 'true true false\n' });
  });

  it('shares one client among its two formats', () => {
    const program = `import { createRequire } from 'node:module';
      import { Statsig } from 'statsig-nodekit';
      const required = createRequire(import.meta.url)('statsig-nodekit').Statsig;
      const client = required.newShared('secret-tarball', { disableNetwork: true });
      console.log(required !== Statsig, Statsig.hasShared(), Statsig.shared() === client);
      console.log(Statsig.newShared('secret-tarball', { outputLogLevel: 'none' }) === client);
      Statsig.removeSharedInstance();
      console.log(required.hasShared());`;
    writeFileSync(join(consumer, 'shared.mjs'), program);
    const outcome = node('shared.mjs');
    expect(outcome, outcome.output).toMatchObject({ status: 0, output: 'true true true\ntrue\nfalse\n' });
  });

  it.each([
    ['an ES module', 'mjs', (name: string, from: string) => `import { ${name} } from '${from}';`],
    ['a CommonJS module', 'cjs', (name: string, from: string) => `const { ${name} } = require('${from}');`],
  ])(
    'serves tests of node:test from %s, with clocks that stand still and clients that nobody ends',
    (_, format, load) => {
      const file = `shop.test.${format}`;
      writeFileSync(join(consumer, file), shopTest(load));
      const outcome = node('--test', '--test-reporter=tap', file);
      expect(outcome, outcome.output).toMatchObject({ status: 0 });
      expect(outcome.output).toMatch(/^# pass 2$/m);
      expect(outcome.output).not.toMatch(/leak/i);
    },
  );

  it.each([
    ['nodenext', { module: 'nodenext', moduleResolution: 'nodenext' }, ['consumer.mts', 'consumer.cts']],
    ['node20', { module: 'node20', moduleResolution: 'node16' }, ['consumer.mts', 'consumer.cts']],
    ['a bundler', { module: 'esnext', moduleResolution: 'bundler' }, ['consumer.mts']],
  ])('type-checks under isolatedModules for %s', (_, moduleOptions, files) => {
    for (const file of files) writeFileSync(join(consumer, file), consumerSource);
    writeFileSync(
      join(consumer, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          ...moduleOptions,
          target: 'ES2023',
          lib: ['ES2023'],
          types: ['node'],
          strict: true,
          isolatedModules: true,
          noEmit: true,
          // The declarations of the frameworks are theirs to keep clean; ours are checked below.
          skipLibCheck: true,
        },
        files,
      }),
    );
    const outcome = node(fromRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.');
    expect(outcome, outcome.output).toMatchObject({ status: 0, output: '' });
    for (const file of files) {
      writeFileSync(
        join(consumer, file),
        `${consumerSource}const wrong: number = new Statsig('secret-types');\nvoid wrong;\n`,
      );
    }
    const wrong = node(fromRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.');
    expect(wrong.output.match(/TS2322: Type 'Statsig' is not assignable to type 'number'/g)).toHaveLength(files.length);
  });

  it.each([
    ['an ES module', 'typed.mts'],
    ['a CommonJS module', 'typed.cts'],
  ])('checks the names that %s declares', (_, file) => {
    writeFileSync(join(consumer, file), typedSource);
    const decorators = ['--experimentalDecorators', '--emitDecoratorMetadata', '--skipLibCheck', '--pretty', 'false'];
    const outcome = node(fromRoot('node_modules', 'typescript', 'bin', 'tsc'), ...compilerOptions, ...decorators, file);
    expect(outcome, outcome.output).toMatchObject({ status: 0, output: '' });
  });

  it('has declarations without errors of their own', () => {
    writeFileSync(join(consumer, 'consumer.mts'), consumerSource);
    const { output } = node(fromRoot('node_modules', 'typescript', 'bin', 'tsc'), ...compilerOptions, 'consumer.mts');
    // Whatever else there is to complain about, it is not the options, or nothing was compiled.
    expect(output).not.toContain('error TS5');
    expect(output.split('\n').filter((line) => line.includes('node_modules/statsig-nodekit/'))).toEqual([]);
  });
});

/** Tests as an application has them. */
const shopTest = (load: (names: string, from: string) => string): string => `
${load('test', 'node:test')}
${load('deepStrictEqual, throws', 'node:assert')}
${load('Statsig', 'statsig-nodekit')}
${load('createTestStatsig, group', 'statsig-nodekit/testing')}

const ann = { userID: 'ann' };

test('a shop', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] });
  const statsig = createTestStatsig({ gates: { open: true }, experiments: { color: group('treatment', { color: 'red' }) } });
  await statsig.initialize();
  deepStrictEqual([statsig instanceof Statsig, statsig.checkGate(ann, 'open')], [true, true]);
  deepStrictEqual(statsig.getExperiment(ann, 'color').get('color', ''), 'red');
  statsig.expectExposure('color').for('ann').inGroup('treatment').times(1);
  throws(() => statsig.expectExposure('closed'), { code: 'ERR_ASSERTION' });
  await statsig.shutdown();
});

test('many clients', async () => {
  for (let number = 0; number < 50; number++) {
    const statsig = createTestStatsig({ gates: { open: (user) => user.userID === 'ann' } });
    if (number % 2 === 0) await statsig.initialize();
    statsig.checkGate(ann, 'open');
    statsig.logEvent(ann, 'bought');
  }
});
`;

/** Uses every entry, and the core as a program would. */
const consumerSource = `${entries.map((entry, index) => `import * as entry${index} from '${entry}';`).join('\n')}
import { Statsig, StatsigUser, type StatsigOptions } from 'statsig-nodekit';

const options: StatsigOptions = { environment: 'production', disableNetwork: true };
const client = new Statsig('secret-types', options);
const user = new StatsigUser({ userID: 'a', custom: { plan: 'pro' } });
export const isOpen: boolean = client.checkGate(user, 'open');
export const names: string[] = [${entries.map((_, index) => `...Object.keys(entry${index})`).join(', ')}];
`;

/** Declares names, and is refused where it uses others. */
const typedSource = `
import { Statsig } from 'statsig-nodekit';
import { Layer } from 'statsig-nodekit/nestjs';

declare module 'statsig-nodekit' {
  interface StatsigTypes {
    gates: 'open';
    layers: { promo: { color: string } };
  }
}

const client = new Statsig('secret-types');
export const isOpen: boolean = client.checkGate({ userID: 'a' }, 'open');
export const color: string = client.getLayer({ userID: 'a' }, 'promo').get('color', 'blue');
// @ts-expect-error -- not declared
client.checkGate({ userID: 'a' }, 'closed');
// @ts-expect-error -- of another type
client.getLayer({ userID: 'a' }, 'promo').get('color', 5);
Layer('promo', 'color', 'blue');
// @ts-expect-error -- not declared
Layer('promo', 'colour', 'blue');
`;

/** The smallest payload with something to evaluate. */
const oneOpenGate = {
  has_updates: true,
  time: 1,
  feature_gates: {
    open: {
      type: 'feature_gate',
      salt: 'salt',
      enabled: true,
      defaultValue: false,
      idType: 'userID',
      entity: 'feature_gate',
      rules: [
        {
          name: 'everyone',
          id: 'everyone',
          salt: 'rule',
          passPercentage: 100,
          conditions: ['everyone'],
          returnValue: true,
          idType: 'userID',
        },
      ],
    },
  },
  dynamic_configs: {},
  layer_configs: {},
  experiment_to_layer: {},
  condition_map: {
    everyone: {
      type: 'public',
      targetValue: null,
      operator: null,
      field: null,
      additionalValues: {},
      idType: 'userID',
    },
  },
};
