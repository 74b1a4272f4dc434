import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  describeStaleDependencies,
  ensureDependencies,
  isSameInstallation,
} from '../../scripts/install-dependencies.mjs';

let root = '';
const lines: string[] = [];
const report = (line: string): number => lines.push(line);
const write = (path: string, content: unknown): void => writeFileSync(join(root, path), JSON.stringify(content));

const locked = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };
const changed = { packages: { '': {}, 'node_modules/a': { version: '2.0.0', integrity: 'sha512-b' } } };
const record = (lock: typeof locked): unknown => ({ packages: { 'node_modules/a': lock.packages['node_modules/a'] } });

/** Stands in for `npm ci`: writes the record that npm leaves in `node_modules`. */
const install =
  (lock: typeof locked) =>
  (where: string): number => {
    expect(where).toBe(root);
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    mkdirSync(join(root, 'node_modules'));
    write('node_modules/.package-lock.json', record(lock));
    return 0;
  };
const mustNotInstall = (): number => {
  throw new Error('nothing was to be installed');
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'setup-'));
  lines.length = 0;
  write('package-lock.json', locked);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('ensureDependencies', () => {
  it('installs in a clone without node_modules, once', async () => {
    await ensureDependencies({ root, report, install: install(locked) });
    expect(lines).toEqual(['Installing dependencies (node_modules is missing); this takes about a minute …']);
    await ensureDependencies({ root, report, install: mustNotInstall });
  });

  it('installs again when the lock file has changed', async () => {
    await ensureDependencies({ root, report, install: install(locked) });
    write('package-lock.json', changed);
    expect(describeStaleDependencies(root)).toBe('node_modules does not match package-lock.json');
    await ensureDependencies({ root, report, install: install(changed) });
    expect(describeStaleDependencies(root)).toBeUndefined();
  });

  it('keeps what somebody installed by hand from the present lock file', async () => {
    install(locked)(root);
    await ensureDependencies({ root, report, install: mustNotInstall });
    write('package-lock.json', changed);
    install(changed)(root);
    await ensureDependencies({ root, report, install: mustNotInstall });
  });

  it('installs again for another Node or platform', async () => {
    await ensureDependencies({ root, report, install: install(locked) });
    const platform = `${process.platform}-${process.arch}`;
    write('node_modules/.setup-stamp.json', { lock: 'x', node: '1', platform });
    expect(describeStaleDependencies(root)).toBe('node_modules is for Node 1');
    write('node_modules/.setup-stamp.json', { lock: 'x', node: '1', platform: 'plan9-mips' });
    expect(describeStaleDependencies(root)).toBe('node_modules is for plan9-mips');
  });

  it('says what to do when npm fails, and tries again the next time', async () => {
    await expect(ensureDependencies({ root, report, install: () => 1 })).rejects.toThrow(
      'Installing dependencies failed: `npm ci` ended with status 1; its own report is above.\n' +
        'Without a connection to the npm registry, `npm ci --offline` works if these versions were installed on this machine before.\n' +
        'If npm says that the lock file and package.json disagree, run `npm install` and commit the lock file.',
    );
    await ensureDependencies({ root, report, install: install(locked) });
  });

  it('installs once when two processes ask at the same time', async () => {
    let count = 0;
    const slowly = async (where: string): Promise<number> => {
      count += 1;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      return install(locked)(where);
    };
    const both = [1, 2].map(async () => ensureDependencies({ root, report, install: slowly }));
    await Promise.all(both);
    expect(count).toBe(1);
  });
});

describe('isSameInstallation', () => {
  const optional = { version: '1.0.0', optional: true };

  it('lets packages for other platforms be absent', () => {
    expect(isSameInstallation({ packages: { ...locked.packages, 'node_modules/b': optional } }, locked)).toBe(true);
  });

  it('misses no other package, finds left-overs and replaced content', () => {
    expect(isSameInstallation(locked, { packages: {} })).toBe(false);
    expect(isSameInstallation({ packages: {} }, { packages: { 'node_modules/b': optional } })).toBe(false);
    const replaced = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-z' } } };
    expect(isSameInstallation(locked, replaced)).toBe(false);
  });
});
