import type { Random } from './random.js';

/**
 * Mostly IPv4 addresses, at random and beside the borders of networks; and texts that look like one. None beyond the
 * last address, at which the official core ends its process, and no IPv4-mapped ones, which it does not know.
 */
export function generateAddress(random: Random): string {
  const part = (): number => random.integer(0, 255);
  const dotted = (): string => [part(), part(), part(), part()].join('.');
  return random.weighted<string>([
    [60, dotted],
    [15, () => [random.integer(1, 223), part(), random.pick([0, 127, 128, 255]), random.pick([0, 255])].join('.')],
    [5, () => [random.pick([0, 10, 127, 169, 172, 192, 224, 255]), part(), part(), part()].join('.')],
    [5, () => [random.integer(1, 254), part(), part(), random.integer(256, 99_999)].join('.')],
    [5, () => [random.integer(1, 254), random.pick(['+', '-', '0', '00']) + part(), part(), part()].join('.')],
    [
      4,
      () => random.pick([' ', '', '\t', '.', '-']) + dotted() + random.pick([' ', ':80', '/8', '.', '.1', 'x', '\n']),
    ],
    [3, () => random.pick(['::1', '2001:4860:4860::8888', 'fe80::1%eth0', '', 'localhost', 'null', '1.2.3', '....'])],
    [3, () => dotted().replace(/\d/, random.pick(['٣', 'x', '1e1', '0x1', '١', '²', '1_0']))],
  ]);
}
