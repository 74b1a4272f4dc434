import { readFile, stat } from 'node:fs/promises';

import { SpecsFileError } from '../errors/specs-file-error.js';
import { startDeadline } from '../network/request-deadline.js';
import { createRedactor } from '../observability/redact-secrets.js';
import type { SpecFetch, SpecFetchLimits, SpecsCursor, SpecSource } from './spec-source.js';

/** A file may be named after the SDK key, as the service's own address of the specs is. */
const redact = createRedactor([]);

/** Specs from a local JSON file, read again whenever its time of change, its size or the file itself is another. */
export class FileSpecSource implements SpecSource {
  readonly name = 'Adapter(FileBased)';
  readonly #file: string;
  #deliveredVersion: string | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  async fetch({ hasSpecs }: SpecsCursor, { timeoutMs, signal }: SpecFetchLimits): Promise<SpecFetch> {
    const from = { source: this.name, sourceApi: undefined } as const;
    // Looked at before reading: a change in between is then seen at the next poll.
    const version = await this.#version();
    if (hasSpecs && version === this.#deliveredVersion) return { kind: 'no-updates', ...from };
    const document = await this.#read(timeoutMs, signal);
    this.#deliveredVersion = version;
    return { kind: 'payload', document, isAlwaysTaken: true, ...from };
  }

  async #version(): Promise<string> {
    try {
      const { mtimeMs, size, ino } = await stat(this.#file);
      return `${mtimeMs}:${size}:${ino}`;
    } catch (error) {
      throw this.#unreadable(error);
    }
  }

  async #read(timeoutMs: number, callerSignal: AbortSignal | undefined): Promise<string> {
    const deadline = startDeadline(timeoutMs, callerSignal);
    try {
      return await readFile(this.#file, { encoding: 'utf8', signal: deadline.signal });
    } catch (error) {
      throw deadline.ending() === 'timeout'
        ? new SpecsFileError({ file: redact(this.#file), reason: `not read within ${timeoutMs} ms`, cause: error })
        : this.#unreadable(error);
    } finally {
      deadline.dispose();
    }
  }

  #unreadable(error: unknown): SpecsFileError {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
    const reason = code === 'ENOENT' ? 'no such file' : `the system says ${code}`;
    return new SpecsFileError({ file: redact(this.#file), reason, cause: error });
  }
}
