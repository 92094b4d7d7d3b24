/** serve.py under 500 delays of a second at once, over connections of their own. */
import { Agent, get } from "node:http";
import { cpus } from "node:os";
import { startServer } from "../../browser/driver/server.ts";
import { roundsOr } from "../kit/page.ts";
import { atMost, median, type Report, spread } from "../kit/report.ts";

const rounds = roundsOr(3);
const requests = 500;
const delayMs = 1000;

function ask(url: string, agent: Agent): Promise<void> {
  return new Promise((answered, failed) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.once("end", answered);
    }).once("error", failed);
  });
}

export async function bench(): Promise<Report> {
  const server = await startServer();
  const agent = new Agent({ maxSockets: requests });
  const tookMs: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const beganMs = performance.now();
      await Promise.all(
        Array.from({ length: requests }, (_, n) =>
          ask(`${server.url}api/delay?ms=${delayMs}&n=${n}`, agent),
        ),
      );
      tookMs.push(performance.now() - beganMs);
    }
  } finally {
    agent.destroy();
    await server.stop();
  }
  return {
    bench: `serve: ${requests} delays of ${delayMs} ms at once, ${rounds} rounds`,
    environment: { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length },
    rows: [{ name: "all answered after", figures: spread(tookMs) }],
    claims: [atMost("all answered after, median ms", median(tookMs), 5000)],
  };
}
