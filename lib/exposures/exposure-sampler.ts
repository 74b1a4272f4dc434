import type { Evaluation } from '../evaluation/evaluation.js';
import { uniformHash } from '../hashing/uniform-hash.js';
import type { UserData } from '../users/user-data.js';
import type { ExposureIdentity } from './exposure-identity.js';
import { exposureKey, ruleKey } from './exposure-key.js';
import type { ExposureRules } from './exposure-rules.js';
import { ExposureWindow } from './exposure-window.js';

/** What an exposure says of having been sampled. */
export interface SamplingNote {
  readonly mode: 'on' | 'shadow';
  /** One in so many is chosen. Undefined: all. */
  readonly rate: number | undefined;
  readonly isChosen: boolean;
}

/** What becomes of an exposure. It says nothing of sampling when it is logged whatever that says. */
export type SamplingDecision = { readonly isLogged: boolean; readonly note?: SamplingNote };

/** Rules of which the first exposure is remembered, at most, as in the official SDK. */
const mostRules = 100_000;

const unsampled: SamplingDecision = { isLogged: true };

/**
 * Leaves out exposures as the project asks (runtime §7.4). Whether a user's is chosen is decided by what is exposed and the
 * user's ids, so that it is the same in every process, whoever asked.
 */
export class ExposureSampler {
  readonly #seenRules = new ExposureWindow(mostRules);

  /** Decides on an exposure that is no duplicate. */
  decide(
    evaluation: Pick<Evaluation, 'forwardAllExposures' | 'hasSeenAnalyticalGate' | 'samplingRate'>,
    {
      identity,
      user,
      rules,
      nowMs,
    }: {
      readonly identity: ExposureIdentity;
      readonly user: Readonly<UserData>;
      readonly rules: ExposureRules;
      readonly nowMs: number;
    },
  ): SamplingDecision {
    const { samplingMode: mode, samplingWindowMs, specialCaseRate } = rules;
    if (mode === 'none' || evaluation.forwardAllExposures || evaluation.hasSeenAnalyticalGate) return unsampled;
    this.#seenRules.current(nowMs, samplingWindowMs);
    if (this.#seenRules.isFirst(ruleKey(identity))) return unsampled;
    const rate = ruleless.has(identity.ruleID) ? specialCaseRate : evaluation.samplingRate;
    const isChosen = isChosenAt(rate, identity, user);
    return { isLogged: isChosen || mode === 'shadow', note: { mode, rate, isChosen } };
  }
}

/** The rule ids of answers that no rule gave. */
const ruleless: ReadonlySet<string> = new Set(['default', 'disabled', '']);

function isChosenAt(rate: number | undefined, identity: ExposureIdentity, user: Readonly<UserData>): boolean {
  if (rate === undefined) return true;
  // As observed of the official SDK: a rate of 0 chooses none.
  return rate > 0 && uniformHash(exposureKey({ ...identity, scope: '' }, user)) % rate === 0;
}
