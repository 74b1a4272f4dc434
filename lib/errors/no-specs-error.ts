import { StatsigError } from './statsig-error.js';

/** The source of the specs answered that it has nothing new, although nothing is held yet. Defaults are served. */
export class NoSpecsError extends StatsigError {
  override readonly name = 'NoSpecsError';
  readonly code = 'specs_missing';

  /** @param source where specs were asked for, in the words of evaluation details: `Network` */
  constructor(source: string) {
    super(
      `The source of the specs (${source}) answered has_updates: false, although this client holds no specs yet. ` +
        'Defaults are served until a later sync brings specs; check that the project has any.',
    );
  }
}
