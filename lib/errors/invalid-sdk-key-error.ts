import { StatsigError } from './statsig-error.js';

/** The client was made without a usable SDK key. It sends no request; gates are off, and overrides and local specs work. */
export class InvalidSdkKeyError extends StatsigError {
  override readonly name = 'InvalidSdkKeyError';
  readonly code = 'sdk_key_invalid';

  /** @param problem what is wrong with the key, never the key itself: `is empty`, `is a number` */
  constructor(problem: string) {
    super(
      `The SDK key ${problem}, so nothing is requested from Statsig and gates are off. Pass the server secret key ` +
        "(it begins with 'secret-') from the project settings, for example new Statsig(process.env.STATSIG_SERVER_KEY).",
    );
  }
}
