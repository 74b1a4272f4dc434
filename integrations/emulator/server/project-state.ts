import { describeLoadError, type LoadedProject, loadProject, loadProjectObject } from '../project-file/load-project.js';
import type { JsonObject, Project } from '../project-file/project.js';
import type { EmulatorLogger } from './emulator-logger.js';
import { type ServedProject, serveProject } from './served-project.js';
import { type FileWatch, watchFiles } from './watch-files.js';

/** Where a project comes from: the path of a project file or of a wire-format payload, or either as an object. */
export type ProjectSource = string | Project | JsonObject;

/**
 * Reads and checks a project.
 * @throws {ProjectFileError} when it cannot be read or has mistakes.
 */
export function loadSource(source: ProjectSource): Promise<LoadedProject> {
  return typeof source === 'string' ? loadProject(source) : loadProjectObject(source);
}

/** How long after a failed reload the next is tried, when no file changes before. */
const retryMs = 1_000;

/** What is served, and the files it comes from. */
export class ProjectState {
  readonly #logger: EmulatorLogger;
  #served: ServedProject;
  #files: readonly string[];
  #path: string | undefined;
  #lastError: string | undefined;
  #watch: FileWatch | undefined;
  #retry: NodeJS.Timeout | undefined;
  #reloading: Promise<void> = Promise.resolve();

  constructor(loaded: LoadedProject, source: ProjectSource, logger: EmulatorLogger) {
    this.#logger = logger;
    this.#served = serveProject(loaded, { nowMs: Date.now() });
    this.#files = loaded.files;
    this.#path = typeof source === 'string' ? source : undefined;
  }

  get served(): ServedProject {
    return this.#served;
  }

  get path(): string | undefined {
    return this.#path;
  }

  get lastError(): string | undefined {
    return this.#lastError;
  }

  replace(loaded: LoadedProject, source: ProjectSource): void {
    this.#served = serveProject(loaded, { nowMs: Date.now(), previous: this.#served });
    this.#files = loaded.files;
    this.#path = typeof source === 'string' ? source : undefined;
    this.#lastError = undefined;
    this.#watch?.setFiles(this.#files);
  }

  watch(): void {
    this.#watch = watchFiles(this.#files, () => this.#enqueueReload());
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#watch?.close();
    this.#watch = undefined;
  }

  /** One after the other: of two quick edits the second must win. */
  #enqueueReload(): void {
    clearTimeout(this.#retry);
    this.#reloading = this.#reloading.then(() => this.#reload());
  }

  /** Never rejects: a broken edit is reported once, and the last good project stays. */
  async #reload(): Promise<void> {
    const path = this.#path;
    if (path === undefined || this.#watch === undefined) return;
    const before = this.#served;
    try {
      const loaded = await loadProject(path);
      if (this.#path !== path) return;
      const hadError = this.#lastError !== undefined;
      this.replace(loaded, path);
      if (this.#served !== before || hadError) this.#logger.info(`${path} was reloaded`);
    } catch (error) {
      const message = describeLoadError(error);
      // What is wrong may be in a file that the project names only since this edit, and that nobody watches yet.
      if (this.#watch !== undefined) this.#retry = setTimeout(() => this.#enqueueReload(), retryMs).unref();
      if (message === this.#lastError) return;
      this.#lastError = message;
      this.#logger.error(`${message}\n${path} was not reloaded; the last good version is still served`);
    }
  }
}
