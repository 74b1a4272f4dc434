// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './exclusive.mjs';
import { projectRoot } from './project-root.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} LockFile
 * @typedef {{ lock: string, node: string, platform: string }} InstallStamp What `node_modules` was installed for.
 */

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * What an installation made here and now would be stamped with.
 * @param {string} root
 * @returns {InstallStamp}
 */
function currentStamp(root) {
  return {
    lock: createHash('sha256')
      .update(readFileSync(join(root, 'package-lock.json')))
      .digest('hex'),
    node: process.versions.node.split('.')[0] ?? '',
    platform: `${process.platform}-${process.arch}`,
  };
}

/**
 * Whether npm's own record of what it installed names the same packages as the lock file. Packages that the lock file
 * calls optional may be absent: they are for other platforms.
 * @param {LockFile} locked
 * @param {LockFile} installed
 */
export function isSameInstallation(locked, installed) {
  const wanted = locked.packages ?? {};
  const present = installed.packages ?? {};
  const isSame = (/** @type {string} */ path) =>
    wanted[path]?.version === present[path]?.version && wanted[path]?.integrity === present[path]?.integrity;
  return (
    Object.keys(present).every((path) => path in wanted && isSame(path)) &&
    Object.entries(wanted).every(([path, entry]) => path === '' || path in present || entry.optional === true)
  );
}

/**
 * Why `node_modules` must be installed anew, or `undefined` when it may stay. An installation that somebody made by hand
 * from the present lock file is adopted.
 * @param {string} root
 */
export function describeStaleDependencies(root) {
  const stampPath = join(root, 'node_modules', '.setup-stamp.json');
  const recordPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(recordPath)) return 'node_modules is missing';

  const current = currentStamp(root);
  const stamp = existsSync(stampPath) ? /** @type {InstallStamp} */ (readJson(stampPath)) : undefined;
  if (stamp !== undefined && stamp.platform !== current.platform) return `node_modules is for ${stamp.platform}`;
  if (stamp !== undefined && stamp.node !== current.node) return `node_modules is for Node ${stamp.node}`;
  if (stamp?.lock === current.lock) return undefined;
  if (!isSameInstallation(readJson(join(root, 'package-lock.json')), readJson(recordPath))) {
    return 'node_modules does not match package-lock.json';
  }
  writeFileSync(stampPath, JSON.stringify(current));
  return undefined;
}

/**
 * Runs `npm ci` in `root`, with npm's output on standard error.
 * @param {string} root
 * @returns {number | null} npm's exit status, `null` when it could not be started.
 */
function runNpmCi(root) {
  // Development packages and the optional per-platform binaries are needed whatever NODE_ENV or the user's npm settings say.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const npmScript = process.env['npm_execpath'];
  const isNpm = npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript);
  const [command, all] = isNpm ? [process.execPath, [npmScript, ...args]] : ['npm', args];
  const { status, error } = spawnSync(command, all, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && !isNpm,
  });
  if (error !== undefined)
    throw new Error(`npm could not be started (${error.message}). Is it on the PATH?`, { cause: error });
  return status;
}

/**
 * Installs the dependencies named by the lock file unless they are already there.
 * @param {{ root?: string, report: (line: string) => void, install?: (root: string) => number | null | Promise<number | null> }} options
 * @throws with what to do when npm fails.
 */
export async function ensureDependencies({ root = projectRoot, report, install = runNpmCi }) {
  if (describeStaleDependencies(root) === undefined) return;
  await exclusively(
    join(root, '.cache', 'install.lock'),
    async () => {
      const reason = describeStaleDependencies(root);
      if (reason === undefined) return;
      report(`Installing dependencies (${reason}); this takes about a minute …`);
      const status = await install(root);
      if (status !== 0) {
        throw new Error(
          `Installing dependencies failed: \`npm ci\` ended with status ${status}; its own report is above.\n` +
            'Without a connection to the npm registry, `npm ci --offline` works if these versions were installed on this machine before.\n' +
            'If npm says that the lock file and package.json disagree, run `npm install` and commit the lock file.',
        );
      }
      writeFileSync(join(root, 'node_modules', '.setup-stamp.json'), JSON.stringify(currentStamp(root)));
    },
    { report },
  );
}
