/** Results as a file, in one of five formats. Loaded on the first export. */
import { type ExportFormat, LanesError, type Result, type Spec } from "../../spec/types.ts";
import { csvOf } from "./csv.ts";
import { figureHeight, figureOf, figureWidth } from "./figure.ts";
import type { FigureTheme } from "./figure-theme.ts";
import { jsonOf } from "./json.ts";
import { pngOf } from "./png.ts";
import { setUpOf } from "./set-up.ts";
import { traceOf } from "./trace.ts";

export { fileNameOf } from "./set-up.ts";

export interface ExportContext {
  theme: FigureTheme;
  /** The URL that opens a set-up. */
  linkTo(spec: Spec): string;
}

export async function exportResults(
  results: readonly Result[],
  format: ExportFormat,
  { theme, linkTo }: ExportContext,
): Promise<Blob> {
  if (!Array.isArray(results) || results.length === 0 || !results.every(isResult)) {
    throw new LanesError("bad-spec", "There is nothing to export: give the results of a run.");
  }
  const spec = setUpOf(results);
  const link = spec ? linkTo(spec) : "";
  switch (format) {
    case "trace":
      return blobOf(JSON.stringify(traceOf(results, link)), "application/json");
    case "csv":
      return blobOf(
        csvOf(results, ({ spec: its, how }) => linkTo({ ...its, how: [how], ref: "" })),
        "text/csv;charset=utf-8;header=present",
      );
    case "json":
      return blobOf(jsonOf(results), "application/json");
    case "svg":
      return blobOf(figureOf(results, { theme, link }), "image/svg+xml");
    case "png":
      return pngOf(figureOf(results, { theme, link }), figureWidth, figureHeight);
    default:
      throw new LanesError("bad-spec", "Results can be had as trace, csv, json, svg or png.");
  }
}

/** Catches mistakes, not forgeries: results of `lanes.run`, and their JSON, have these fields. */
function isResult(value: Partial<Result> | null): boolean {
  return Boolean(value?.spec && value.spans && value.eventLoop && value.environment);
}

function blobOf(text: string, type: string): Blob {
  return new Blob([text], { type });
}
