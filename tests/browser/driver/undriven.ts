/**
 * A browser that nobody drives, as readers have it: drivers keep pages out of the back/forward cache,
 * and hold on to what they drive. Its pages act by themselves and tell the host what they saw.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { chromiumArguments, type Engine, webKitEnvironment } from "./browsers.ts";

export interface Undriven {
  /** Where its data are. */
  readonly profile: string;
  /** Stops all its processes, as sleep does, and lets them go on. */
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  close(): void;
}

/**
 * Opens `url` in a browser with a new profile, in a process group of its own. `more`: further options
 * of its command line.
 */
export function openUndriven(engine: Engine, url: string, more: readonly string[] = []): Undriven {
  const profile = mkdtempSync(resolve(tmpdir(), "lanes-profile-"));
  // Shows Chromium's pages about itself, of which one discards tabs.
  if (engine === "chromium") {
    writeFileSync(resolve(profile, "Local State"), '{"internal_only_uis_enabled":true}');
  }
  if (engine === "firefox") writeFileSync(resolve(profile, "user.js"), firefoxSwitches);
  const [program = "", ...options] = [...commandOf(engine, profile), ...more];
  const browser: ChildProcess = spawn(program, [...options, url], {
    detached: true,
    stdio: "ignore",
    env: {
      ...process.env,
      ...webKitEnvironment,
      ...(engine === "webkit" && { XDG_DATA_HOME: profile, XDG_CACHE_HOME: profile }),
    },
  });
  const signal = (name: NodeJS.Signals) => {
    if (browser.pid) process.kill(-browser.pid, name);
  };
  return {
    profile,
    signal,
    close() {
      signal("SIGKILL");
      rmSync(profile, { recursive: true, maxRetries: 5 });
    },
  };
}

/** Without pages of the browser's own, and without waiting for services that nothing here reaches. */
const firefoxSwitches = Object.entries({
  "browser.aboutwelcome.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "extensions.getAddons.cache.enabled": false,
  "extensions.update.enabled": false,
})
  .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
  .join("");

function commandOf(engine: Engine, profile: string): string[] {
  const { LANES_CHROMIUM = "", LANES_FIREFOX = "", LANES_WEBKIT_BROWSER = "" } = process.env;
  if (engine === "chromium") {
    const own = ["--headless=new", `--user-data-dir=${profile}`];
    return [LANES_CHROMIUM, ...own, ...chromiumArguments];
  }
  if (engine === "firefox") {
    return [LANES_FIREFOX, "--headless", "--no-remote", "--profile", profile];
  }
  return [LANES_WEBKIT_BROWSER];
}
