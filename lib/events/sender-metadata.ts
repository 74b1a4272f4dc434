import { sdkType, sdkVersion } from '../version.js';

/** What every batch says about its sender; part of `statsigMetadata` in the body. */
export interface SenderMetadata {
  readonly sdkType: string;
  readonly sdkVersion: string;
  readonly sessionID: string;
  readonly os: string;
  readonly arch: string;
  readonly languageVersion: string;
  /** Snake case on the wire, unlike its neighbours; absent without the option `serviceName`. */
  readonly service_name?: string;
}

/** Why a batch is sent, in the service's words. */
export type FlushType = 'scheduled:max_time' | 'scheduled:full_batch' | 'manual' | 'shutdown';

/** The names that the service knows systems and processors by; others are sent as Node names them. */
const systemNames: Readonly<Record<string, string>> = { darwin: 'macos', win32: 'windows' };
const processorNames: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** The sender's part of each batch, from this process and the client's settings. */
export function buildSenderMetadata({
  sessionID,
  serviceName,
}: {
  readonly sessionID: string;
  readonly serviceName: string | undefined;
}): SenderMetadata {
  return {
    sdkType,
    sdkVersion,
    sessionID,
    os: systemNames[process.platform] ?? process.platform,
    arch: processorNames[process.arch] ?? process.arch,
    languageVersion: process.versions.node,
    ...(serviceName === undefined ? {} : { service_name: serviceName }),
  };
}
