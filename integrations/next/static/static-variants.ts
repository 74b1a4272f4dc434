import type { StatsigView } from 'statsig-nodekit';
import { PathPattern } from '../proxy/path-pattern.js';
import {
  checkRuleOptions,
  isQuiet,
  type RewriteDecision,
  type RewriteExposures,
  type RewriteRule,
} from '../proxy/rewrite-rule.js';
import { type Answers, listVariants, type PageFlags, signVariant } from './variant-list.js';

/** What `staticVariants` takes. */
export interface StaticVariantsOptions<
  Gate extends string = string,
  Groups extends Readonly<Record<string, readonly string[]>> = Readonly<Record<string, readonly string[]>>,
> {
  /** The path that visitors ask for: `/pricing`. Its variants are below it, at `/pricing/[variant]`. */
  readonly page: string;
  /** The gates that the page knows. Each doubles the number of variants. @default none */
  readonly gates?: readonly Gate[] | undefined;
  /** The experiments that the page knows, each with the names of its groups. Any other group counts as none. @default none */
  readonly experiments?: Groups | undefined;
  /**
   * Signs the addresses of variants: at least 16 characters, the same for the build and for all servers.
   * @default the environment variable `STATSIG_VARIANTS_SECRET`
   */
  readonly secret?: string | undefined;
  /**
   * Who logs exposures: the browser, when the page asks for the flags by hooks, or the proxy, when it answers with a document.
   * @default 'client'
   */
  readonly exposures?: RewriteExposures | undefined;
}

/** The answers that one variant of a page is for. */
export interface StaticVariant<Gate extends string, Groups extends Readonly<Record<string, readonly string[]>>> {
  readonly gates: Readonly<Record<Gate, boolean>>;
  /** The visitor's group in each experiment; null for one who is in none that the page knows. */
  readonly groups: { readonly [Name in keyof Groups]: Groups[Name][number] | null };
}

/** The variants of one static page. A rule for `rewrite` of `withStatsigProxy`, too. */
export interface StaticVariants<
  Gate extends string = string,
  Groups extends Readonly<Record<string, readonly string[]>> = Readonly<Record<string, readonly string[]>>,
> extends RewriteRule {
  /**
   * The parameters of all variants, for `generateStaticParams`, and for the `paths` of `getStaticPaths`.
   * @throws TypeError when no secret is known, which ends the build
   */
  readonly params: () => { readonly variant: string }[];
  /** The answers of a variant by its parameter; undefined for a text that is none, for which the page is to be not found. */
  readonly read: (variant: unknown) => StaticVariant<Gate, Groups> | undefined;
}

/** Shorter ones can be guessed. */
const shortestSecret = 16;

/**
 * The variants of a static page: the page is rendered once for each combination of answers while the application is built, and the
 * proxy leads each visitor to his own. So it is as fast as a static page, and does not change when it comes to life.
 *
 * Put it into a module of its own, which the proxy and the page import. Before there are specs, visitors get the variant with all
 * gates closed and without groups. By its own address a variant is found by those alone who are led there.
 *
 * @throws TypeError while the module is loaded, for more than 32 variants, and for a path that is none
 * @example
 * ```ts
 * export const pricing = staticVariants({
 *   page: '/pricing',
 *   gates: ['free_shipping'],
 *   experiments: { button_color: ['Red', 'Blue'] },
 * });
 * ```
 */
export function staticVariants<
  const Gate extends string = never,
  const Groups extends Readonly<Record<string, readonly string[]>> = Readonly<Record<string, readonly string[]>>,
>({
  page,
  gates = [],
  experiments,
  secret = process.env['STATSIG_VARIANTS_SECRET'],
  exposures,
}: StaticVariantsOptions<Gate, Groups>): StaticVariants<Gate, Groups> {
  checkRuleOptions({ exposures });
  const path = new PathPattern(page);
  if (path.hasRest)
    throw new TypeError(`The page of variants is one path, without "/*"; it was ${JSON.stringify(page)}.`);
  const flags = { gates, experiments: experiments ?? {} };
  const variants = listVariants(page, flags);
  const isKnown = secret !== undefined && secret.length >= shortestSecret;
  if (!isKnown) warnAboutSecret(page);
  const bySign = new Map(isKnown ? variants.map((answers) => [signVariant(secret, page, answers), answers]) : []);
  const below = new PathPattern(`${page === '/' ? '' : page}/*`);
  const signIn = (asked: string): string | undefined => {
    const sign = below.restOf(asked)?.slice(1) ?? '';
    return bySign.has(sign) ? sign : undefined;
  };

  return {
    params: () => {
      if (isKnown) return [...bySign.keys()].map((variant) => ({ variant }));
      throw new TypeError(secretSentence(page));
    },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made of the very names that the types are made of
    read: (variant) => bySign.get(String(variant)) as StaticVariant<Gate, Groups> | undefined,
    concerns: (asked) => isKnown && (path.restOf(asked) !== undefined || signIn(asked) !== undefined),
    decide: (question): RewriteDecision => {
      if (!isKnown) return undefined;
      const sign = signVariant(secret, page, answersFor(question.statsig, flags, isQuiet(exposures, question)));
      const asked = signIn(question.path);
      if (asked !== undefined) return asked === sign ? undefined : 'not-found';
      return { to: below.pathWith(`/${sign}`) };
    },
  };
}

/** The variant that a visitor gets. */
function answersFor(statsig: StatsigView, flags: PageFlags, disableExposureLogging: boolean): Answers {
  const asking = { disableExposureLogging };
  return {
    gates: Object.fromEntries(flags.gates.map((name) => [name, statsig.checkGate(name, asking)])),
    groups: Object.fromEntries(
      Object.entries(flags.experiments).map(([name, groups]) => {
        const { groupName } = statsig.getExperiment(name, asking);
        return [name, groupName !== null && groups.includes(groupName) ? groupName : null];
      }),
    ),
  };
}

function secretSentence(page: string): string {
  return (
    `The variants of ${JSON.stringify(page)} need a secret: set STATSIG_VARIANTS_SECRET to a text of at least ${shortestSecret} ` +
    'characters, the same for the build and for all servers, or give `secret` to staticVariants().'
  );
}

/** A server goes on without: the page alone is not found. */
function warnAboutSecret(page: string): void {
  // oxlint-disable-next-line eslint/no-console -- there is no client here whose log could tell it
  console.warn(`[Statsig] ${secretSentence(page)}`);
}
