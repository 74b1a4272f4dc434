import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';

import type { Logger } from '../observability/logger.js';
import type { Environment } from './environment-proxies.js';

/** Which certificates are trusted besides those of Node. */
export interface TrustSettings {
  /** The field of `proxyConfig`. */
  readonly caCertPath: string | undefined;
  readonly environment: Environment;
  readonly logger: Logger | undefined;
}

/**
 * What connections with TLS trust: the certificates that Node trusts, those of `caCertPath`, and those of the environment
 * variable `SSL_CERT_FILE`, which Node itself only reads when it is told to. A file that cannot be read is reported and ignored.
 * @returns undefined when nothing is added to what Node trusts. Otherwise to be made once: it takes Node some 20 ms.
 */
export async function loadTrust({
  caCertPath,
  environment,
  logger,
}: TrustSettings): Promise<tls.SecureContext | undefined> {
  const usual = await usualCertificates(environment);
  const known = new Set(usual.map(compact));
  const files = [
    { origin: 'proxyConfig.caCertPath', path: caCertPath },
    { origin: 'the environment variable SSL_CERT_FILE', path: environment['SSL_CERT_FILE'] },
  ];
  const added: string[] = [];
  for (const { origin, path } of files) {
    if (path === undefined || path === '') continue;
    const { certificates, problem } = await readCertificates(path, known);
    added.push(...certificates);
    if (problem === undefined) continue;
    logger?.warn('Network', `The file ${JSON.stringify(path)} of ${origin} ${problem}.`);
  }
  return added.length === 0 ? undefined : tls.createSecureContext({ ca: [...usual, ...added] });
}

/** What Node trusts by itself, as PEM. Naming certificates replaces them, so they have to be named as well. */
async function usualCertificates(environment: Environment): Promise<readonly string[]> {
  // From Node 22.15 on; includes what the command line and the environment say.
  const list: unknown = Reflect.get(tls, 'getCACertificates');
  if (typeof list === 'function') {
    const certificates: unknown = Reflect.apply(list, tls, ['default']);
    if (Array.isArray(certificates)) return certificates.filter((certificate) => typeof certificate === 'string');
  }
  const path = environment['NODE_EXTRA_CA_CERTS'];
  // Node has already warned of a file that it cannot read.
  const extra = path === undefined ? '' : await readFile(path, 'utf8').catch(() => '');
  return [...tls.rootCertificates, ...certificatesIn(extra)];
}

/** The certificates of a file but for those that are known, and what is wrong with it. */
async function readCertificates(
  path: string,
  known: ReadonlySet<string>,
): Promise<{ readonly certificates: readonly string[]; readonly problem?: string }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => ({ error }));
  if (typeof text !== 'string') {
    const { error } = text;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { certificates: [], problem: `is ignored: it cannot be read (${code})` };
  }
  const found = certificatesIn(text);
  if (found.length === 0) return { certificates: [], problem: 'is ignored: it holds no certificate in PEM form' };
  const unknown = found.filter((certificate) => !known.has(compact(certificate)));
  // Node leaves out a damaged one in silence, and a connection then fails for no visible reason.
  const certificates = unknown.filter(isWhole);
  const damaged = unknown.length - certificates.length;
  return damaged === 0 ? { certificates } : { certificates, problem: `holds ${damaged} damaged certificates` };
}

function isWhole(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).raw.byteLength > 0;
  } catch {
    // Reported by the caller, who counts them.
    return false;
  }
}

function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

function compact(certificate: string): string {
  return certificate.replace(/\s+/g, '');
}
