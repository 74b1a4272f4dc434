import { FlagRecorder } from './flag-recorder.js';
import { type FlagKind, type FlagsUsed, flagKinds } from './flags-used.js';
import { isNames } from './is-names.js';

/** How routes learn. */
export interface RouteFlagsOptions {
  /**
   * What is known from the start, by route: the JSON of earlier `RouteFlags`, from a file of the application for example. Such
   * routes are limited from their first page on.
   * @default nothing
   */
  readonly known?: Readonly<Record<string, FlagsUsed>> | undefined;
  /** Names that every page gets, whatever was read: of flags that are rarely read, such as those of a dialogue. @default none */
  readonly always?: FlagsUsed | undefined;
  /**
   * How many pages of a route must pass without a new name before its pages are limited. Whole numbers from 1; more where flags
   * are read only after what visitors seldom do. `Infinity`: never, routes in `known` apart.
   * @default 200
   */
  readonly learnPages?: number | undefined;
}

/** A route with more names than this is not worth limiting. They come from browsers, too, and must not fill the memory. */
const mostNames = 500;

/** Routes beyond this many are not learned: an application with addresses in the place of routes has no end of them. */
const mostRoutes = 1000;

/** Names that browsers have told beyond this many, of all routes, are not kept: a route that would need them has whole pages. */
const mostToldNames = 20_000;

/** No name in a project is longer. Unit: characters. */
const longestName = 250;

/** What is known of one route. */
interface Route {
  readonly flags: FlagRecorder;
  /** How many more pages are to pass without a new name. */
  pagesToLearn: number;
}

/**
 * Which flags the pages of each route read, so that a page is sent with these alone. It learns: the first pages of a route are
 * whole; when enough of them have passed without a name that is new, pages are limited to the names that were read; and a new
 * name, which is a miss where pages were limited, widens the names and makes pages whole again until enough have passed.
 *
 * Names are learned in this process. Print them with `JSON.stringify` and give them as `known` to start with them elsewhere.
 */
export class RouteFlags {
  readonly #routes = new Map<string, Route>();
  readonly #always: FlagsUsed;
  readonly #learnPages: number;
  #toldNames = 0;

  /** @throws TypeError when `known` or `always` are not names by kind */
  constructor({ known = {}, always = {}, learnPages = 200 }: RouteFlagsOptions = {}) {
    this.#always = checked(always, 'always');
    this.#learnPages = learnPages >= 1 ? learnPages : 1;
    for (const [route, flags] of Object.entries(known)) {
      this.#routes.set(route, { flags: this.#recorderOf(checked(flags, `known["${route}"]`)), pagesToLearn: 0 });
    }
  }

  /**
   * The names for the option `flagsUsed` of one page; undefined while they are not known, and the page is then whole. Call it once
   * for each page: pages are counted.
   *
   * @param route of the application's own, such as `/products/:id`; not the address of a page
   */
  flagsFor(route: string): FlagsUsed | undefined {
    const found = this.#routes.get(route);
    if (found === undefined) {
      if (this.#routes.size < mostRoutes) {
        this.#routes.set(route, { flags: this.#recorderOf({}), pagesToLearn: this.#learnPages - 1 });
      }
      return undefined;
    }
    if (found.flags.size > mostNames) return undefined;
    if (found.pagesToLearn === 0) return found.flags;
    found.pagesToLearn -= 1;
    return undefined;
  }

  /** Whether pages of the route are whole, so that what a browser reads is worth being told. */
  isLearning(route: string): boolean {
    const found = this.#routes.get(route);
    return found === undefined || (found.pagesToLearn > 0 && found.flags.size <= mostNames);
  }

  /** Notes what was read for a page of the route, on the server: what a `FlagRecorder` has. */
  note(route: string, flags: FlagsUsed): void {
    const found = this.#routes.get(route);
    if (found === undefined || found.flags.size > mostNames) return;
    if (found.flags.addAll(flags)) found.pagesToLearn = Math.max(found.pagesToLearn, this.#learnPages);
  }

  /**
   * Notes what a browser told: reads as `onFlagRead` of `statsig-nodekit/browser` gives them, in an array. Takes whatever comes,
   * and leaves out what is no read. A name that does not exist costs nothing but whole pages for a while.
   */
  noteReads(route: unknown, reads: unknown): void {
    const found = typeof route === 'string' ? this.#routes.get(route) : undefined;
    if (found === undefined || !Array.isArray(reads)) return;
    for (const read of reads.slice(0, mostNames) as unknown[]) {
      if (!isRead(read) || found.flags.size > mostNames || found.flags[read.kind].has(read.name)) continue;
      if (this.#toldNames >= mostToldNames) {
        found.pagesToLearn = Infinity;
        return;
      }
      this.#toldNames += 1;
      found.flags.add(read.kind, read.name);
      found.pagesToLearn = this.#learnPages;
    }
  }

  /** The names by route, for a file. */
  toJSON(): Record<string, Record<FlagKind, string[]>> {
    return Object.fromEntries([...this.#routes].map(([route, { flags }]) => [route, flags.toJSON()]));
  }

  #recorderOf(flags: FlagsUsed): FlagRecorder {
    const recorder = new FlagRecorder();
    recorder.addAll(this.#always);
    recorder.addAll(flags);
    return recorder;
  }
}

function isRead(read: unknown): read is { readonly kind: FlagKind; readonly name: string } {
  if (typeof read !== 'object' || read === null || !('kind' in read && 'name' in read)) return false;
  const { kind, name } = read;
  return typeof name === 'string' && name.length <= longestName && flagKinds.some((known) => known === kind);
}

/** @throws TypeError for what is not names by kind */
function checked(flags: unknown, where: string): FlagsUsed {
  const isRight =
    typeof flags === 'object' &&
    flags !== null &&
    Object.entries(flags).every(
      ([kind, names]: [string, unknown]) =>
        flagKinds.some((known) => known === kind) && (names === undefined || names === null || isNames(names)),
    );
  if (isRight) return flags;
  throw new TypeError(`RouteFlags needs lists of names by kind (${flagKinds.join(', ')}) as ${where}.`);
}
