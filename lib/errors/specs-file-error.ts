import { StatsigError } from './statsig-error.js';

/** The facts of a {@link SpecsFileError}. */
export interface SpecsFileFacts {
  /** The path as given in the option. */
  readonly file: string;
  /** The short reason, as it reads after a colon: `no such file`. */
  readonly reason: string;
  readonly cause?: unknown;
}

/** The file named by the option `specsFile` is missing or cannot be read. It is tried again at the next poll. */
export class SpecsFileError extends StatsigError {
  override readonly name = 'SpecsFileError';
  readonly code = 'specs_file_unreadable';
  readonly file: string;

  constructor({ file, reason, cause }: SpecsFileFacts) {
    super(
      `The specs file ${JSON.stringify(file)} cannot be read: ${reason}. Check the option specsFile and the rights on ` +
        'the file; it is tried again at the next poll.',
      cause === undefined ? undefined : { cause },
    );
    this.file = file;
  }
}
