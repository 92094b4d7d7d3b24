/**
 * Lighthouse's four categories for the page as serve.py serves it, as a phone and as a desktop.
 *
 * The audits are Lighthouse's own with its own throttling (https://github.com/GoogleChrome/lighthouse,
 * "throttling"). Its packages are installed for this benchmark alone (lighthouse/package.json).
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { chromiumArguments } from "../../browser/driver/browsers.ts";
import { startServer } from "../../browser/driver/server.ts";
import { progress, roundsOr } from "../kit/page.ts";
import { atLeast, atMost, type Claim, median, type Report, type Row } from "../kit/report.ts";

const rounds = roundsOr(3);
const program = resolve(import.meta.dirname, "lighthouse/node_modules/lighthouse/cli/index.js");
const categories = ["performance", "accessibility", "best-practices", "seo"] as const;
const formFactors = ["phone", "desktop"] as const;

/** The part of Lighthouse's JSON that is looked at. */
interface Audit {
  lighthouseVersion: string;
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { numericValue?: number; score: number | null; title: string }>;
}

async function audit(url: string, formFactor: (typeof formFactors)[number]): Promise<Audit> {
  const folder = mkdtempSync(resolve(tmpdir(), "lanes-lighthouse-"));
  const path = resolve(folder, "report.json");
  try {
    await promisify(execFile)(
      process.execPath,
      [
        program,
        url,
        "--quiet",
        "--output=json",
        `--output-path=${path}`,
        `--only-categories=${categories.join(",")}`,
        `--chrome-flags=--headless=new ${chromiumArguments.join(" ")}`,
        ...(formFactor === "desktop" ? ["--preset=desktop"] : []),
      ],
      { env: { ...process.env, CHROME_PATH: process.env.LANES_CHROMIUM } },
    );
    return JSON.parse(readFileSync(path, "utf8")) as Audit;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function bench(): Promise<Report> {
  const server = await startServer();
  const rows: Row[] = [];
  const claims: Claim[] = [];
  const failing = new Set<string>();
  let version = "";
  try {
    for (const formFactor of formFactors) {
      const reports: Audit[] = [];
      for (let round = 0; round < rounds; round++) {
        progress(`as a ${formFactor}, ${round + 1} of ${rounds}`);
        reports.push(await audit(server.url, formFactor));
      }
      version = reports[0]?.lighthouseVersion ?? "";
      const score = (category: string) =>
        median(reports.map((report) => 100 * (report.categories[category]?.score ?? 0)));
      const value = (name: string) =>
        median(reports.map((report) => report.audits[name]?.numericValue ?? Number.NaN));
      for (const { audits } of reports) {
        for (const [name, { score, title }] of Object.entries(audits)) {
          if (score !== null && score < 0.9) failing.add(`${formFactor}, ${name}: ${title}`);
        }
      }
      const transferredKb = value("total-byte-weight") / 1000;
      rows.push({
        name: formFactor,
        figures: {
          ...Object.fromEntries(categories.map((category) => [category, score(category)])),
          largestContentfulPaintMs: value("largest-contentful-paint"),
          totalBlockingMs: value("total-blocking-time"),
          layoutShift: value("cumulative-layout-shift"),
          transferredKb,
        },
      });
      for (const category of categories) {
        claims.push(atLeast(`${category}, as a ${formFactor}`, score(category), 95));
      }
      claims.push(atMost(`kB transferred until ready, as a ${formFactor}`, transferredKb, 150));
    }
    return {
      bench: `lighthouse: the page from serve.py, ${rounds} rounds, medians`,
      environment: {
        processor: cpus()[0]?.model ?? "unknown",
        cores: cpus().length,
        lighthouse: version,
      },
      rows,
      claims,
      notes: [...failing],
    };
  } finally {
    await server.stop();
  }
}
