import { sdkVersion } from 'statsig-nodekit';

/** One of the copies of this package that a program may have loaded. */
export interface PackageCopy {
  readonly version: string;
}

/** The copy that this module belongs to: another copy has another object. */
export const thisCopy: PackageCopy = Object.freeze({ version: sdkVersion });
