import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';
import { describe, expect, it } from 'vitest';

const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** One program for a browser, bundled as an application would bundle it. */
async function bundle(program: string): Promise<string> {
  const options: BuildOptions = {
    stdin: { contents: program, resolveDir: projectRoot },
    alias: { 'statsig-nodekit/browser': `${projectRoot}integrations/browser/index.ts` },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2020',
    tsconfigRaw: '{}',
    logLevel: 'error',
  };
  const { outputFiles } = await build(options);
  return outputFiles?.[0]?.text ?? '';
}

describe('the entry for browsers', () => {
  it('is under 2 kB, and under 1 kB on its way, with everything that it has', async () => {
    const everything = await bundle("export * from 'statsig-nodekit/browser';");
    expect(everything).toContain('statsig-bootstrap');
    expect(Buffer.byteLength(everything)).toBeLessThan(2000);
    expect(gzipSync(everything).length).toBeLessThan(1000);
  });

  it('adds nothing to a bundle that does not use it', async () => {
    expect(await bundle("import 'statsig-nodekit/browser';")).toBe('');
  });

  it('needs the types of neither the DOM nor Node, and adds none to the global scope', () => {
    const compiler = `${projectRoot}node_modules/typescript/bin/tsc`;
    const compile = (...args: string[]): string =>
      execFileSync(process.execPath, [compiler, '--ignoreConfig', '--strict', '--noEmit', '--lib', 'ES2022', ...args], {
        cwd: projectRoot,
        encoding: 'utf8',
      });
    const entry = 'integrations/browser/index.ts';
    expect(compile('--module', 'nodenext', '--types', '', '--listFilesOnly', entry)).not.toMatch(/lib\.dom|@types\//);
    expect(compile('--module', 'nodenext', '--types', '', entry)).toBe('');
  });
});
