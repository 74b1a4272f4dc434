import { type EventSink, Statsig, type StatsigOptions } from 'statsig-nodekit';
import { onTestFinished } from 'vitest';
import { readPostedBatch, respond, startHttpServer } from '../../../support/http-server.js';
import { buildSpecs, everyone, rule } from '../../../support/specs-builder.js';

/** One of each kind of thing that can be exposed. */
const specs = buildSpecs({
  gates: {
    new_checkout: { version: 4, rules: [rule('gate_rule', [everyone])] },
    global_holdout: { entity: 'holdout', rules: [rule('holdout_rule', [everyone])] },
  },
  configs: {
    banner: { entity: 'dynamic_config', rules: [rule('config_rule', [everyone], { returnValue: { text: 'Sale' } })] },
    button_color: {
      entity: 'experiment',
      idType: 'companyID',
      isActive: true,
      explicitParameters: ['color'],
      rules: [
        rule('blue_rule', [everyone], { returnValue: { color: 'blue' }, groupName: 'Blue', isExperimentGroup: true }),
      ],
    },
    best_title: {
      entity: 'autotune',
      rules: [rule('title_rule', [everyone], { returnValue: { title: 'Hi' }, groupName: 'Hi' })],
    },
  },
  layers: {
    home: {
      rules: [
        rule('layer_rule', [everyone], { returnValue: { color: 'grey', size: 1 }, configDelegate: 'button_color' }),
      ],
    },
  },
});

/** A client that forwards to a sink, with the service that it speaks to. */
export interface ForwardingClient {
  readonly client: Statsig;
  /** Names of the events that the service has taken, without those in which the SDK tells of itself. */
  readonly serviceEvents: () => string[];
  readonly lines: string[];
}

/** Starts a client with its service; both end with the test. */
export async function startForwardingClient(sink: EventSink, options: StatsigOptions = {}): Promise<ForwardingClient> {
  const names: string[] = [];
  const server = await startHttpServer((response, request) => {
    if (request.method !== 'POST') return respond(response, 200, specs);
    const events = readPostedBatch(request).events as { eventName: string }[];
    names.push(...events.map(({ eventName }) => eventName));
    respond(response, 202, { success: true });
  });
  const lines: string[] = [];
  const client = new Statsig('secret-segment-test', {
    specsUrl: `${server.url}/v2/download_config_specs`,
    logEventUrl: `${server.url}/v1/log_event`,
    disableDiagnostics: true,
    eventSinks: [sink],
    outputLoggerProvider: {
      warn: (tag, message) => lines.push(`${tag}: ${message}`),
      error: (tag, message) => lines.push(`${tag}: ${message}`),
    },
    ...options,
  });
  await client.initialize();
  onTestFinished(async () => void (await client.shutdown(1000)));
  return { client, lines, serviceEvents: () => names.filter((name) => name !== 'statsig::non_exposed_checks') };
}

/** Flushes until nothing waits for the sink any more. */
export async function drain(client: Statsig): Promise<void> {
  for (;;) {
    const { sinks } = await client.flushEvents();
    if (sinks?.[0]?.pending === 0) return;
  }
}
