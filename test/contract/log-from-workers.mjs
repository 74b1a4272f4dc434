// Logs events and exposures from the workers of a real cluster, and prints as JSON what each of them says of it.
// Its one argument is JSON: see `Plan` in nothing-lost.test.ts.
import cluster from 'node:cluster';

const { library, url, workers, eventsPerWorker, options, shutdownMs, terminatedWorker } = JSON.parse(process.argv[2]);

/** Events between two pauses. */
const portion = 500;

if (cluster.isPrimary) runPrimary();
else await runWorker();

function runPrimary() {
  const reports = [];
  const endings = [];
  for (let index = 0; index < workers; index++) {
    const worker = cluster.fork({ WORKER_INDEX: String(index) });
    worker.on('message', (message) => {
      if (message.report !== undefined) reports[index] = message.report;
      else if (index === terminatedWorker) worker.process.kill('SIGTERM');
    });
    worker.on('exit', (code, signal) => {
      endings.push({ index, code, signal });
      if (endings.length === workers) console.log(JSON.stringify({ reports, endings }));
    });
  }
}

async function runWorker() {
  const { Statsig } = await import(library);
  const index = Number(process.env.WORKER_INDEX);
  const measured = { delivered: 0, dropped: {} };
  const observabilityClient = {
    increment: (name, value, tags) => {
      if (name === 'statsig.sdk.events_successfully_sent_count') measured.delivered += value;
      if (name !== 'statsig.sdk.events_dropped_count') return;
      measured.dropped[tags.reason] = (measured.dropped[tags.reason] ?? 0) + value;
    },
  };
  const client = new Statsig('secret-nothing-lost', {
    specsUrl: `${url}/specs`,
    logEventUrl: `${url}/log_event`,
    disableDiagnostics: true,
    outputLogLevel: 'none',
    initTimeoutMs: 60_000,
    observabilityClient,
    ...options,
  });
  const { isSuccess } = await client.initialize();
  if (!isSuccess) throw new Error('The worker has no specs.');

  const ending = new AbortController();
  const terminated = new Promise((resolve) => process.once('SIGTERM', resolve)).then(() => ending.abort());
  let logged = 0;
  const results = [];
  while (logged < eventsPerWorker && !ending.signal.aborted) {
    for (let count = 0; count < portion && logged < eventsPerWorker; count++, logged++) {
      const user = { userID: `${index}-${logged}` };
      if (logged % 2 === 0) client.checkGate(user, 'open');
      else client.logEvent(user, 'bought', logged, { cart: 'medium', items: 3 });
    }
    if (logged === eventsPerWorker / 2) {
      process.send({ isHalfDone: true });
      results.push(await client.flushEvents());
      if (index === terminatedWorker) await terminated;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  results.push(await client.shutdown(shutdownMs));
  process.send({ report: { logged, isTerminated: ending.signal.aborted, results, measured } }, () =>
    process.disconnect(),
  );
}
