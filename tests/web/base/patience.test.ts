import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fetchText } from "../../../web/base/patience.ts";

describe("a text that is fetched within a time", () => {
  let aborted = 0;
  /** Answers after `ms`, or rejects when it is aborted before, as fetch does. */
  const answering = (ms: number, response: () => Response) => {
    vi.stubGlobal("fetch", (_address: string, { signal }: { signal: AbortSignal }) => {
      return new Promise<Response>((resolve, reject) => {
        setTimeout(() => resolve(response()), ms);
        signal.addEventListener("abort", () => {
          aborted++;
          reject(signal.reason);
        });
      });
    });
  };
  const fetched = async (waitMs: number) => {
    const text = fetchText("api/health", 1000);
    await vi.advanceTimersByTimeAsync(waitMs);
    return text;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    aborted = 0;
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test("is the body, and leaves no timer that would keep its signal", async () => {
    answering(900, () => new Response("modelled"));
    expect(await fetched(900)).toBe("modelled");
    expect(vi.getTimerCount()).toBe(0);
    expect(aborted).toBe(0);
  });

  test("is undefined if the status is none of success", async () => {
    answering(1, () => new Response("modelled", { status: 503 }));
    expect(await fetched(1)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is undefined if nothing answers, and the request is aborted", async () => {
    answering(5000, () => new Response("late"));
    expect(await fetched(1100)).toBeUndefined();
    expect(aborted).toBe(1);
  });

  test("is undefined if the body does not arrive, or there is no network", async () => {
    answering(1, () => new Response(new ReadableStream({ start: (body) => body.error("cut") })));
    expect(await fetched(1)).toBeUndefined();
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await fetched(1)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });
});
