import type { Evaluation, EvaluationOutcome } from './evaluation.js';
import type { KeptDecision } from './kept-decision.js';

/** Where an answer came from, in the words of the official SDK. */
export interface EvaluationDetails {
  /** `Network:Recognized`, `Bootstrap:Unrecognized`, `Uninitialized`, `Persisted` …: the source of the specs and the outcome. */
  readonly reason: string;
  /** When the project had last changed ("last config update time"). Unit: milliseconds since the Unix epoch. */
  readonly lcut: number | null;
  /** When this process took the specs over. Unit: milliseconds since the Unix epoch. */
  readonly receivedAt: number | null;
  /** The version of the gate, config, experiment or layer. */
  readonly version: number | null;
}

/** What a client knows about the specs that decided: those in use, or for a kept decision those of its time. */
export interface SpecsOrigin {
  /** `Uninitialized`, `Loading`, `NoValues`, `Network`, `Bootstrap`, `Adapter(…)`. */
  readonly source: string;
  readonly lcut: number | null;
  readonly receivedAt: number | null;
}

/** The origin of a decision that was kept: its own time, taken over now. */
export function keptOrigin({ timeMs }: KeptDecision, nowMs: number): SpecsOrigin {
  return { source: 'Persisted', lcut: timeMs, receivedAt: nowMs };
}

const outcomeWords = {
  recognized: 'Recognized',
  unrecognized: 'Unrecognized',
  unsupported: 'Unsupported',
} as const satisfies Partial<Record<EvaluationOutcome, string>>;

/** Says of an answer where it came from (evaluation §11). */
export function detailsOf(
  { outcome, version, overrideReason }: Pick<Evaluation, 'outcome' | 'version' | 'overrideReason'>,
  { source, lcut, receivedAt }: SpecsOrigin,
): EvaluationDetails {
  if (outcome === 'too-deep' || outcome === 'failed') {
    const text = outcome === 'too-deep' ? 'Statsig Evaluation Depth Exceeded' : 'Evaluation Failed';
    return { reason: `Error:${text}`, lcut: null, receivedAt: null, version: null };
  }
  if (outcome === 'persisted') return { reason: 'Persisted', lcut, receivedAt, version: version ?? null };
  if (overrideReason !== undefined) {
    return { reason: `${overrideReason}:Recognized`, lcut: lcut ?? 0, receivedAt, version: version ?? null };
  }
  if (source === 'Uninitialized' || source === 'NoValues') {
    return { reason: source, lcut: null, receivedAt: null, version: version ?? null };
  }
  return { reason: `${source}:${outcomeWords[outcome]}`, lcut, receivedAt, version: version ?? null };
}
