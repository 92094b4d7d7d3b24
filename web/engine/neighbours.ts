/**
 * Runs of other pages of this origin, announced on a BroadcastChannel, for browsers that grant no
 * lock to wait on. A frozen page neither sends nor receives until it thaws, so every message says
 * when its run began.
 */

const channelName = "lanes-runs";

/** A message on the channel. Times are on the shared clock. */
interface Told {
  run: string;
  page: string;
  startMs: number;
  /** null while the run is in progress. */
  endMs: number | null;
}

export class Neighbours {
  readonly #channel: BroadcastChannel | undefined;
  readonly #now: () => number;
  /** By run, its latest message. */
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
      // A new run is told of those that began before it.
      if (isNew && this.#own && data.endMs === null) this.#tell(this.#own);
    });
  }

  /** Announces a run of this page under that name. */
  begin(page: string): void {
    for (const [run, { endMs }] of this.#others) if (endMs !== null) this.#others.delete(run);
    const run = `${Math.random().toString(36).slice(2)}-${++this.#runs}`;
    this.#own = { run, page, startMs: this.#now(), endMs: null };
    this.#tell(this.#own);
  }

  /** The run has ended, or ends with its page. */
  end(): void {
    if (this.#own) this.#tell({ ...this.#own, endMs: this.#now() });
    this.#own = undefined;
  }

  /** The page of a run that overlapped this interval; "" if none is known. */
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
