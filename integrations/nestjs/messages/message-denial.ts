import { ForbiddenException, NotFoundException } from '@nestjs/common';
import type { RequestOrigin, RequestScope } from 'statsig-nodekit/request';
import type { RedirectOtherwise } from '../gates/otherwise.js';

// Word for word what Nest says of a message that a service has no handler for, and when a guard refuses.
const noHandler = 'There is no matching message handler defined in the remote service.';
const forbidden = 'Forbidden resource';

// Exceptions of Nest that GraphQL answers with a code, in `extensions` of the error. Without the status in their response: for
// that, Nest's own driver would replace the code.

class OperationNotFound extends NotFoundException {
  readonly extensions = { code: 'NOT_FOUND' };

  constructor() {
    super({ message: 'Not Found' });
  }
}

class OperationForbidden extends ForbiddenException {
  readonly extensions = { code: 'FORBIDDEN' };

  constructor() {
    super({ message: forbidden });
  }
}

/**
 * Throws what says no in the way of what is being handled: `WsException` of `@nestjs/websockets` for a message of a socket,
 * `RpcException` of `@nestjs/microservices` for one of a service, and for GraphQL an error with the code `NOT_FOUND` or
 * `FORBIDDEN`. The packages are loaded when they are needed: whoever handles such messages has them.
 */
export async function refuseMessage(
  kind: RequestOrigin['type'],
  otherwise: 'not-found' | 'forbidden' | RedirectOtherwise,
  scope: RequestScope,
): Promise<never> {
  if (otherwise !== 'not-found' && otherwise !== 'forbidden') {
    // Where messages are known when the program starts, this was refused then.
    scope.warnOnce(
      `redirect:${kind}`,
      'A gate is to redirect, which only answers of HTTP can; messages are answered as if there was no such handler. ' +
        'Write another `otherwise`.',
    );
  }
  const isForbidden = otherwise === 'forbidden';
  if (kind === 'ws') {
    const { WsException } = await import('@nestjs/websockets');
    throw new WsException(isForbidden ? forbidden : 'Not Found');
  }
  if (kind === 'rpc') {
    const { RpcException } = await import('@nestjs/microservices');
    throw new RpcException(isForbidden ? forbidden : noHandler);
  }
  throw isForbidden ? new OperationForbidden() : new OperationNotFound();
}
