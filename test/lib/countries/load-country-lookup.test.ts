import { beforeAll, describe, expect, it } from 'vitest';
import { type CountryLookup, loadCountryLookup } from '../../../lib/countries/load-country-lookup.js';

describe('the country of an address', () => {
  let countryOf: CountryLookup;
  beforeAll(async () => {
    countryOf = await loadCountryLookup();
  });

  it.each([
    ['8.8.8.8', 'US'],
    ['::ffff:8.8.8.8', 'US'],
    ['24.48.0.1', 'CA'],
  ])('of %s is %s', (ip, country) => {
    expect(countryOf(ip)).toBe(country);
  });

  it.each(['127.0.0.1', '10.0.0.1', '192.168.1.1', '0.0.0.0', '::1', '2001:4860:4860::8888', '', 'unknown'])(
    'of "%s" is not known',
    (ip) => {
      expect(countryOf(ip)).toBeUndefined();
    },
  );
});
