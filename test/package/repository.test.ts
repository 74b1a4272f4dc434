import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sdkVersion } from '../../lib/version.js';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${projectRoot}${path}`, 'utf8');
const manifest = JSON.parse(read('package.json'));

/** The committed files that are still there. */
const committed = execFileSync('git', ['ls-files', '-z'], { cwd: projectRoot, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(`${projectRoot}${path}`));

/** `path:line` of every line of the committed files that matches. */
function findLines(pattern: RegExp, isWanted: (path: string) => boolean): string[] {
  return committed.filter(isWanted).flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );
}

describe('the lock file', () => {
  const lock = JSON.parse(read('package-lock.json'));

  it('holds no download addresses, so that it works with every registry', () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
    const addressed = Object.entries<{ resolved?: string }>(lock.packages).filter(([, entry]) => 'resolved' in entry);
    expect(addressed.map(([path]) => path)).toEqual([]);
    expect(read('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  });

  it('is for this version and these dependencies', () => {
    const { name, version, dependencies, devDependencies, peerDependencies } = manifest;
    expect(lock.packages['']).toMatchObject({ name, version, dependencies, devDependencies, peerDependencies });
  });
});

describe('the version', () => {
  it('is the same in the sources and in package.json', () => {
    expect(sdkVersion).toBe(manifest.version);
  });

  it('has an entry in the changelog', () => {
    expect(read('CHANGELOG.md').split('\n')).toContainEqual(
      expect.stringMatching(new RegExp(`^## \\[?${manifest.version.replaceAll('.', '\\.')}\\b`)),
    );
  });
});

describe('committed files', () => {
  it('name no path of one machine', () => {
    const machinePath = /(?<![\w.:@-])(?:\/(?:work|root|Users)\/|\/home\/(?!\w*\.)\w|[A-Z]:\\Users\\)/;
    expect(machinePath.test(['cd ', 'work', 'main'].join('/'))).toBe(true);
    expect(findLines(machinePath, (path) => path !== 'package-lock.json')).toEqual([]);
  });

  it('leave nothing to do in the sources', () => {
    expect(findLines(/\b(?:TODO|FIXME|XXX)\b/, (path) => /^(?:lib|integrations|samples)\//.test(path))).toEqual([]);
  });

  it('declare no enums, which isolated compilation and duplicate copies of the package make unsafe', () => {
    const declaration = /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/;
    expect(declaration.test('export const enum Color {')).toBe(true);
    expect(findLines(declaration, (path) => /^(?:lib|integrations)\/.*\.ts$/.test(path))).toEqual([]);
  });
});
