/**
 * What is measured. `prepare` gets a contestant's client and user class and returns the function that does a number of
 * operations; each row has a loop of its own, so that no call site is shared between rows. What a run returns keeps
 * the work from being optimised away.
 */

const quiet = { disableExposureLogging: true };

const attributes = {
  email: 'someone@statsig.com',
  country: 'US',
  locale: 'en_US',
  appVersion: '4.3.1',
  custom: { age: 33, plan: 'pro', tags: ['beta', 'x'], signup: '2023-06-01T00:00:00Z', score: 1.5, isStaff: false },
  privateAttributes: { phone: '555-0100' },
};

/** 36 characters, as UUIDs have. */
const freshID = (number) => `1c9a2f60-0d3e-4b4f-8a55-${String(number).padStart(12, '0')}`;

/** Numbers never repeat within a process, so every fresh user is one that the client has not seen. */
let lastFresh = 0;
const freshUser = (StatsigUser) => {
  lastFresh += 1;
  return new StatsigUser({ userID: freshID(lastFresh), customIDs: { companyID: 'acme' }, ...attributes });
};
const sameUser = (StatsigUser) =>
  new StatsigUser({ userID: freshID(0), customIDs: { companyID: 'acme' }, ...attributes });

/** The last user made: what is kept reachable cannot be optimised away. */
let keptUser;

function gateRow({ name, gate, isFresh, options }) {
  return {
    name,
    logs: options !== quiet,
    prepare({ client, StatsigUser }) {
      const user = sameUser(StatsigUser);
      return isFresh
        ? (count) => {
            let passed = 0;
            for (let done = 0; done < count; done += 1) {
              if (client.checkGate(freshUser(StatsigUser), gate, options)) passed += 1;
            }
            return passed;
          }
        : (count) => {
            let passed = 0;
            for (let done = 0; done < count; done += 1) if (client.checkGate(user, gate, options)) passed += 1;
            return passed;
          };
    },
  };
}

/**
 * The same in a process in which explanations were made: they are evaluations of a class of its own, and must not make
 * ordinary ones slower than the same row without them.
 */
function explainedGateRow({ name, gate }) {
  const row = gateRow({ name, gate, isFresh: true, options: quiet });
  return {
    ...row,
    prepare(contestant) {
      const { client, StatsigUser } = contestant;
      // The official package explains nothing.
      for (let made = 0; made < 1000; made += 1) client.explainGate?.(freshUser(StatsigUser), gate);
      return row.prepare(contestant);
    },
  };
}

function objectRow({ name, isFresh, options, read }) {
  return {
    name,
    logs: options !== quiet,
    prepare({ client, StatsigUser }) {
      const user = sameUser(StatsigUser);
      return (count) => {
        let size = 0;
        for (let done = 0; done < count; done += 1) {
          size += read(client, isFresh ? freshUser(StatsigUser) : user, options);
        }
        return size;
      };
    },
  };
}

const getters = {
  getFeatureGate: (client, user, options) => client.getFeatureGate(user, 'half_gate', options).ruleID.length,
  getDynamicConfig: (client, user, options) => client.getDynamicConfig(user, 'config', options).get('size', 0),
  getExperiment: (client, user, options) => client.getExperiment(user, 'experiment', options).get('color', '').length,
  'getLayer + get': (client, user, options) => client.getLayer(user, 'layer', options).get('color', '').length,
};

const gates = {
  'public gate': 'public_gate',
  '50 %': 'half_gate',
  'many rules': 'many_rules',
  'nested segments': 'nested_segments',
};

/** Asks every gate once, so that what a client prepares on first use does not count here; `start-process.mjs` has it. */
function touchAll({ client, StatsigUser, gateNames }) {
  const user = freshUser(StatsigUser);
  for (const gate of gateNames) client.checkGate(user, gate, quiet);
}

/** The client initialize response of full users, as a text that was read: one that nobody reads may never be put together. */
function responseRow({ name, project, isFresh = true, options }) {
  return {
    name,
    project,
    logs: false,
    prepare({ client, StatsigUser }) {
      const user = sameUser(StatsigUser);
      return (count) => {
        let read = 0;
        for (let done = 0; done < count; done += 1) {
          const text = client.getClientInitializeResponse(isFresh ? freshUser(StatsigUser) : user, options);
          read += text.length + text.charCodeAt(text.length >> 1);
        }
        return read;
      };
    },
  };
}

