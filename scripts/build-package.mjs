// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './exclusive.mjs';
import { fromRoot, projectRoot } from './project-root.mjs';

/** @typedef {{ package?: string, samples?: string }} BuildStamp Digests of the inputs that `dist` was built from. */

const stampPath = fromRoot('dist', 'build-stamp.json');
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.cjs.json'];
const compiler = fromRoot('node_modules', 'typescript', 'bin', 'tsc');
const hasSamples = () => existsSync(fromRoot('tsconfig.samples.json'));

/**
 * The files below the given paths, in a stable order, relative to the project.
 * @param {string[]} paths
 */
function listInputs(paths) {
  return paths
    .filter((path) => existsSync(fromRoot(path)))
    .flatMap((path) =>
      /\.\w+$/.test(path)
        ? [path]
        : readdirSync(fromRoot(path), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length)),
    )
    .toSorted();
}

/** @param {string[]} paths */
function digestOf(paths) {
  const digest = createHash('sha256');
  for (const path of listInputs(paths))
    digest
      .update(`${path}\0`)
      .update(readFileSync(fromRoot(path)))
      .update('\0');
  return digest.digest('hex');
}

/** @returns {Required<BuildStamp>} */
function currentStamp() {
  const packageInputs = [...settings, 'lib', 'integrations', 'scripts/build-package.mjs'];
  return {
    package: digestOf(packageInputs),
    samples: digestOf([...packageInputs, 'tsconfig.samples.json', 'samples']),
  };
}

/** @returns {BuildStamp} */
function readStamp() {
  if (!existsSync(stampPath)) return {};
  const stamp = /** @type {BuildStamp} */ (JSON.parse(readFileSync(stampPath, 'utf8')));
  // The folders may have been deleted by hand, the stamp left.
  return {
    ...(existsSync(fromRoot('dist', 'esm')) && existsSync(fromRoot('dist', 'cjs')) && { package: stamp.package }),
    ...(existsSync(fromRoot('dist', 'samples')) && { samples: stamp.samples }),
  };
}

/**
 * Compiles one project into an empty folder, so that files of deleted sources cannot survive.
 * @param {string} project
 * @param {string} outDir
 */
function compile(project, outDir) {
  const { status, stdout, error } = spawnSync(
    process.execPath,
    [compiler, '-p', project, '--outDir', outDir, '--pretty', process.stderr.isTTY ? 'true' : 'false'],
    {
      cwd: projectRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (error !== undefined) throw new Error(`The compiler could not be started: ${error.message}`, { cause: error });
  if (status !== 0)
    throw new Error(
      `${stdout}\nThe build failed: tsc -p ${project} ended with status ${status}. dist is as it was before.`,
    );
}

/**
 * Puts a freshly written folder in the place of an older one. Between the two renames there is a moment without any,
 * which beats a window of seconds with half of the files.
 * @param {string} from
 * @param {string} to
 */
function replaceFolder(from, to) {
  const old = `${from}.old`;
  if (existsSync(to)) renameSync(to, old);
  renameSync(from, to);
  rmSync(old, { recursive: true, force: true });
}

/**
 * Every file of `dist` that `package.json` promises: targets of `exports`, `main`, `types` and `bin`.
 * @param {unknown} manifestPart
 * @returns {string[]}
 */
function listPromisedFiles(manifestPart) {
  if (typeof manifestPart === 'string') return manifestPart.startsWith('./dist/') ? [manifestPart] : [];
  return Object.values(manifestPart ?? {}).flatMap(listPromisedFiles);
}

/** Writes `dist/esm` and `dist/cjs` from the sources. */
function buildPackage() {
  const manifest = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  const staging = fromRoot(`dist-staging-${process.pid}`);
  try {
    compile('tsconfig.build.json', join(staging, 'esm'));
    compile('tsconfig.cjs.json', join(staging, 'cjs'));
    writeFileSync(join(staging, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');

    mkdirSync(fromRoot('dist'), { recursive: true });
    for (const format of ['esm', 'cjs']) replaceFolder(join(staging, format), fromRoot('dist', format));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }

  const { exports, main, types, bin } = manifest;
  const missing = [...new Set(listPromisedFiles({ exports, main, types, bin }))].filter(
    (path) => !existsSync(fromRoot(path)),
  );
  if (missing.length > 0) {
    throw new Error(
      `The build failed: package.json promises files that no source compiles to:\n  ${missing.join('\n  ')}`,
    );
  }
  for (const path of Object.values(bin)) chmodSync(fromRoot(path), 0o755);
}

/** Writes `dist/samples`. After the package: samples see it as its users do, through `exports`. */
function buildSamples() {
  const staging = fromRoot(`dist-staging-${process.pid}`);
  try {
    compile('tsconfig.samples.json', join(staging, 'samples'));
    replaceFolder(join(staging, 'samples'), fromRoot('dist', 'samples'));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * Builds what is missing in `dist` or older than its sources; with `force` everything.
 * @param {{ withSamples: boolean, force?: boolean, report: (line: string) => void }} options
 * @throws with the compiler's report when it finds an error; `dist` then keeps its previous content.
 */
export async function ensureBuilt({ withSamples, force = false, report }) {
  const wantsSamples = withSamples && hasSamples();
  const isStale = () => {
    const stamp = readStamp();
    const current = currentStamp();
    return { package: stamp.package !== current.package, samples: wantsSamples && stamp.samples !== current.samples };
  };
  const first = isStale();
  if (!force && !first.package && !first.samples) return;

  await exclusively(
    fromRoot('.cache', 'build.lock'),
    () => {
      const stale = isStale();
      // Taken before compiling: a source that changes meanwhile must count as newer than this build.
      const stamp = currentStamp();
      let written = readStamp();
      const write = (/** @type {BuildStamp} */ next) => writeFileSync(stampPath, JSON.stringify((written = next)));
      if (force || stale.package) {
        report('Building the package …');
        buildPackage();
        write({ ...written, package: stamp.package });
      }
      if (wantsSamples && (force || stale.package || stale.samples)) {
        report('Building the samples …');
        buildSamples();
        write({ ...written, samples: stamp.samples });
      }
    },
    { report },
  );
}
