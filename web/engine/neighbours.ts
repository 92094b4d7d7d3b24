/**
 * Runs of other pages of this origin, heard of on a BroadcastChannel: for browsers that give no lock by
 * which they could wait for each other. A page that is frozen hears nothing and is heard when it thaws,
 * so each says when it began.
 */

const channelName = "lanes-runs";

/** What is said on the channel. Times are on the shared clock. */
interface Told {
  run: string;
  page: string;
  startMs: number;
  /** null while it is under way. */
  endMs: number | null;
}

export class Neighbours {
  readonly #channel: BroadcastChannel | undefined;
  readonly #now: () => number;
  /** By run, the newest that was told of it. */
  readonly #others = new Map<string, Told>();
  #own: Told | undefined;
  #runs = 0;

  constructor(channel: BroadcastChannel | undefined, now: () => number) {
    this.#channel = channel;
    this.#now = now;
    channel?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (!isTold(data)) return;
      const isNew = !this.#others.has(data.run);
      this.#others.set(data.run, data);
      // Whoever begins learns who has begun before.
      if (isNew && this.#own && data.endMs === null) this.#tell(this.#own);
    });
  }

  /** A run of this page, by that name, begins. */
  begin(page: string): void {
    for (const [run, { endMs }] of this.#others) if (endMs !== null) this.#others.delete(run);
    const run = `${Math.random().toString(36).slice(2)}-${++this.#runs}`;
    this.#own = { run, page, startMs: this.#now(), endMs: null };
    this.#tell(this.#own);
  }

  /** It has ended, or ends with its page. */
  end(): void {
    if (this.#own) this.#tell({ ...this.#own, endMs: this.#now() });
    this.#own = undefined;
  }

  /** The page of a run that was under way between these times; "" if none is known. */
  between(startMs: number, endMs: number): string {
    const other = [...this.#others.values()].find(
      (one) => one.startMs < endMs && (one.endMs ?? endMs) > startMs,
    );
    return other?.page ?? "";
  }

  #tell(told: Told): void {
    this.#channel?.postMessage(told);
  }
}

function isTold(data: unknown): data is Told {
  if (typeof data !== "object" || data === null) return false;
  const { run, page, startMs, endMs } = data as Partial<Told>;
  const times = typeof startMs === "number" && (endMs === null || typeof endMs === "number");
  return typeof run === "string" && typeof page === "string" && times;
}

/** undefined where it is refused. */
export function openChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(channelName);
  } catch {
    return undefined;
  }
}
