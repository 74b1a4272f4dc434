import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What the official client is asked to do. */
export interface OfficialJob {
  readonly sdkKey: string;
  readonly urls: { readonly specsUrl: string; readonly logEventUrl: string; readonly idListsUrl: string };
  readonly options?: { readonly environment?: string };
  readonly users: readonly Readonly<Record<string, unknown>>[];
  readonly plan: {
    readonly gates: readonly string[];
    readonly configs: readonly string[];
    readonly experiments: readonly string[];
    /** The parameters to read, by layer. */
    readonly layers: Readonly<Record<string, readonly string[]>>;
    /** The parameters to read, by store. */
    readonly stores: Readonly<Record<string, readonly string[]>>;
  };
  /** Logged for the first user, who is then also asked for every gate with exposures on. */
  readonly events: readonly { readonly name: string; readonly value: unknown; readonly metadata: unknown }[];
}

/** One outcome. */
export interface OfficialAnswer {
  readonly value: unknown;
  readonly ruleID: string;
  readonly reason: string;
  readonly groupName?: string | null;
  readonly allocated?: string | null;
}

/** What the official client answered: one entry per user. */
export interface OfficialReply {
  readonly initialized: { readonly isSuccess: boolean; readonly error?: string };
  readonly answers: readonly {
    readonly gates: Readonly<Record<string, OfficialAnswer>>;
    readonly configs: Readonly<Record<string, OfficialAnswer>>;
    readonly experiments: Readonly<Record<string, OfficialAnswer>>;
    readonly layers: Readonly<Record<string, OfficialAnswer>>;
    readonly stores: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }[];
}

/** Nothing to evaluate: a start for plans. */
export const emptyPlan: OfficialJob['plan'] = { gates: [], configs: [], experiments: [], layers: {}, stores: {} };

let keys = 0;

/** Runs a job with the official package in a child process, under a key that no other job has. */
export async function runOfficialClient(job: Omit<OfficialJob, 'sdkKey'>): Promise<OfficialReply> {
  const child = fork(fileURLToPath(new URL('./official-client.mjs', import.meta.url)), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  try {
    return await new Promise<OfficialReply>((resolve, reject) => {
      child.once('message', (reply: OfficialReply | { readonly failure: string }) => {
        if ('failure' in reply) reject(new Error(reply.failure));
        else resolve(reply);
      });
      child.once('exit', (code) => reject(new Error(`the official client ended with exit status ${code}`)));
      child.send({ ...job, sdkKey: `secret-emulator-${process.pid}-${(keys += 1)}` });
    });
  } finally {
    child.kill('SIGKILL');
  }
}
