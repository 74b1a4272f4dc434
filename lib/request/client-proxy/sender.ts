import type { AdmittedRequest } from './client-proxy.js';
import type { ProxyRequest } from './proxy-users.js';

/** Who sent a request, as far as users depend on it. */
export function senderOf({ request, context, body }: AdmittedRequest): ProxyRequest {
  return {
    request,
    facts: { ip: context.ip, userAgent: request.headers.get('user-agent') ?? undefined },
    frameworkRequest: context.frameworkRequest,
    statsigMetadata: body['statsigMetadata'],
  };
}
