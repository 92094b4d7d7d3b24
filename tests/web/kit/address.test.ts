import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AddressBar } from "../../../web/kit/address.ts";
import { linkKeys } from "../../../web/spec/link/grammar.ts";

/** Stubs the globals of a window with a URL; `framed`: it is inside another window. */
function windowWith(framed: boolean) {
  const location = { hash: "", pathname: "/", search: "?q" };
  const written: string[] = [];
  const history = {
    state: null,
    refuses: false,
    replaceState(_state: unknown, _title: string, url: string) {
      if (history.refuses) throw new DOMException("Too many", "SecurityError");
      written.push(url);
      location.hash = url.replace(/^[^#]*/, "");
    },
  };
  const window = { top: {} as unknown };
  if (!framed) window.top = window;
  for (const [name, value] of Object.entries({ location, history, window })) {
    vi.stubGlobal(name, value);
  }
  return { location, history, written };
}

describe("the address bar", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("shows the first change at once, and soon the last of many", () => {
    const { written } = windowWith(false);
    const bar = new AddressBar(linkKeys);
    for (let seed = 1; seed <= 50; seed++) {
      bar.show(`#seed=${seed}`);
      vi.advanceTimersByTime(10);
    }
    vi.runAllTimers();
    expect(written[0]).toBe("/?q#seed=1");
    expect(written.at(-1)).toBe("/?q#seed=50");
    expect(written.length).toBeLessThan(5);
  });

  it("changes less often than browsers allow, 100 times in 30 s", () => {
    const { written } = windowWith(false);
    const bar = new AddressBar(linkKeys);
    for (let ms = 0; ms < 30_000; ms += 50) {
      bar.show(`#seed=${ms}`);
      vi.advanceTimersByTime(50);
    }
    expect(written.length).toBeLessThan(100);
  });

  it("takes the hash away where there is nothing to say", () => {
    const { written, location } = windowWith(false);
    location.hash = "#seed=2";
    new AddressBar(linkKeys).show("");
    expect(written).toEqual(["/?q"]);
  });

  it("says in its fragment what the query said of the page, and keeps the rest of the query", () => {
    const { written, location } = windowWith(false);
    location.search = "?utm_source=mail&work=json&tasks=7";
    const bar = new AddressBar(linkKeys);
    expect(bar.link()).toBe("work=json&tasks=7");
    bar.show("#work=json&tasks=8");
    bar.dispose();
    location.hash = "";
    bar.show("");
    expect(written).toEqual(["/?utm_source=mail#work=json&tasks=8", "/?utm_source=mail"]);
  });

  it("never changes inside a frame", () => {
    const { written } = windowWith(true);
    new AddressBar(linkKeys).show("#seed=1");
    vi.runAllTimers();
    expect(written).toEqual([]);
  });

  it("shows nothing more when another link was followed", () => {
    const { written } = windowWith(false);
    const bar = new AddressBar(linkKeys);
    bar.show("#seed=1");
    bar.show("#seed=2");
    bar.dispose();
    vi.runAllTimers();
    expect(written).toEqual(["/?q#seed=1"]);
  });

  it("catches up after a browser has refused a change", () => {
    const { written, history } = windowWith(false);
    const bar = new AddressBar(linkKeys);
    history.refuses = true;
    bar.show("#seed=1");
    history.refuses = false;
    vi.runAllTimers();
    expect(written).toEqual(["/?q#seed=1"]);
  });
});
