import type { ExecutionContext } from '@nestjs/common';
import { expect, it } from 'vitest';
import { withRequestUser } from '../../../integrations/nestjs/handlers/with-request-user.js';

it('withRequestUser names the decorator and what is missing when there is no request of the module', () => {
  const context = { getType: () => 'http', getArgByIndex: () => ({ headers: {} }) } as unknown as ExecutionContext;
  expect(() => withRequestUser({ decorator: "@Gate('open')" }, context, () => true)).toThrow(
    expect.objectContaining({
      code: 'request_scope_missing',
      message:
        '@Gate(\'open\') ran without a request of the StatsigModule named "default". Import StatsigModule.forRoot(…) under ' +
        'that name in the root module; the decorator works on HTTP routes.',
    }),
  );
});
