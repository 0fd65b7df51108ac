/** The part of the Compose specification that the generated files use. */
export interface HealthCheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period: string;
}

export interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly command?: string | readonly string[];
  readonly user?: string;
  readonly ports?: readonly string[];
  readonly env_file?: string;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly tmpfs?: readonly string[];
  readonly networks?: Readonly<Record<string, { readonly aliases: readonly string[] }>>;
  readonly extra_hosts?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly restart?: boolean }>>;
  readonly healthcheck?: HealthCheck;
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly pid?: string;
  readonly shm_size?: string;
  readonly devices?: readonly string[];
  readonly group_add?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly ulimits?: Readonly<Record<string, number>>;
  readonly runtime?: string;
  readonly deploy?: {
    readonly resources: { readonly reservations: { readonly devices: readonly DeviceReservation[] } };
  };
  readonly logging?: { readonly driver: string };
  readonly restart?: string;
  readonly stop_grace_period?: string;
}

interface DeviceReservation {
  readonly driver: string;
  readonly device_ids: readonly string[];
  readonly capabilities: readonly string[];
}

export interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: Readonly<Record<string, null>>;
  readonly configs?: Readonly<Record<string, { readonly content: string }>>;
}

/** A variable of `.env`, for Compose to fill in; the default holds where the file has lost the line. */
export const env = (name: string, fallback = '') => `\${${name}:-${fallback}}`;

/** `text` where the variable is set, else nothing. */
export const whenSet = (name: string, text: string) => `\${${name}:+${text}}`;

/** A file or directory that the user may name in a variable, at a fixed place in the container; nothing is there without it. */
export const optionalFile = (name: string, target: string) => `${env(name, '/dev/null')}:${target}:ro`;

/** What every container does: come back after a crash, and keep its log within bounds (Docker's `local` driver rotates). */
export const longRunning = { logging: { driver: 'local' }, restart: 'unless-stopped' } as const;

/** Nothing to gain for who breaks in: no root, nothing to write to but its volumes, no privileges to come by. */
export const confined = {
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
} as const;
