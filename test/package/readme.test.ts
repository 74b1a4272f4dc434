import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { extractDocBlocks, type DocBlock } from '../support/doc-blocks.js';

/*
 * Every TypeScript and JavaScript block of README.md, CONTRIBUTING.md and docs/*.md compiles against the package, under
 * the compiler settings of this repository. A word after the language says how:
 *
 *   ```ts             a program of its own: it imports what it uses
 *   ```ts continued   goes on where the previous block of the page ended, and sees its names
 *   ```ts fragment    a piece that stands in a context the page tells in words: only its syntax is checked
 */

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(projectRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];

/** What the compiler has against blocks, as `<document>:<line>: <code>: <message>`. */
function compileBlocks(blocksOf: ReadonlyMap<string, readonly DocBlock[]>): string[] {
  // Inside the project, so that the package's own name and the development dependencies are found.
  mkdirSync(join(projectRoot, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(projectRoot, '.cache', 'doc-blocks-'));
  try {
    const places = new Map<string, { document: string; firstLine: number; kind: DocBlock['kind'] }>();
    for (const [document, blocks] of blocksOf) {
      for (const [index, block] of blocks.entries()) {
        const file = `${document.replaceAll(/[^\w]/g, '-')}-${index}.${block.language === 'ts' ? 'ts' : 'js'}`;
        const { text, linesBefore } = withPredecessors(blocks, index);
        // `export {}` makes a module of a block without imports, so that blocks do not see each other's names.
        writeFileSync(join(folder, file), `${text}\nexport {};\n`);
        places.set(file, { document, firstLine: block.line - linesBefore, kind: block.kind });
      }
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        // A page shows a value and goes on; tests of unused names would ask for clutter.
        compilerOptions: { checkJs: true, noUnusedLocals: false, noUnusedParameters: false, rootDir: '../..' },
        include: ['*.ts', '*.js'],
        exclude: [],
      }),
    );
    const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout.split('\n').flatMap((line) => {
      const [, file = '', row = '', code = '', message = ''] =
        /^(.+?)\((\d+),\d+\): error TS(\d+): (.*)$/.exec(line) ?? [];
      const place = places.get(file);
      if (place === undefined) return /error TS/.test(line) && file === '' ? [line] : [];
      const isSyntax = code.startsWith('1') && code.length === 4;
      if (place.kind === 'fragment' && !isSyntax) return [];
      return [`${place.document}:${Number(row) + place.firstLine - 1}: TS${code}: ${message}`];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text of a block after those that it continues, and how many lines these take. */
function withPredecessors(blocks: readonly DocBlock[], index: number): { text: string; linesBefore: number } {
  const own = blocks[index]?.code ?? '';
  if (blocks[index]?.kind !== 'continued') return { text: own, linesBefore: 0 };
  const before = withPredecessors(blocks, index - 1).text;
  return { text: `${before}\n${own}`, linesBefore: before.split('\n').length };
}

describe('the documents', () => {
  it('have code that compiles', () => {
    const blocksOf = new Map(
      documents
        .filter((path) => existsSync(join(projectRoot, path)))
        .map((path) => [path, extractDocBlocks(readFileSync(join(projectRoot, path), 'utf8'))]),
    );
    const count = [...blocksOf.values()].flat().length;
    process.stdout.write(`\n${count} code blocks in ${blocksOf.size} documents\n`);
    expect(blocksOf.get('README.md')?.filter((block) => block.kind !== 'fragment').length ?? 0).toBeGreaterThan(0);
    expect(compileBlocks(blocksOf)).toEqual([]);
  });
});

describe('the check', () => {
  const compile = (markdown: string): string[] => compileBlocks(new Map([['page.md', extractDocBlocks(markdown)]]));

  it('finds what is wrong in a block and says on which line of the page', () => {
    const page = ['# Page', '', '```ts', 'const n: number = 1;', "const s: number = 'text';", '```', ''].join('\n');
    expect(compile(page)).toEqual([`page.md:5: TS2322: Type 'string' is not assignable to type 'number'.`]);
  });

  it('lets a block go on from the one before, and keeps others apart', () => {
    const page =
      '```ts\nconst first = 1;\n```\n\n```ts continued\nexport const second: string = first;\n```\n\n```ts\nfirst;\n```\n';
    expect(compile(page)).toEqual([
      `page.md:6: TS2322: Type 'number' is not assignable to type 'string'.`,
      `page.md:10: TS2304: Cannot find name 'first'.`,
    ]);
  });

  it('checks only the syntax of a fragment', () => {
    expect(compile('```ts fragment\nunknownName.call();\n```\n')).toEqual([]);
    expect(compile('```ts fragment\nconst a b;\n```\n')).toEqual([`page.md:2: TS1005: ',' expected.`]);
  });

  it('checks JavaScript, and leaves other languages alone', () => {
    expect(compile('```js\nconst n = 1;\nn.missing();\n```\n```sh\nnot code\n```\n')).toEqual([
      `page.md:3: TS2339: Property 'missing' does not exist on type '1'.`,
    ]);
  });

  it('refuses a mark it does not know, and a block that never ends', () => {
    expect(() => extractDocBlocks('text\n```ts contined\n```\n')).toThrow(
      'Line 2: a code block is marked "contined"; known are "continued" and "fragment".',
    );
    expect(() => extractDocBlocks('```ts\ncode\n')).toThrow('The code block that starts on line 1 is not closed.');
  });
});
