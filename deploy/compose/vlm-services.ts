/** The containers of a directory that hold a model: one for each server that VLM_BACKEND may name, of which one runs. */
import type { Accelerator, DeviceWiring, UpstreamImage } from '../accelerators.ts';
import { env, longRunning, type Service } from './service.ts';
import { genaiServer, upstreamServers } from './vlm-servers.ts';

/** By service name: `vlm` is the reference's image, others are named after their server. */
export function vlmServices(accelerator: Accelerator): Record<string, Service> {
  const services: Record<string, Service> = {};
  if (accelerator.genai.length > 0) {
    services.vlm = {
      ...inPlace(genaiServer(accelerator.name), accelerator.wiring),
      profiles: accelerator.genai,
      ...(accelerator.genaiUser === 'root' ? { user: 'root' } : {}),
    };
  }
  for (const [name, { image, wiring }] of Object.entries(accelerator.upstream) as [
    keyof typeof upstreamServers,
    UpstreamImage,
  ][]) {
    services[`vlm-${name}`] = {
      ...inPlace(upstreamServers[name](image), wiring ?? accelerator.wiring),
      profiles: [name],
      networks: { default: { aliases: ['vlm'] } },
    };
  }
  return services;
}

/** A server on its card; `card` is the one it gets where the user names none. */
export const inPlace = (server: Service, wiring: DeviceWiring, card = 0): Service => ({
  ...server,
  environment: { ...server.environment, ...cardVariables(wiring, card) },
  volumes: [...(server.volumes ?? []), ...(wiring.volumes ?? [])],
  ...deviceKeys(wiring, card),
  stop_grace_period: '40s',
  ...longRunning,
});

function cardVariables({ visibleDevices }: DeviceWiring, card: number): Record<string, string> {
  const names: readonly string[] = visibleDevices ?? [];
  const [first] = names;
  return first === undefined ? {} : Object.fromEntries(names.map((name) => [name, env(first, String(card))]));
}

/** A privileged container has every capability; all others start from none. */
function deviceKeys(wiring: DeviceWiring, card: number): Partial<Service> {
  const securityOpt = [
    ...(wiring.privileged ? [] : ['no-new-privileges:true']),
    ...(wiring.securityOpt ?? []),
  ];
  return {
    ...(wiring.privileged ? { privileged: true } : { cap_drop: ['ALL'] }),
    ...(wiring.capAdd && { cap_add: wiring.capAdd }),
    ...(securityOpt.length > 0 && { security_opt: securityOpt }),
    ...(wiring.devices && { devices: wiring.devices }),
    ...(wiring.groupAdd && { group_add: wiring.groupAdd }),
    ...(wiring.ulimits && { ulimits: wiring.ulimits }),
    ...(wiring.pid && { pid: wiring.pid }),
    ...(wiring.shmSize && { shm_size: env('VLM_SHM_SIZE', wiring.shmSize) }),
    ...(wiring.nvidiaDeviceVariable && {
      deploy: nvidiaCard(env(wiring.nvidiaDeviceVariable, String(card))),
    }),
  };
}

const nvidiaCard = (deviceId: string): NonNullable<Service['deploy']> => ({
  resources: {
    reservations: { devices: [{ driver: 'nvidia', device_ids: [deviceId], capabilities: ['gpu'] }] },
  },
});
