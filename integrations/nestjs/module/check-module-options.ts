import {
  described,
  expecting,
  filledText,
  flag,
  type OptionCheck,
  optionComplaints,
  stableIdComplaint,
} from 'statsig-nodekit/request';
import { StatsigModuleOptionsError } from './statsig-module-errors.js';
import type { StatsigModuleExtras, StatsigModuleOptions } from './statsig-module-options.js';

const expected = 'an object, for example { sdkKey: process.env.STATSIG_SERVER_KEY }';

/** What the module asks of a client. */
const clientMethods = [
  'checkGate',
  'getFeatureGate',
  'getDynamicConfig',
  'getExperiment',
  'getLayer',
  'logEvent',
  'flushEvents',
];

const expectedClient = 'expected a client, new Statsig(…)';

/** The longest delay that Node's timers take; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

const milliseconds = expecting(
  `a number of milliseconds from 0 to ${longestTimerMs}`,
  (value) => typeof value === 'number' && value >= 0 && value <= longestTimerMs,
);

/** The client itself reports these, and starts all the same. */
const leftToClient: OptionCheck = () => undefined;

const aFunction = expecting('a function', (value) => typeof value === 'function');
const anObject = expecting(
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const optionChecks: Readonly<Record<keyof StatsigModuleOptions, OptionCheck>> = {
  sdkKey: leftToClient,
  options: orNothing(anObject),
  client: orNothing(clientComplaint),
  user: orNothing(expecting('a function that tells the user of a request', (value) => typeof value === 'function')),
  getRequest: orNothing(aFunction),
  userTimeoutMs: orNothing(milliseconds),
  countryHeader: orNothing(filledText),
  stableId: orNothing(stableIdComplaint),
  bootstrap: orNothing(anObject),
  // Complete with its client it is checked where the proxy is made.
  clientProxy: orNothing(anObject),
  nonce: orNothing(aFunction),
  middleware: orNothing(flag),
  context: orNothing(expecting('an object with `get` and `set`', (value) => hasMethods(value, ['get', 'set']))),
  logger: orNothing(
    expecting(
      '"nest" or an object with `debug`, `info`, `warn` and `error`',
      (value) => value === 'nest' || hasMethods(value, ['warn', 'error']),
    ),
  ),
  initTimeoutMs: leftToClient,
  failFast: orNothing(flag),
  shutdownTimeoutMs: orNothing(milliseconds),
};

const extraChecks: Readonly<Record<keyof StatsigModuleExtras, OptionCheck>> = {
  isGlobal: orNothing(flag),
  name: orNothing(filledText),
  bootstrapPath: orNothing(filledText),
};

const misplaced: Readonly<Record<keyof StatsigModuleExtras, OptionCheck>> = {
  isGlobal: () => 'belongs beside the factory: forRootAsync({ isGlobal, … })',
  name: () => 'belongs beside the factory: forRootAsync({ name, … })',
  bootstrapPath: () => 'belongs beside the factory: forRootAsync({ bootstrapPath, … })',
};

/** Nest itself says what is wrong with these. */
const leftToNest: OptionCheck = () => undefined;

const asyncChecks: Readonly<Record<string, OptionCheck>> = {
  useFactory: orNothing(aFunction),
  useClass: orNothing(expecting('a class', (value) => typeof value === 'function')),
  useExisting: leftToNest,
  inject: leftToNest,
  imports: leftToNest,
  provideInjectionTokensFrom: leftToNest,
  ...extraChecks,
};

/** @throws StatsigModuleOptionsError when `forRoot` was not given what it takes */
export function checkRootOptions(options: unknown): void {
  refuse('StatsigModule.forRoot() got', optionComplaints(options, { ...optionChecks, ...extraChecks }, expected));
}

/** @throws StatsigModuleOptionsError when `forRootAsync` was not given what it takes */
export function checkAsyncOptions(options: object): void {
  const ways = ['useFactory', 'useClass', 'useExisting'];
  const complaints = optionComplaints(options, asyncChecks, 'an object with useFactory, useClass or useExisting');
  if (complaints.length === 0 && ways.every((way) => !Reflect.get(options, way))) {
    complaints.push('none of useFactory, useClass and useExisting is given');
  }
  refuse('StatsigModule.forRootAsync() got', complaints);
}

/** @throws StatsigModuleOptionsError when the factory of the module of that name gave what no client can be made from */
export function checkFactoryOptions(options: StatsigModuleOptions, clientName: string): StatsigModuleOptions {
  refuse(
    `The factory of StatsigModule.forRootAsync() (name "${clientName}") gave`,
    optionComplaints(options, { ...optionChecks, ...misplaced }, expected),
  );
  return options;
}

function refuse(subject: string, complaints: readonly string[]): void {
  if (complaints.length > 0) {
    throw new StatsigModuleOptionsError(`${subject} wrong options: ${complaints.join('; ')}.`);
  }
}

/** As in the client's own options, null means: not given. */
function orNothing(check: OptionCheck): OptionCheck {
  return (value) => (value === null ? undefined : check(value));
}

function hasMethods(value: unknown, methods: readonly string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    methods.every((method) => typeof Reflect.get(value, method) === 'function')
  );
}

/** Told by its methods and not by `instanceof`: it may come from another copy of the package. */
function clientComplaint(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `is ${described(value)}; ${expectedClient}`;
  const missing = clientMethods.filter((method) => typeof Reflect.get(value, method) !== 'function');
  return missing.length === 0 ? undefined : `is an object without ${missing.join(', ')}; ${expectedClient}`;
}
