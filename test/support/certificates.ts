import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A certificate with its private key, both as PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** An authority that no system trusts. */
export interface CertificateAuthority extends Certificate {
  /** Issues a certificate for a server with this name or IPv4 address. */
  readonly issue: (host: string, options?: { readonly isExpired?: boolean }) => Certificate;
}

/**
 * Makes an authority for one test, valid for a day. Written out in DER (RFC 5280), because Node makes keys but no certificates,
 * and a committed key would look like a leaked one.
 */
export function createCertificateAuthority(name = 'Test authority'): CertificateAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = buildCertificate({ subject: name, issuer: name, keys, signedBy: keys.privateKey, isAuthority: true });
  return {
    ...own,
    issue: (host, { isExpired = false } = {}) =>
      buildCertificate({
        subject: host,
        issuer: name,
        keys: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
        signedBy: createPrivateKey(own.privateKey),
        isAuthority: false,
        isExpired,
      }),
  };
}

interface CertificateParts {
  readonly subject: string;
  readonly issuer: string;
  readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly signedBy: KeyObject;
  readonly isAuthority: boolean;
  readonly isExpired?: boolean;
}

const dayMs = 86_400_000;

const identifiers = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
};

function buildCertificate({ subject, issuer, keys, signedBy, ...facts }: CertificateParts): Certificate {
  const untilMs = Date.now() + (facts.isExpired === true ? -dayMs : dayMs);
  const algorithm = sequence(identifier(identifiers.ecdsaWithSha256));
  const contents = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer),
    sequence(time(untilMs - 3 * dayMs), time(untilMs)),
    distinguishedName(subject),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(facts.isAuthority ? authorityExtension() : hostExtension(subject))),
  );
  const signature = sign('sha256', contents, signedBy);
  const certificate = sequence(contents, algorithm, tagged(0x03, Buffer.from([0]), signature));
  return {
    certificate: pem(certificate),
    privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function authorityExtension(): Buffer {
  const isAuthority = tagged(0x01, Buffer.from([0xff]));
  return sequence(identifier(identifiers.basicConstraints), isAuthority, tagged(0x04, sequence(isAuthority)));
}

function hostExtension(host: string): Buffer {
  const name = isIPv4(host) ? tagged(0x87, Buffer.from(host.split('.').map(Number))) : tagged(0x82, Buffer.from(host));
  return sequence(identifier(identifiers.subjectAltName), tagged(0x04, sequence(name)));
}

function distinguishedName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(identifier(identifiers.commonName), tagged(0x0c, Buffer.from(name)))));
}

/** `YYMMDDHHMMSSZ`. */
function time(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replace(/\D/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}

function identifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

function tagged(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const lengthBytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
