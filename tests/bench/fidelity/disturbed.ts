/**
 * What is said of runs on a machine that does other things, and on one that does not: the same set-ups
 * with a foreign process on each core, and with none.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpus } from "node:os";
import type { Result, Spec } from "../../../web/spec/types.ts";
import { catalogue } from "../../../web/spec/works.ts";
import { environment, openPage, progress, roundsOr } from "../kit/page.ts";
import { atLeast, atMost, median, type Report, type Row } from "../kit/report.ts";

/** Of each work, on each side. */
const rounds = roundsOr(3);
const workers = cpus().length;
const works = catalogue
  .filter(({ bound, bringsCode }) => bound === "cpu" && !bringsCode)
  .map(({ name }) => name);
const how = ["sequential", "concurrent", "parallel"] as const;

type Told = Pick<Result, "how" | "disturbed" | "lost"> & { work: string };

/** Computes until killed, on a core chosen by the system. */
function busy(): ChildProcess {
  return spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
}

export async function bench(): Promise<Report> {
  const opened = await openPage();
  const runs = { alone: [] as Told[], busy: [] as Told[] };
  /** Whole set-ups of which every strategy was taken for clean. */
  const clean = { alone: 0, busy: 0 };
  try {
    for (let round = 0; round < rounds; round++) {
      for (const side of ["alone", "busy"] as const) {
        const others = side === "busy" ? cpus().map(busy) : [];
        try {
          for (const work of works) {
            progress(`round ${round + 1} of ${rounds}: ${work}, ${side}`);
            const spec: Partial<Spec> = { work, how: [...how], workers, tasks: 4 };
            const told = await opened.tab.evaluate(
              async (wanted: Partial<Spec>) =>
                (await window.lanes.run(wanted)).map(({ how, disturbed, lost }) => ({
                  how,
                  disturbed,
                  lost,
                })),
              spec,
            );
            runs[side].push(...told.map((one) => ({ ...one, work })));
            if (told.every(({ disturbed }) => disturbed === "")) clean[side]++;
          }
        } finally {
          for (const other of others) other.kill("SIGKILL");
        }
      }
    }
    const share = (side: "alone" | "busy", strategy: string) => {
      const of = runs[side].filter((one) => one.how === strategy);
      return of.filter(({ disturbed }) => disturbed !== "").length / of.length;
    };
    const lost = (side: "alone" | "busy", work: string, strategy: string) =>
      median(
        runs[side]
          .filter((one) => one.work === work && one.how === strategy)
          .map((one) => one.lost),
      );
    const rows: Row[] = works.flatMap((work) =>
      how.map((name) => ({
        name: `${work}, ${name}`,
        figures: { lostAlone: lost("alone", work, name), lostBusy: lost("busy", work, name) },
      })),
    );
    const setUps = rounds * works.length;
    return {
      bench: `disturbed: ${setUps} set-ups alone, and with a foreign process on each core`,
      environment: await environment(opened.tab),
      rows,
      claims: [
        atMost(
          "parallel runs alone that are called disturbed, share",
          share("alone", "parallel"),
          0,
        ),
        atLeast("parallel runs on a busy machine that are, share", share("busy", "parallel"), 1),
        atMost("set-ups on a busy machine of which all is taken for clean", clean.busy, 0),
        atLeast("set-ups alone of which all is", clean.alone, setUps),
      ],
    };
  } finally {
    await opened.close();
  }
}
