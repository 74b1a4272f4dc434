import { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import { requestCarrier, type RequestScope, requestScopeOf, type RequestView } from 'statsig-nodekit/request';
import { bootstrapHelper } from './bootstrap-helper.js';
import type { WithStatsig } from './express-request.js';

// `req.statsig` and what templates have are shown by accessors on the prototypes that Express gives to requests and responses, and
// what is assigned to them is kept beside the request (`requestCarrier`). Written into each request and its response, the properties
// took about 10 µs of its 120: Express makes `res.locals` an object to which properties are added slowly, and the messages of Node
// too. Kept so, even the locals that Express itself writes cost less than without this package.

/** On a prototype that shows the client. The symbols are shared by all copies of this package: one of them is enough. */
const shownKey = Symbol.for('statsig-nodekit.express.shown');

/** What was assigned to `req.statsig`, and while which scope was the request's. */
const assignedKey = Symbol.for('statsig-nodekit.express.assigned');

/** What was assigned to `res.locals`. */
const localsKey = Symbol.for('statsig-nodekit.express.locals');

type Locals = Response['locals'];

interface ShownPrototype {
  [shownKey]?: true;
}

/** What is kept beside a request. */
interface Carrier {
  [assignedKey]?: { readonly scope: RequestScope | undefined; readonly value: unknown };
  [localsKey]?: KeptLocals;
}

interface KeptLocals {
  /** The response that has them. An application may answer a request with several, one for each part of a page. */
  readonly response: object;
  locals: Locals;
  /** The scope that they have been told of. */
  toldScope: RequestScope | undefined;
}

interface ShownResponse {
  /** Undefined for the prototype itself, which is looked at by who prints it. */
  readonly req: object | undefined;
  /** Where `Carrier` has those of another response. */
  [localsKey]?: KeptLocals;
}

/**
 * Shows the client of a request's scope, which it has been given before, where handlers and templates look for it: `req.statsig`,
 * and `statsig` and `statsigBootstrap` in `res.locals`.
 */
export function showClient(req: Request & WithStatsig, res: Response, scope: RequestScope): void {
  if (!requests.show(req)) req.statsig = scope.view;
  // The locals of a request that began before there was the accessor, or in an application of another copy of Express.
  if (!responses.show(res) || keptLocals(res) === undefined) tellLocals(res.locals, scope);
}

/** Messages of one kind, as far as they show the client by what they inherit. */
class ShownMessages {
  readonly #base: object;
  readonly #add: (prototype: object) => void;
  /** What the latest one inherits from directly: one application's own prototype, mostly. */
  #latest: object | undefined;

  /**
   * @param base the prototype that Node gives them
   * @param add adds the accessor to a prototype
   */
  constructor(base: object, add: (prototype: object) => void) {
    this.#base = base;
    this.#add = add;
  }

  /**
   * Whether a message shows the client; the first of its kind has the accessor added. Not those that Express did not give a
   * prototype to. Looks at no property of the message: each costs a search through all that it inherits from.
   */
  show(message: object): boolean {
    const direct = prototypeOf(message);
    if (direct === undefined) return false;
    if (direct === this.#latest) return true;
    if ((direct as ShownPrototype)[shownKey] !== true) {
      const shared = this.#sharedPrototype(direct);
      if (shared === undefined) return false;
      this.#add(shared);
      Object.defineProperty(shared, shownKey, { value: true });
    }
    this.#latest = direct;
    return true;
  }

  /** The prototype that all applications of one copy of Express share: the last one before those of Node. */
  #sharedPrototype(direct: object): object | undefined {
    if (direct === this.#base) return undefined;
    for (let prototype: object | undefined = direct; prototype !== undefined;) {
      const next = prototypeOf(prototype);
      if (next === this.#base) return prototype;
      prototype = next;
    }
    return undefined;
  }
}

const requests = new ShownMessages(IncomingMessage.prototype, addStatsig);
const responses = new ShownMessages(ServerResponse.prototype, addLocals);

function prototypeOf(value: object): object | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  return typeof prototype === 'object' && prototype !== null ? prototype : undefined;
}

function addStatsig(prototype: object): void {
  Object.defineProperty(prototype, 'statsig', {
    configurable: true,
    enumerable: true,
    get(this: object): unknown {
      const scope = requestScopeOf(this);
      const assigned = carrierOf(this)[assignedKey];
      return assigned !== undefined && assigned.scope === scope ? assigned.value : scope?.view;
    },
    // What an application assigns holds until `statsig()` runs again, as with a property that `statsig()` writes.
    set(this: object, value: RequestView) {
      carrierOf(this)[assignedKey] = { scope: requestScopeOf(this), value };
    },
  });
}

function addLocals(prototype: object): void {
  Object.defineProperty(prototype, 'locals', {
    configurable: true,
    enumerable: true,
    get(this: ShownResponse): Locals | undefined {
      const kept = keptLocals(this);
      if (kept === undefined) return undefined;
      const scope = this.req === undefined ? undefined : requestScopeOf(this.req);
      if (scope !== undefined && kept.toldScope !== scope) {
        kept.toldScope = scope;
        tellLocals(kept.locals, scope);
      }
      return kept.locals;
    },
    set(this: ShownResponse, locals: Locals) {
      const kept = keptLocals(this);
      if (kept === undefined) placeOf(this)[localsKey] = { response: this, locals, toldScope: undefined };
      else Object.assign(kept, { locals, toldScope: undefined });
    },
  });
}

function keptLocals(response: ShownResponse): KeptLocals | undefined {
  const kept = response.req === undefined ? undefined : carrierOf(response.req)[localsKey];
  return kept?.response === response ? kept : response[localsKey];
}

/** Where the locals of a response go that has none yet. */
function placeOf(response: ShownResponse): Pick<Carrier, typeof localsKey> {
  if (response.req === undefined) return response;
  const carrier = carrierOf(response.req);
  return carrier[localsKey] === undefined ? carrier : response;
}

function carrierOf(request: object): Carrier {
  return requestCarrier(request);
}

function tellLocals(locals: Locals, scope: RequestScope): void {
  locals['statsig'] = scope.view;
  locals['statsigBootstrap'] = bootstrapHelper(scope);
}
