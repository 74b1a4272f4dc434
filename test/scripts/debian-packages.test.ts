import { describe, expect, it } from 'vitest';
import { ensureDebianPackages, findProgram, localSystem } from '../../scripts/debian-packages.mjs';

const packages = [
  { package: 'redis-server', binary: 'redis-server', neededBy: 'the data store tests' },
  { package: 'chromium', binary: 'chromium-browser', neededBy: 'the browser tests' },
];

/** A machine on which `apt-get install` puts programs in place, unless it is told to fail. */
function fakeSystem(options: { present?: string[]; mayInstall?: boolean; failures?: number; installs?: string[] }) {
  const present = new Set(options.present ?? []);
  const commands: string[] = [];
  let failures = options.failures ?? 0;
  return {
    commands,
    hasBinary: (binary: string) => present.has(binary),
    mayInstall: () => options.mayInstall ?? true,
    run: (command: string, args: string[]) => {
      commands.push([command, ...args].join(' '));
      if (args[0] !== 'install') return true;
      failures -= 1;
      if (failures >= 0) return false;
      for (const binary of options.installs ?? []) present.add(binary);
      return true;
    },
  };
}

describe('ensureDebianPackages', () => {
  it('does nothing when every program is there', () => {
    const system = fakeSystem({ present: ['redis-server', 'chromium-browser'] });
    const lines: string[] = [];
    expect(ensureDebianPackages(packages, system, (line) => lines.push(line))).toEqual([]);
    expect(system.commands).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('installs what is missing in one go', () => {
    const system = fakeSystem({ present: ['redis-server'], installs: ['chromium-browser'] });
    const lines: string[] = [];
    expect(ensureDebianPackages(packages, system, (line) => lines.push(line))).toEqual([]);
    expect(system.commands).toEqual(['apt-get install -y --no-install-recommends chromium']);
    expect(lines).toEqual(['Installing chromium from Debian …']);
  });

  it('fetches the package lists when a first attempt fails', () => {
    const system = fakeSystem({ failures: 1, installs: ['redis-server', 'chromium-browser'] });
    expect(ensureDebianPackages(packages, system, () => undefined)).toEqual([]);
    expect(system.commands).toEqual([
      'apt-get install -y --no-install-recommends redis-server chromium',
      'apt-get update',
      'apt-get install -y --no-install-recommends redis-server chromium',
    ]);
  });

  it('names what is missing, who needs it and how to get it, where it may not install', () => {
    const system = fakeSystem({ mayInstall: false, present: ['redis-server'] });
    const lines: string[] = [];
    expect(ensureDebianPackages(packages, system, (line) => lines.push(line))).toEqual([packages[1]]);
    expect(system.commands).toEqual([]);
    expect(lines).toEqual([
      'Missing: chromium-browser (Debian package chromium), needed by the browser tests; those tests are skipped.',
      'To install: sudo apt-get install chromium',
    ]);
  });

  it('is content with a program that does as well', () => {
    const system = fakeSystem({ present: ['redis-server', 'google-chrome'] });
    const lines: string[] = [];
    const entries = packages.map((entry) => ({ ...entry, alternatives: ['no-such', 'google-chrome'] }));
    expect(ensureDebianPackages(entries, system, (line) => lines.push(line))).toEqual([]);
    expect({ commands: system.commands, lines }).toEqual({ commands: [], lines: [] });
  });

  it('does not believe apt-get when the program is still missing', () => {
    const system = fakeSystem({ present: ['redis-server'], installs: [] });
    const lines: string[] = [];
    expect(ensureDebianPackages(packages, system, (line) => lines.push(line))).toEqual([packages[1]]);
    expect(lines).toContain('To install: sudo apt-get install chromium');
  });
});

describe('localSystem', () => {
  it('finds programs on the PATH and runs them', () => {
    expect(localSystem.hasBinary('node')).toBe(true);
    expect(localSystem.hasBinary('no-such-program-anywhere')).toBe(false);
    expect(localSystem.run(process.execPath, ['-e', ''])).toBe(true);
    expect(localSystem.run(process.execPath, ['-e', 'process.exit(3)'])).toBe(false);
  });
});

describe('findProgram', () => {
  it('gives the path of the first program that is there, by name or by path', () => {
    const alternatives = ['no-such-either', process.execPath];
    expect(findProgram({ binary: 'no-such-program-anywhere', alternatives })).toBe(process.execPath);
    expect(findProgram({ binary: 'node', alternatives })).toMatch(/[/\\]node$/);
    expect(findProgram({ binary: 'no-such-program-anywhere' })).toBeUndefined();
  });
});
