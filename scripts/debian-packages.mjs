// @ts-check
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * @typedef {object} DebianPackage
 * @property {string} package Name given to `apt-get install`.
 * @property {string} binary A program the package puts on the PATH; it counts as installed when that is found.
 * @property {readonly string[]} [alternatives] Programs that do as well: names on the PATH, or absolute paths.
 * @property {string} neededBy Which tests run only with it, in words that finish "needed by …".
 *
 * @typedef {object} System What installing needs of the machine; tests pass their own.
 * @property {(binary: string) => boolean} hasBinary
 * @property {() => boolean} mayInstall
 * @property {(command: string, args: string[]) => boolean} run True when the command succeeded.
 */

/** What the browser tests drive. Where Debian's is absent, a browser that people have anyway is as good. */
export const chromium = /** @satisfies {DebianPackage} */ ({
  package: 'chromium',
  binary: 'chromium',
  alternatives: [
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  neededBy: 'the browser tests',
});

/** What the tests of the Redis integration start. Homebrew has it under the same name (`brew install redis`). */
export const redisServer = /** @satisfies {DebianPackage} */ ({
  package: 'redis-server',
  binary: 'redis-server',
  alternatives: ['/opt/homebrew/bin/redis-server', '/usr/local/bin/redis-server', 'valkey-server'],
  neededBy: 'the Redis tests',
});

/** Programs beyond npm packages that some tests start. @type {readonly DebianPackage[]} */
export const debianPackages = [chromium, redisServer];

/**
 * Where a program of a package is on this machine; its own first, then the alternatives.
 * @param {Pick<DebianPackage, 'binary' | 'alternatives'>} entry
 * @returns {string | undefined} An absolute path.
 */
export function findProgram({ binary, alternatives = [] }) {
  for (const name of [binary, ...alternatives]) {
    const path = findBinary(name);
    if (path !== undefined) return path;
  }
  return undefined;
}

/**
 * @param {string} binary
 * @returns {string | undefined}
 */
function findBinary(binary) {
  const places = isAbsolute(binary)
    ? [binary]
    : (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, binary));
  return places.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      // Not here; the next place may have it.
      return false;
    }
  });
}

/** This machine: installs with `apt-get` where the process runs as root on a Debian system. @type {System} */
export const localSystem = {
  hasBinary: (binary) => findBinary(binary) !== undefined,
  mayInstall: () => process.getuid?.() === 0 && findBinary('apt-get') !== undefined,
  run: (command, args) =>
    spawnSync(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0,
};

/**
 * Installs the packages whose program is missing where that is allowed, else says which tests will be skipped.
 * Never throws: without a package its tests skip (and fail in CI, see `requirePart`).
 * @param {readonly DebianPackage[]} packages
 * @param {System} system
 * @param {(line: string) => void} report
 * @returns {DebianPackage[]} The packages still missing afterwards.
 */
export function ensureDebianPackages(packages, system, report) {
  const isMissing = (/** @type {DebianPackage} */ entry) =>
    ![entry.binary, ...(entry.alternatives ?? [])].some(system.hasBinary);
  const wanted = packages.filter(isMissing);
  if (wanted.length === 0) return [];

  const names = wanted.map((entry) => entry.package);
  if (system.mayInstall()) {
    report(`Installing ${names.join(', ')} from Debian …`);
    const install = () => system.run('apt-get', ['install', '-y', '--no-install-recommends', ...names]);
    // A fresh container has no package lists, one that has them need not wait for new ones.
    if (!install() && system.run('apt-get', ['update'])) install();
  }

  const missing = wanted.filter(isMissing);
  for (const entry of missing) {
    report(
      `Missing: ${entry.binary} (Debian package ${entry.package}), needed by ${entry.neededBy}; those tests are skipped.`,
    );
  }
  if (missing.length > 0) report(`To install: sudo apt-get install ${missing.map((entry) => entry.package).join(' ')}`);
  return missing;
}
