import { StatsigError } from './statsig-error.js';

/** The source of the specs has none, although it could be asked. Defaults are served. */
export class NoSpecsError extends StatsigError {
  override readonly name = 'NoSpecsError';
  readonly code = 'specs_missing';

  /**
   * @param source where specs were asked for, in the words of evaluation details: `Network`
   * @param answer what it did instead, as it reads after the source
   */
  constructor(
    source: string,
    answer: 'answered has_updates: false' | 'holds nothing yet' = 'answered has_updates: false',
  ) {
    super(
      `The source of the specs (${source}) ${answer}, and this client holds no specs. Defaults are served until a later ` +
        'sync brings specs; check that the project has any.',
    );
  }
}
