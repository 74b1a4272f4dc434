import type { FlagsUsed } from 'statsig-nodekit';
import type { ExposurePolicy } from './exposure-policy.js';

type FlagKind = keyof FlagsUsed;

/** A flag that the server was asked for. */
interface Asked {
  readonly policy: Exclude<ExposurePolicy, 'server'>;
  readonly kind: FlagKind;
  readonly name: string;
}

const words: Readonly<Record<FlagKind, string>> = {
  gates: 'Gate',
  dynamicConfigs: 'Dynamic config',
  experiments: 'Experiment',
  layers: 'Layer',
  parameterStores: 'Parameter store',
};

/**
 * Notices flags of one page that are evaluated but never exposed: their exposure is left to the browser, and the page carries
 * nothing by which the browser could ask for them. For warnings while an application is developed.
 */
export class NeverExposed {
  readonly #asked = new Map<string, Asked>();
  readonly #carried: (FlagsUsed | 'all')[] = [];
  #isShowingTold = false;

  /** A flag was asked for on the server, and its exposure was left to somebody else. */
  noteQuestion(asked: Asked): void {
    this.#asked.set(`${asked.policy} ${asked.kind} ${asked.name}`, asked);
  }

  /** The page carries the values of these flags to the browser; all of them without a list. */
  noteCarried(flags: FlagsUsed | null | undefined): void {
    this.#carried.push(flags ?? 'all');
  }

  /** The page has the browser tell that it is shown. */
  noteShowing(): void {
    this.#isShowingTold = true;
  }

  /** Words for each flag that is never exposed. */
  complaints(): string[] {
    return [...this.#asked.values()].filter((asked) => !this.#mayBeExposed(asked)).map(complaintAbout);
  }

  #mayBeExposed({ policy, kind, name }: Asked): boolean {
    if (policy === 'deferred') return this.#isShowingTold;
    return this.#carried.some((flags) => flags === 'all' || [...(flags[kind] ?? [])].includes(name));
  }
}

function complaintAbout({ policy, kind, name }: Asked): string {
  const why =
    policy === 'deferred'
      ? 'its exposure is logged when the browser tells that the page is shown, and nothing on the page does. Put ' +
        '<StatsigExposures /> or <StatsigBootstrapProvider> on it.'
      : 'the server leaves its exposure to the browser, and the page does not carry it there. Embed it with <StatsigBootstrap> or ' +
        "`props.statsig` (see `flagsUsed`), ask with `exposures: 'server'` or 'deferred', or say `disableExposureLogging: true` " +
        'with the question.';
  return `${words[kind]} "${name}" was evaluated but is never exposed: ${why}`;
}
