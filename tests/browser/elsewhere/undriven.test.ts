/**
 * What a driven browser cannot show. Measured in Firefox 153: during a WebDriver session, a worker
 * that starts several others hangs more often than not, on any page. So here the page itself makes
 * the run, in an undriven Firefox, and reports the outcome to the host.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import headers from "../../../web/headers.json" with { type: "json" };
import { needs } from "../driver/browsers.ts";
import { builtSite, startPlainHost } from "../driver/plain-host.ts";
import { until } from "../driver/reader.ts";

const link = "embed.html#work=hash&size=10&tasks=64&how=parallel&workers=64&tier=threads";
const page = `<!doctype html>
<title>Sixty-four threads</title>
<script>
  addEventListener("message", ({ source, data }) => {
    if (source !== document.querySelector("iframe").contentWindow || data.source !== "lanes") return;
    if (data.type === "ready") source.postMessage({ target: "lanes", type: "run" }, origin);
    if (data.type === "error") fetch("told/" + data.message);
    if (data.type === "result") {
      const [{ environment, tasks }] = data.results;
      fetch("told/" + environment.tier + " " + tasks.ok);
    }
  });
</script>
<iframe src="${link}"></iframe>`;

test("Firefox starts as many threads as a link can ask for", needs("firefox"), async () => {
  const site = mkdtempSync(resolve(tmpdir(), "lanes-site-"));
  const profile = mkdtempSync(resolve(tmpdir(), "lanes-profile-"));
  cpSync(builtSite, site, { recursive: true });
  writeFileSync(resolve(site, "undriven.html"), page);
  const host = await startPlainHost({}, { site, headers: headers.isolation });
  const options = ["--headless", "--no-remote", "--profile", profile, `${host.url}undriven.html`];
  // In its own process group, so that all its processes are ended together.
  const firefox = spawn(process.env.LANES_FIREFOX ?? "", options, {
    detached: true,
    stdio: "ignore",
  });
  const told = () => host.asked.find((path) => path.startsWith("told/"));
  try {
    await until(async () => told() !== undefined, "the page to tell");
    expect(told()).toBe("told/threads 64");
  } finally {
    if (firefox.pid) process.kill(-firefox.pid, "SIGKILL");
    await host.stop();
    for (const folder of [site, profile]) rmSync(folder, { recursive: true, maxRetries: 5 });
  }
});
