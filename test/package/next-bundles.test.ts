import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';
import * as proxyOnNode from 'statsig-nodekit/next/proxy';
import { beforeAll, describe, expect, it } from 'vitest';

/*
 * What bundlers make of the Next entries for browsers and for the edge, by the conditions of `package.json`: the built package, with
 * none of its frameworks.
 */

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const frameworks = ['next/*', 'react', 'react/*', '@statsig/*'];

beforeAll(() => {
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--if-stale'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  expect(built.status, built.stderr).toBe(0);
});

/** The bundle of a program, or what was wrong with it. */
async function bundle(program: string, options: BuildOptions = {}): Promise<{ code: string; errors: string[] }> {
  const { outputFiles, errors } = await build({
    stdin: { contents: program, resolveDir: projectRoot },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    external: frameworks,
    logLevel: 'silent',
    // The names of the package are to lead where its `exports` say, and not to the sources.
    tsconfigRaw: '{}',
    ...options,
  }).catch(({ errors: found }: { readonly errors: { readonly text: string }[] }) => ({
    outputFiles: undefined,
    errors: found,
  }));
  return { code: outputFiles?.[0]?.text ?? '', errors: errors.map(({ text }) => text) };
}

describe('bundles for browsers', () => {
  it.each([
    ['next', 'registerStatsig'],
    ['next/pages', 'withStatsigServerSideProps'],
    ['next/proxy', 'withStatsigProxy'],
    ['next/static', 'staticVariants'],
  ])('are refused with %s, or end with a sentence that says where it belongs', async (entry, name) => {
    const refused = await bundle(`import { ${name} } from 'statsig-nodekit/${entry}'; ${name}();`);
    expect(refused.errors).toEqual([expect.stringMatching(`No matching export in .*in-browser.js.* "${name}"`)]);
    const { code } = await bundle(`import * as all from 'statsig-nodekit/${entry}'; print(all);`, { format: 'iife' });
    expect(code.length).toBeLessThan(1_000);
    expect(() => void runInNewContext(code, { print: () => undefined })).toThrow(
      'A module of statsig-nodekit that is for servers was loaded in a browser.',
    );
  });

  it('are less than 3 kB larger for the provider than for the official SDK', async () => {
    const external = ['react', 'react/*'];
    const hooks = "export { useGateValue, useExperiment, useStatsigClient } from '@statsig/react-bindings';";
    const ours = await bundle(`export { StatsigBootstrapProvider } from 'statsig-nodekit/next/client'; ${hooks}`, {
      external,
    });
    const official = await bundle(`export { StatsigProvider } from '@statsig/react-bindings'; ${hooks}`, { external });
    const alone = await bundle("export * from 'statsig-nodekit/next/client';");
    expect([ours.errors, official.errors, alone.errors]).toEqual([[], [], []]);
    const [with_, without, own] = [ours, official, alone].map(({ code }) => gzipSync(code).length) as [
      number,
      number,
      number,
    ];
    process.stdout.write(`\nclient code: ${own} bytes gzip alone, ${with_} with the official SDK of ${without}\n`);
    expect(own).toBeGreaterThan(100);
    expect(Math.max(own, with_ - without)).toBeLessThan(3_000);
  });
});

describe('bundles for the edge', () => {
  const atTheEdge: BuildOptions = { conditions: ['edge-light', 'worker', 'browser'] };

  it('have a proxy of the same names, without modules of Node and without a client', async () => {
    const { code, errors } = await bundle("export * from 'statsig-nodekit/next/proxy';", atTheEdge);
    expect(errors).toEqual([]);
    expect(code).toContain('statsig.stable_id.');
    const [, exported = ''] = /export\{([^}]*)\};?\s*$/.exec(code) ?? [];
    const names = exported.split(',').map((name) => name.split(' as ').at(-1) ?? '');
    expect(names.toSorted()).toEqual(Object.keys(proxyOnNode).toSorted());
    process.stdout.write(`\nproxy at the edge: ${gzipSync(code).length} bytes gzip\n`);
    expect(gzipSync(code).length).toBeLessThan(5_000);
    expect(code).not.toMatch(/specsSyncIntervalMs|STATSIG_SERVER_KEY/);
  });
});
