import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${projectRoot}${path}`, 'utf8');
const manifest = JSON.parse(read('package.json'));

/** The folders of `integrations`, each a sub-path of the package. */
const integrations = readdirSync(`${projectRoot}integrations`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted();

/** The folder of each sub-path: those of `integrations`, what they share, and what tests use. */
const folders = new Map([
  ['request', 'lib/request'],
  ['testing', 'lib/testing'],
  ...integrations.map((name): [string, string] => [name, `integrations/${name}`]),
  // Apart from the module, which applications load: it brings the testing kit.
  ['nestjs/testing', 'integrations/nestjs/testing'],
  // Pages, components and proxies are bundled apart from each other.
  ...['pages', 'client', 'proxy', 'static'].map((name): [string, string] => [
    `next/${name}`,
    `integrations/next/${name}`,
  ]),
]);

/** Entries that are for servers. Bundles for browsers get a module that throws, and has none of their names. */
const forServers = new Set(['', '/pages', '/proxy', '/static'].map((entry) => `integrations/next${entry}`));

/** Entries of which bundles for edge runtimes get the part that needs no Node. */
const leanAtTheEdge = new Set(['lib/request', 'integrations/next/proxy']);

/** The pair of conditions that every entry has: each format with its own declarations. */
const entryFor = (folder: string): unknown => ({
  ...(leanAtTheEdge.has(folder) && { 'edge-light': `./dist/esm/${folder}/edge.js` }),
  ...(forServers.has(folder) && { browser: './dist/esm/integrations/next/in-browser.js' }),
  import: { types: `./dist/esm/${folder}/index.d.ts`, default: `./dist/esm/${folder}/index.js` },
  require: { types: `./dist/cjs/${folder}/index.d.ts`, default: `./dist/cjs/${folder}/index.js` },
});

describe('package.json', () => {
  it('exports the core, each integration, itself and nothing else', () => {
    expect(manifest.exports).toEqual({
      '.': entryFor('lib'),
      ...Object.fromEntries([...folders].map(([name, folder]) => [`./${name}`, entryFor(folder)])),
      './package.json': './package.json',
    });
    expect(manifest.main).toBe('./dist/cjs/lib/index.js');
    expect(manifest.types).toBe('./dist/cjs/lib/index.d.ts');
  });

  it('tells the same to compilers that do not read exports', () => {
    const expected = [...folders].map(([name, folder]) => [name, [`./dist/cjs/${folder}/index.d.ts`]]);
    expect(manifest.typesVersions).toEqual({ '*': Object.fromEntries(expected) });
  });

  it('publishes what exports and bin point at', () => {
    for (const path of JSON.stringify([manifest.exports, manifest.bin]).match(/\.\/dist[^"]*/g) ?? []) {
      expect(manifest.files.some((published: string) => path.startsWith(`./${published}/`))).toBe(true);
    }
  });

  it('calls only those entries ones with side effects that import something for its own effect', () => {
    expect(manifest.sideEffects).toEqual([
      // reflect-metadata
      './dist/*/integrations/nestjs/**/*.js',
      // server-only
      './dist/*/integrations/next/index.js',
    ]);
  });

  it('has programs that start with the line that makes them ones', () => {
    for (const path of Object.values<string>(manifest.bin)) {
      expect(read(path.replace('./dist/esm/', '').replace(/\.js$/, '.ts'))).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });

  it('runs in its tests what is published under the same name', async () => {
    const names = ['statsig-nodekit', ...[...folders.keys()].map((name) => `statsig-nodekit/${name}`)];
    const paths = ['lib/index.ts', ...[...folders.values()].map((folder) => `${folder}/index.ts`)];
    for (const [index, name] of names.entries()) {
      const published: object = await import(/* @vite-ignore */ name);
      const source: object = await import(/* @vite-ignore */ `${projectRoot}${paths[index]}`);
      expect(Object.keys(published).length, `${name} exports nothing`).toBeGreaterThan(0);
      expect(published, name).toBe(source);
    }
  });
});

describe('tsconfig.json', () => {
  it('leads each name of the package to its source', () => {
    const paths = /"paths": (\{[^}]*\})/.exec(read('tsconfig.json'))?.[1] ?? '';
    expect(JSON.parse(paths)).toEqual({
      'statsig-nodekit': ['./lib/index.ts'],
      ...Object.fromEntries(
        [...folders].map(([name, folder]) => [`statsig-nodekit/${name}`, [`./${folder}/index.ts`]]),
      ),
    });
  });
});
