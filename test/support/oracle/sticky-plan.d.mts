import type { EvaluationClient, PlanLabel } from './evaluation-plan.mjs';

/** Options of a call that kept decisions play a part in. Unchecked on purpose: malformed ones are among them. */
export interface StickyCallOptions {
  readonly userPersistedValues?: Readonly<Record<string, unknown>>;
  readonly enforceTargeting?: boolean;
  readonly enforceOverrides?: boolean;
}

/** One call with such options, and the parameters to read from its answer. */
export interface StickyCall {
  readonly api: 'getExperiment' | 'getLayer';
  readonly name: string;
  readonly parameters: readonly string[];
  readonly options: StickyCallOptions;
}

/** What a contestant told its storage: to keep `data`, or to forget where it is null. */
export interface NotedChange {
  readonly key: string;
  readonly configName: string;
  readonly data: unknown;
}

/** The experiment whose decision is the last one noted, and the user that it is made for. */
export const SENTINEL: { readonly experiment: string; readonly userID: string };

/** The calls, in the order in which `answerSticky` returns their answers. */
export function stickyLabels(calls: readonly StickyCall[]): PlanLabel[];

/** Makes the calls for one user. Each answer is canonical JSON text. */
export function answerSticky<User>(
  client: EvaluationClient<User>,
  user: User,
  calls: readonly StickyCall[],
  isLogged: boolean,
): Promise<string[]>;

/** A storage for the option `persistentStorage`, and the changes that it was told of. */
export function notingStorage(): {
  readonly changes: NotedChange[];
  readonly storage: {
    load(): null;
    save(key: string, configName: string, data: unknown): void;
    delete(key: string, configName: string): void;
  };
};

/** Resolves when everything that the calls so far have to tell the storage is among the changes. */
export function allNoted<User>(client: EvaluationClient<User>, user: User, changes: NotedChange[]): Promise<void>;