/** The same as bytes, which of the official package's text have to be made. */
function responseBytesRow({ name, project }) {
  return {
    name,
    project,
    logs: false,
    prepare({ client, StatsigUser }) {
      const bytesFor =
        client.getClientInitializeResponseBytes === undefined
          ? (user) => Buffer.from(client.getClientInitializeResponse(user))
          : (user) => client.getClientInitializeResponseBytes(user);
      return (count) => {
        let read = 0;
        for (let done = 0; done < count; done += 1) {
          const bytes = bytesFor(freshUser(StatsigUser));
          read += bytes.length + bytes[bytes.length >> 1];
        }
        return read;
      };
    },
  };
}

/** What client responses cost on one project. */
function responseRows(title, project) {
  const sha256 = { hashAlgorithm: 'sha256' };
  return [
    responseRow({ name: `client response, ${title}, djb2`, project }),
    responseRow({ name: `client response, ${title}, djb2, same user`, project, isFresh: false }),
    responseRow({ name: `client response, ${title}, sha256`, project, options: sha256 }),
    responseBytesRow({ name: `client response, ${title}, bytes`, project }),
  ];
}

/** Rows on the small project, then those on others. */
export const rows = [
  {
    name: 'new user, id only',
    logs: false,
    prepare:
      ({ StatsigUser }) =>
      (count) => {
        for (let done = 0; done < count; done += 1) keptUser = new StatsigUser({ userID: freshID(done) });
        return keptUser;
      },
  },
  {
    name: 'new user, all attributes',
    logs: false,
    prepare:
      ({ StatsigUser }) =>
      (count) => {
        for (let done = 0; done < count; done += 1) keptUser = freshUser(StatsigUser);
        return keptUser;
      },
  },
  ...Object.entries(gates).flatMap(([title, gate]) =>
    [
      { isFresh: false, options: quiet, suffix: 'same user, quiet' },
      { isFresh: true, options: quiet, suffix: 'fresh user, quiet' },
      { isFresh: false, options: {}, suffix: 'same user, exposure' },
      { isFresh: true, options: {}, suffix: 'fresh user, exposure' },
    ].map(({ isFresh, options, suffix }) => gateRow({ name: `checkGate ${title}, ${suffix}`, gate, isFresh, options })),
  ),
  ...Object.entries(getters).flatMap(([title, read]) => [
    objectRow({ name: `${title}, same user, exposure`, isFresh: false, options: {}, read }),
    objectRow({ name: `${title}, fresh user, exposure`, isFresh: true, options: {}, read }),
  ]),
  explainedGateRow({ name: 'checkGate many rules, fresh user, quiet, explanations made', gate: 'many_rules' }),
  {
    name: 'logEvent, same user',
    logs: true,
    prepare({ client, StatsigUser }) {
      const user = sameUser(StatsigUser);
      return (count) => {
        for (let done = 0; done < count; done += 1)
          client.logEvent(user, 'purchase', done, { sku: 'a', currency: 'USD' });
        return count;
      };
    },
  },
  {
    name: 'logEvent, fresh user',
    logs: true,
    prepare:
      ({ client, StatsigUser }) =>
      (count) => {
        for (let done = 0; done < count; done += 1) {
          client.logEvent(freshUser(StatsigUser), 'purchase', done, { sku: 'a', currency: 'USD' });
        }
        return count;
      },
  },
  {
    name: '2,000 gates: checkGate, each in turn, same user, quiet',
    project: 'large',
    logs: false,
    prepare({ client, StatsigUser, gateNames }) {
      const user = sameUser(StatsigUser);
      touchAll({ client, StatsigUser, gateNames });
      let next = 0;
      return (count) => {
        let passed = 0;
        for (let done = 0; done < count; done += 1) {
          next = (next + 1) % gateNames.length;
          if (client.checkGate(user, gateNames[next], quiet)) passed += 1;
        }
        return passed;
      };
    },
  },
  {
    name: '2,000 gates: checkGate, each in turn, fresh user, quiet',
    project: 'large',
    logs: false,
    prepare({ client, StatsigUser, gateNames }) {
      touchAll({ client, StatsigUser, gateNames });
      let next = 0;
      return (count) => {
        let passed = 0;
        for (let done = 0; done < count; done += 1) {
          next = (next + 1) % gateNames.length;
          if (client.checkGate(freshUser(StatsigUser), gateNames[next], quiet)) passed += 1;
        }
        return passed;
      };
    },
  },
  ...responseRows('project of 0.4 MB', 'whole1'),
  ...responseRows('project without large values', 'lean'),
  ...responseRows('experiments behind holdouts', 'mixed'),
];
