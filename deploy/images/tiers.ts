/** What goes into the image of a tier: its service, and for the pipeline the command line, which works on jobs and keeps models. */
export const tiers = {
  pipeline: ['services/pipeline', 'packages/cli'],
  gateway: ['services/gateway'],
} as const;
export type Tier = keyof typeof tiers;

export function tierOf(name: string | undefined): Tier {
  if (name === undefined || !Object.hasOwn(tiers, name)) {
    throw new Error(`the tier is one of ${Object.keys(tiers).join(', ')}`);
  }
  return name as Tier;
}
