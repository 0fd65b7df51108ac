/** The servers that are driven: the upstream alone, and what stands before it. */
import { freePort, type RunningService, startService } from '../stack.ts';
import { startLiteLlm, startNginx } from './other-proxies.ts';
import { startUpstreamThread } from './upstream-thread.ts';

export interface Contender {
  readonly name: string;
  /** Base URL including /v1. */
  readonly url: string;
  /** Null for the upstream, which runs in this process. */
  readonly pid: number | null;
}

export interface Contenders {
  readonly upstream: Contender;
  readonly gateway: Contender & { readonly pid: number };
  /** Null where it is not installed. */
  readonly nginx: Contender | null;
  readonly liteLlm: Contender | null;
}

const serviceMs = 5;
const words = 'Recto reads pages from the top to the bottom .'.split(/(?= )/);

/** The gateway with its defaults: loop guard, token cap, sharing of identical calls, limits, retries. */
const startGateway = async (upstreamUrl: string): Promise<RunningService> => {
  const port = await freePort();
  return startService('gateway', {
    port,
    environment: { GATEWAY_PORT: String(port), VLM_BACKEND: 'vllm-server', VLM_SERVER_URL: upstreamUrl },
  });
};

/** LiteLLM takes half a minute to start: only where it is wanted. */
export const withContenders = async <T>(
  wanted: { readonly liteLlm: boolean },
  work: (contenders: Contenders) => Promise<T>,
): Promise<T> => {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const upstream = await startUpstreamThread({ serviceMs, words });
    stops.push(upstream.stop);
    const gateway = await startGateway(upstream.url);
    stops.push(() => gateway.stop());
    const nginx = await startNginx(upstream.url);
    if (nginx === null) console.log('Without nginx: apt-get install nginx-light');
    else stops.push(nginx.stop);
    const liteLlm = wanted.liteLlm ? await startLiteLlm(upstream.url) : null;
    if (liteLlm === null && wanted.liteLlm) {
      console.log(
        "Without LiteLLM: python3 -m venv .bench/litellm && .bench/litellm/bin/pip install 'litellm[proxy]'",
      );
    }
    if (liteLlm !== null) stops.push(liteLlm.stop);
    return await work({
      upstream: { name: 'upstream alone', url: upstream.url, pid: null },
      gateway: { name: 'gateway', url: `${gateway.url}/v1`, pid: gateway.pid },
      nginx: nginx && { name: 'nginx, one worker', url: nginx.url, pid: nginx.pid },
      liteLlm: liteLlm && { name: 'LiteLLM, one worker', url: liteLlm.url, pid: liteLlm.pid },
    });
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
};
