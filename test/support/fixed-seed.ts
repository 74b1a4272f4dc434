import fc from 'fast-check';

/**
 * The seed of everything random in `npm test`: the same each time, so that a red build tells of the change that it tests
 * and of nothing else. Other cases are met on purpose: `npm run test:conformance` takes a new seed each time, and
 * `CONFORMANCE_SEED`, `FUZZ_SEED` and `PROPERTY_SEED` set one.
 */
export const fixedSeed = 20_261_121;

const propertySeed = Number(process.env['PROPERTY_SEED'] ?? fixedSeed);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: propertySeed });
