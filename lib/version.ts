/** The version of this package. A test keeps it equal to `package.json`; nothing is read at run time. */
export const sdkVersion = '0.1.0';

/** How this SDK names itself to the service, in headers and in events. */
export const sdkType = 'statsig-nodekit';
