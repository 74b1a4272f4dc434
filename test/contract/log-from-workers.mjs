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

  let logged = 0;
  const log = (count) => {
    for (const end = logged + count; logged < end; logged++) {
      const user = { userID: `${index}-${logged}` };
      if (logged % 2 === 0) client.checkGate(user, 'open');
      else client.logEvent(user, 'bought', logged, { cart: 'medium', items: 3 });
    }
  };
  let loggedBefore = null;
  // As servers do under load: the signal changes nothing for the requests that are being answered, and they go on logging.
  const terminated = new Promise((resolve) => process.once('SIGTERM', resolve)).then(async () => {
    log(portion);
    loggedBefore = logged;
    const shutdown = client.shutdown(shutdownMs);
    log(portion);
    return shutdown;
  });
  let isOver = false;
  void terminated.then(() => (isOver = true));

  const flushes = [];
  const isTerminated = index === terminatedWorker;
  const isDone = () => (isTerminated ? isOver : logged >= eventsPerWorker);
  while (!isDone()) {
    log(Math.min(portion, isTerminated ? portion : eventsPerWorker - logged));
    if (flushes.length === 0 && logged >= eventsPerWorker / 2) {
      process.send({ isHalfDone: true });
      flushes.push(client.flushEvents());
      // The one that is terminated logs all the time.
      if (!isTerminated) await flushes[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const results = await Promise.all([...flushes, isTerminated ? terminated : client.shutdown(shutdownMs)]);
  if (isTerminated) log(portion);
  process.send({ report: { logged, loggedBefore, results, measured } }, () => process.disconnect());
}
