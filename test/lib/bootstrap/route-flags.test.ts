import { FlagRecorder, RouteFlags } from 'statsig-nodekit';
import { describe, expect, it } from 'vitest';

const nothing = { dynamicConfigs: [], experiments: [], gates: [], layers: [], parameterStores: [] };
const plain = (flags: unknown): unknown => JSON.parse(JSON.stringify(flags ?? null));

/** Sends pages of a route until they are limited. @returns how many were whole */
function learn(routes: RouteFlags, route: string, most = 1000): number {
  for (let pages = 0; pages < most; pages++) if (routes.flagsFor(route) !== undefined) return pages;
  return most;
}

describe('a recorder of flags', () => {
  it('has each name once, by kind, and says whether it is new', () => {
    const flags = new FlagRecorder();
    expect([
      flags.add('gates', 'b'),
      flags.add('gates', 'a'),
      flags.add('gates', 'b'),
      flags.add('layers', 'b'),
    ]).toEqual([true, true, false, true]);
    expect(flags.size).toBe(3);
    expect(plain(flags)).toEqual({ ...nothing, gates: ['a', 'b'], layers: ['b'] });
  });

  it('takes in lists of names, and nothing that is no name', () => {
    const flags = new FlagRecorder();
    expect(flags.addAll({ gates: new Set(['a']), experiments: null, layers: ['l'] })).toBe(true);
    expect(flags.addAll({ gates: ['a'] })).toBe(false);
    expect(flags.addAll({ gates: [5, undefined] as never, dynamicConfigs: 'text' as never })).toBe(false);
    expect(plain(flags)).toEqual({ ...nothing, gates: ['a'], layers: ['l'] });
  });
});

