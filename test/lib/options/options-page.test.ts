import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { aliasesOf } from '../../../lib/options/option-aliases.js';
import { optionTable } from '../../../lib/options/option-table.js';
import { optionsWithoutEffect } from '../../../lib/options/options-without-effect.js';
import { retiredOptions } from '../../../lib/options/retired-options.js';
import { plainCode } from '../../support/plain-code.js';

/*
 * docs/options.md tells of every option: what stands there about types, defaults and other names is what the code says, and
 * the docstrings of `StatsigOptions` say the same.
 */

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const page = read('docs/options.md');
const optionReaders = { ...optionTable, ...optionsWithoutEffect };
const names = Object.keys(optionReaders);

/** An option as it is declared: its type, and the `@default` of its docstring. */
const declared = new Map(
  [
    ...read('lib/options/statsig-options.ts').matchAll(
      /\/\*\*\n((?: {3}\*.*\n)+?) {3}\*\/\n {2}(\w+)\?: (.+) \| undefined;\n/g,
    ),
  ].map(([, docstring = '', name = '', type = '']) => [
    name,
    { type, fallback: /@default (.+)/.exec(docstring)?.[1] ?? 'no default' },
  ]),
);

/** The rows of all tables under a heading that begin with these columns, as cells. */
function rowsBelow(...columns: string[]): string[][] {
  const rows: string[][] = [];
  let isWanted = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) isWanted = false;
    else {
      const cells = line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|'));
      if (columns.every((column, index) => cells[index] === column)) isWanted = true;
      else if (isWanted && !/^-+$/.test(cells[0] ?? '')) rows.push(cells);
    }
  }
  return rows;
}

const rows = rowsBelow('Option', 'Type', 'Default', 'Effect', 'Other names');
const wordsIn = (cell: string): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, word = '']) => word);
const plain = (text: string): string => text.replaceAll('`', '').replaceAll("'", '');

describe('the page of options', () => {
  it('has one row for each option, and nothing else has one', () => {
    expect(rows.map(([name = '']) => plain(name)).toSorted()).toEqual(names.toSorted());
    expect([...declared.keys()].toSorted()).toEqual(names.toSorted());
  });

  it.each(rows.map(([name = '', ...cells]) => [plain(name), cells] as const))('is right about %s', (name, cells) => {
    const [type = '', fallback = '', effect = '', others = ''] = cells;
    const option = declared.get(name);
    expect(plain(type)).toBe(plain(option?.type ?? ''));
    expect(plain(fallback)).toBe(
      plain(option?.fallback ?? '').replace(/^[\d_]+$/, (digits) => digits.replaceAll('_', '')),
    );
    expect(effect).toMatch(/\.$/);
    expect(wordsIn(others).toSorted()).toEqual(camelCaseAliases(name).toSorted());
  });

  it.each(names)('and the docstrings give the default of %s that the code has', (name) => {
    const { fallback } = Reflect.get(optionReaders, name) as { fallback: unknown };
    const told = plain(declared.get(name)?.fallback ?? '').replaceAll(/(?<=\d)_(?=\d)/g, '');
    if (typeof fallback === 'object' || fallback === undefined) expect(told).not.toMatch(/^(?:true|false|\d+)$/);
    else expect(JSON.stringify(fallback)).toBe(/^[\d]+$|^(?:true|false)$/.test(told) ? told : `"${told}"`);
  });

  it('lists the options that are gone', () => {
    const gone = rowsBelow('Option', 'Instead');
    expect(gone.flatMap(([cell = '']) => wordsIn(cell)).toSorted()).toEqual([...retiredOptions.keys()].toSorted());
    for (const [cell = '', instead = ''] of gone) {
      for (const name of wordsIn(cell)) {
        const told = retiredOptions.get(name) ?? 'nothing is lost, and nothing reported.';
        expect(plain(instead).toLowerCase()).toBe(plain(told).toLowerCase());
      }
    }
  });

  it('lists the environment variables that are read', () => {
    const files = readdirSync(new URL('lib/', root), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => [path, read(`lib/${path}`)] as const);
    const sources = files.map(([, source]) => source).join('\n');
    const listed = rowsBelow('Variable', 'Effect').flatMap(([cell = '']) => wordsIn(cell));
    // What other programs set, and is looked at to tell whether HTTP_PROXY is a visitor's.
    const circumstance = 'REQUEST_METHOD';
    const readDirectly = [...sources.matchAll(/environment\['([A-Z_]+)'\]/g)].map(([, name = '']) => name);
    const readInBothCases = [...sources.matchAll(/'((?:https?|all|no)_proxy)'/g)].map(([, name = '']) =>
      name.toUpperCase(),
    );
    expect(new Set(listed)).toEqual(
      new Set([...readDirectly.filter((name) => name !== circumstance), ...readInBothCases]),
    );
    // The variables are handed on from one place, under the name that is searched for above.
    const places = files.filter(([, source]) => /[^(]process\.env\b/.test(plainCode(source))).map(([path]) => path);
    expect(places).toEqual(['network/connection-pool.ts']);
  });
});

/** The other names of an option, without those that are its name in the form of Python. */
function camelCaseAliases(name: string): string[] {
  return aliasesOf(names)
    .filter((entry) => entry.name === name && !entry.alias.includes('_'))
    .map(({ alias }) => alias);
}
