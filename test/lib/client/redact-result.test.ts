import { expect, it } from 'vitest';

import type { DeliveryResult, SinkResult } from '../../../lib/events/flush-result.js';
import { redactResult } from '../../../lib/client/redact-result.js';

const redact = (text: string): string => text.replaceAll('key', '*****');

it('takes secrets out of the errors of a result and of its sinks, and changes nothing else', () => {
  const counts: DeliveryResult = { isSuccess: false, delivered: 1, pending: 0, dropped: 2 };
  const sinks: SinkResult[] = [
    { ...counts, name: 'key', error: 'no key' },
    { ...counts, name: 'fine' },
  ];
  expect(redactResult({ ...counts, error: 'key of key', sinks }, redact)).toEqual({
    ...counts,
    error: '***** of *****',
    sinks: [
      { ...counts, name: 'key', error: 'no *****' },
      { ...counts, name: 'fine' },
    ],
  });
  expect(redactResult(counts, redact)).toBe(counts);
});
