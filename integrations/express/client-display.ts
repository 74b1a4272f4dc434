import { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import { type RequestScope, requestScopeOf, type RequestView } from 'statsig-nodekit/request';
import { bootstrapHelper } from './bootstrap-helper.js';
import type { WithStatsig } from './express-request.js';

// `req.statsig` and what templates have are shown by accessors on the prototypes that Express gives to requests and responses.
// Written into each request, the three properties took about 4 µs of its 100 (most requests render no template, and Express makes
// `res.locals` an object to which properties are added slowly).

/** On a prototype that shows the client. The symbols are shared by all copies of this package: one of them is enough. */
const shownKey = Symbol.for('statsig-nodekit.express.shown');

/** What was assigned to `req.statsig`, and while which scope was the request's. */
const assignedKey = Symbol.for('statsig-nodekit.express.assigned');

/** What was assigned to `res.locals`. */
const localsKey = Symbol.for('statsig-nodekit.express.locals');

/** The scope that the locals of a response have been told of. */
const toldKey = Symbol.for('statsig-nodekit.express.told');

type Locals = Response['locals'];

interface ShownMessage {
  [shownKey]?: true;
}

interface ShownRequest {
  [assignedKey]?: { readonly scope: RequestScope | undefined; readonly value: unknown };
}

interface ShownResponse {
  /** Undefined for the prototype itself, which is looked at by who prints it. */
  readonly req: object | undefined;
  [localsKey]?: Locals;
  [toldKey]?: RequestScope;
}

/**
 * Shows the client of a request's scope, which it has been given before, where handlers and templates look for it: `req.statsig`,
 * and `statsig` and `statsigBootstrap` in `res.locals`.
 */
export function showClient(req: Request & WithStatsig, res: Response, scope: RequestScope): void {
  if (!isShown(req, IncomingMessage.prototype, addStatsig)) req.statsig = scope.view;
  // The locals of a request that began before there was the accessor, or in an application of another copy of Express.
  if (!isShown(res, ServerResponse.prototype, addLocals) || (res as ShownResponse)[localsKey] === undefined) {
    tellLocals(res.locals, scope);
  }
}

/**
 * Whether a message shows the client by what it inherits; the first of its kind has the accessor added. Not those that Express did
 * not give a prototype to.
 */
function isShown(message: object, base: object, add: (prototype: object) => void): boolean {
  if ((message as ShownMessage)[shownKey] === true) return true;
  const prototype = expressPrototype(message, base);
  if (prototype === undefined) return false;
  add(prototype);
  Object.defineProperty(prototype, shownKey, { value: true });
  return true;
}

/** The prototype that all applications of one copy of Express share: the last one before those of Node. */
function expressPrototype(message: object, base: object): object | undefined {
  let prototype = prototypeOf(message);
  if (prototype === base) return undefined;
  while (prototype !== undefined) {
    const next = prototypeOf(prototype);
    if (next === base) return prototype;
    prototype = next;
  }
  return undefined;
}

function prototypeOf(value: object): object | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  return typeof prototype === 'object' && prototype !== null ? prototype : undefined;
}

function addStatsig(prototype: object): void {
  Object.defineProperty(prototype, 'statsig', {
    configurable: true,
    enumerable: true,
    get(this: ShownRequest): unknown {
      const scope = requestScopeOf(this);
      const assigned = this[assignedKey];
      return assigned !== undefined && assigned.scope === scope ? assigned.value : scope?.view;
    },
    // What an application assigns holds until `statsig()` runs again, as with a property that `statsig()` writes.
    set(this: ShownRequest, value: RequestView) {
      this[assignedKey] = { scope: requestScopeOf(this), value };
    },
  });
}

function addLocals(prototype: object): void {
  Object.defineProperty(prototype, 'locals', {
    configurable: true,
    enumerable: true,
    get(this: ShownResponse): Locals | undefined {
      const locals = this[localsKey];
      const scope = this.req === undefined ? undefined : requestScopeOf(this.req);
      if (locals !== undefined && scope !== undefined && this[toldKey] !== scope) {
        this[toldKey] = scope;
        tellLocals(locals, scope);
      }
      return locals;
    },
    set(this: ShownResponse, locals: Locals) {
      this[localsKey] = locals;
      if (this[toldKey] !== undefined) delete this[toldKey];
    },
  });
}

function tellLocals(locals: Locals, scope: RequestScope): void {
  locals['statsig'] = scope.view;
  locals['statsigBootstrap'] = bootstrapHelper(scope);
}