describe('the flags of routes', () => {
  it('are unknown until enough pages have passed without a new name', () => {
    const routes = new RouteFlags({ learnPages: 3 });
    expect(routes.isLearning('/')).toBe(true);
    expect(routes.flagsFor('/')).toBeUndefined();
    routes.note('/', { gates: ['a'] });
    expect(learn(routes, '/')).toBe(3);
    expect(plain(routes.flagsFor('/'))).toEqual({ ...nothing, gates: ['a'] });
    expect(routes.isLearning('/')).toBe(false);
    // Each route learns for itself.
    expect(routes.flagsFor('/other')).toBeUndefined();
  });

  it('are those of nothing where nothing is read', () => {
    const routes = new RouteFlags({ learnPages: 2 });
    expect(learn(routes, '/')).toBe(2);
    expect(plain(routes.flagsFor('/'))).toEqual(nothing);
  });

  it('become wider with a new name, and pages are whole again meanwhile', () => {
    const routes = new RouteFlags({ learnPages: 2, known: { '/': { gates: ['a'] } } });
    expect(plain(routes.flagsFor('/'))).toEqual({ ...nothing, gates: ['a'] });
    routes.noteReads('/', [
      { kind: 'gates', name: 'a', isMissing: false },
      { kind: 'layers', name: 'missed', isMissing: true },
    ]);
    expect(routes.isLearning('/')).toBe(true);
    expect(learn(routes, '/')).toBe(2);
    expect(plain(routes.flagsFor('/'))).toEqual({ ...nothing, gates: ['a'], layers: ['missed'] });
    routes.noteReads('/', [{ kind: 'gates', name: 'a', isMissing: false }]);
    expect(routes.flagsFor('/')).toBeDefined();
  });

  it('have what every page is to have', () => {
    const routes = new RouteFlags({ learnPages: 1, always: { gates: ['banner'] }, known: { '/': { gates: ['a'] } } });
    expect(plain(routes.flagsFor('/'))).toEqual({ ...nothing, gates: ['a', 'banner'] });
    expect(learn(routes, '/new')).toBe(1);
    expect(plain(routes.flagsFor('/new'))).toEqual({ ...nothing, gates: ['banner'] });
  });

  it('can be kept in a file and taken up again', () => {
    const routes = new RouteFlags({ learnPages: 1 });
    for (const route of ['/', '__proto__', 'constructor']) {
      learn(routes, route);
      routes.note(route, { experiments: [`of ${route}`] });
    }
    const again = new RouteFlags({ known: JSON.parse(JSON.stringify(routes)) as never });
    expect(plain(again.flagsFor('/'))).toEqual({ ...nothing, experiments: ['of /'] });
    expect(plain(again.flagsFor('__proto__'))).toEqual({ ...nothing, experiments: ['of __proto__'] });
    expect(JSON.stringify(again)).toBe(JSON.stringify(routes));
  });

  it('never end learning when told so', () => {
    const routes = new RouteFlags({ learnPages: Infinity, known: { '/': {} } });
    expect(learn(routes, '/other')).toBe(1000);
    expect(routes.flagsFor('/')).toBeDefined();
  });

  it.each([0, -1, Number.NaN])('learn from one page when told %s', (learnPages) => {
    expect(learn(new RouteFlags({ learnPages }), '/')).toBe(1);
  });

  it('take from browsers what is a read, of a route that there is, and nothing else', () => {
    const routes = new RouteFlags({ known: { '/': {} } });
    const junk: unknown[] = [
      undefined,
      null,
      'text',
      {},
      [null, 5, 'gates', {}, [], { kind: 'gates' }, { name: 'x' }],
      [
        { kind: 'size', name: 'x' },
        { kind: 'constructor', name: 'x' },
        { kind: 'gates', name: 5 },
      ],
      [{ kind: 'gates', name: 'x'.repeat(251) }],
    ];
    for (const reads of junk) for (const route of ['/', '/other', 5, null, {}]) routes.noteReads(route, reads);
    routes.noteReads('/other', [{ kind: 'gates', name: 'x' }]);
    expect(plain(routes)).toEqual({ '/': nothing });
  });

  it('do not fill the memory, whatever browsers tell and however many addresses there are', () => {
    const routes = new RouteFlags({ known: { '/': {} }, learnPages: 1 });
    for (let page = 0; page < 20; page++) {
      const reads = Array.from({ length: 2000 }, (_, index) => ({ kind: 'gates', name: `junk ${page} ${index}` }));
      routes.noteReads('/', reads);
      routes.note('/', { gates: reads.slice(0, 100).map(({ name }) => name) });
    }
    const { '/': flags } = routes.toJSON();
    expect(flags?.gates.length).toBeLessThan(700);
    // Not worth limiting: such a page is whole, and nothing more is learned of it.
    expect(learn(routes, '/')).toBe(1000);
    expect(routes.isLearning('/')).toBe(false);
    for (let address = 0; address < 5000; address++) routes.flagsFor(`/products/${address}`);
    expect(Object.keys(routes.toJSON()).length).toBe(1000);
    expect(routes.flagsFor('/products/4999')).toBeUndefined();
  });

  it('do not fill the memory by way of many routes; one that lacks a name for it has whole pages', () => {
    const routes = new RouteFlags({ learnPages: 2 });
    const paths = Array.from({ length: 900 }, (_, index) => `/products/${index}`);
    for (const path of paths) {
      routes.flagsFor(path);
      const junk = Array.from({ length: 400 }, (_, index) => ({ kind: 'gates', name: `junk ${index} of ${path}` }));
      routes.noteReads(path, junk);
    }
    const kept = Object.values(routes.toJSON()).reduce((total, { gates }) => total + gates.length, 0);
    expect(kept).toBe(20_000);
    expect(learn(routes, '/products/0')).toBe(2);
    for (const path of ['/products/899', '/products/0']) {
      routes.noteReads(path, [{ kind: 'layers', name: 'late' }]);
      routes.note(path, { gates: ['read on the server'] });
      expect(learn(routes, path)).toBe(1000);
    }
  });

  it.each([
    ['known', { known: { '/': ['a'] } }],
    ['known', { known: { '/': { gate: ['a'] } } }],
    ['known', { known: { '/': null } }],
    ['always', { always: { gates: 'a' } }],
  ])('cannot be made with a wrong %s', (part, options) => {
    expect(() => new RouteFlags(options as never)).toThrow(part);
  });
});
