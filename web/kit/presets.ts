/** Set-ups worth one press. */
import type { Spec } from "../spec/types.ts";

export interface Preset {
  name: string;
  title: string;
  says: string;
  spec: Partial<Spec>;
}

export const presets: readonly Preset[] = [
  {
    name: "cpu",
    title: "CPU demo",
    says: "4 hashes, three ways",
    spec: {
      work: "hash",
      how: ["sequential", "concurrent", "parallel"],
      tasks: 4,
      size: 2_000_000,
    },
  },
  {
    name: "io",
    title: "I/O demo",
    says: "10 requests, two ways",
    spec: { work: "http", how: ["sequential", "concurrent"], tasks: 10, latency: 1000 },
  },
];

/** Does the spec say what the preset says? What the preset leaves open may be anything. */
export function isPreset(spec: Spec, preset: Preset): boolean {
  return Object.entries(preset.spec).every(
    ([key, value]) => String(spec[key as keyof Spec]) === String(value),
  );
}
