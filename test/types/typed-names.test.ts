import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/*
 * Two programs for the compiler alone, against the declarations that the package is published with: one declares the names
 * of a project, the other does not. Wherever a line is expected to be refused it says so, and the compiler complains when
 * it is not.
 */

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(projectRoot, 'node_modules', '.cache');
let folder = '';

function compile(...options: readonly string[]): { readonly status: number | null; readonly output: string } {
  const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, ...options, '--pretty', 'false'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** Compiles files of this folder against the declarations. */
function compileProgram(
  name: string,
  files: readonly string[],
): { readonly status: number | null; readonly output: string } {
  const settings = {
    extends: join(projectRoot, 'tsconfig.json'),
    compilerOptions: {
      rootDir: projectRoot,
      paths: {
        'statsig-nodekit': [join(folder, 'lib', 'index.d.ts')],
        'statsig-nodekit/request': [join(folder, 'lib', 'request', 'index.d.ts')],
        'statsig-nodekit/testing': [join(folder, 'lib', 'testing', 'index.d.ts')],
        'statsig-nodekit/nestjs': [join(folder, 'integrations', 'nestjs', 'index.d.ts')],
      },
    },
    files: files.map((file) => resolve(projectRoot, 'test', 'types', file)),
    include: [],
    exclude: [],
  };
  const path = join(folder, `tsconfig.${name}.json`);
  writeFileSync(path, JSON.stringify(settings));
  return compile('-p', path);
}

beforeAll(() => {
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'declarations-'));
  const emitted = compile('-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', folder);
  expect(emitted).toEqual({ status: 0, output: '' });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('names and parameters', () => {
  it('are checked where an application declares them', () => {
    const files = ['declared/project-types.ts', 'declared/client.ts', 'declared/nest.ts', 'declared/testing.ts'];
    expect(compileProgram('declared', files)).toEqual({ status: 0, output: '' });
  });

  it('are any where it does not', () => {
    expect(compileProgram('plain', ['plain/client.ts', 'plain/testing.ts'])).toEqual({ status: 0, output: '' });
  });

  it('are checked for no other reason than the declaration', () => {
    // The same file without it: each of its expectations is now in vain, or something else is wrong with the line.
    const { status, output } = compileProgram('undeclared', ['declared/client.ts']);
    expect(status).not.toBe(0);
    expect(output).toMatch(/client\.ts\(\d+,1\): error TS2578: Unused '@ts-expect-error' directive/);
  });

  it('are refused and taken as docs/typed-names.md says', () => {
    const page = readFileSync(join(projectRoot, 'docs', 'typed-names.md'), 'utf8');
    const [declaration = '', uses = ''] = [...page.matchAll(/```mts\n(.*?)```/gs)].map(([, code]) => code);
    expect(uses.match(/\/\/ error/g)).toHaveLength(3);
    const expected = uses.replaceAll(/^(?=.*\/\/ error)/gm, '// @ts-expect-error\n');
    const prelude = `import { Statsig } from 'statsig-nodekit';\nconst statsig = new Statsig('secret');\nconst user = { userID: 'u' };\n`;
    writeFileSync(join(folder, 'declaration.ts'), declaration);
    writeFileSync(join(folder, 'uses.ts'), prelude + expected);
    const files = ['declaration.ts', 'uses.ts'].map((file) => join(folder, file));
    expect(compileProgram('document', files)).toEqual({ status: 0, output: '' });
  });
});
