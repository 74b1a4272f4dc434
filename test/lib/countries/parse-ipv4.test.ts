import { describe, expect, it } from 'vitest';
import { parseIpv4 } from '../../../lib/countries/parse-ipv4.js';

describe('parseIpv4', () => {
  it.each([
    ['8.8.8.8', 0x08080808],
    ['0.0.0.0', 0],
    ['255.255.255.255', 0xffffffff],
    ['+8.08.8.8', 0x08080808],
    ['::ffff:8.8.8.8', 0x08080808],
    ['::FFFF:8.8.8.8', 0x08080808],
  ])('reads %s', (text, address) => {
    expect(parseIpv4(text)).toBe(address);
  });

  it('carries parts beyond 255 over, as the official SDK does', () => {
    expect(parseIpv4('8.8.8.256')).toBe(0x08080900);
  });

  it('takes what is below the first address for the first', () => {
    expect(parseIpv4('-1.0.0.0')).toBe(0);
  });

  it.each(['256.0.0.0', '255.255.255.256', '99999999999999999999.1.1.1', `${'9'.repeat(400)}.1.1.-${'9'.repeat(400)}`])(
    'gives no number to %s, which is beyond the last address',
    (text) => {
      expect(parseIpv4(text)).toBeUndefined();
    },
  );

  it.each([
    '',
    '8.8.8',
    '8.8.8.8.8',
    '8.8.8.',
    '8.8.8.8 ',
    ' 8.8.8.8',
    '8.8.8.8:80',
    '1e1.1.1.1',
    '0x8.8.8.8',
    '8.8.8.٨',
    '8,8,8,8',
    '--8.8.8.8',
    '::1',
    '2001:4860:4860::8888',
    '::ffff:808:808',
    '::ffff:8.8.8',
    '::ffff:::ffff:8.8.8.8',
    'localhost',
  ])('finds no address in "%s"', (text) => {
    expect(parseIpv4(text)).toBeUndefined();
  });
});
