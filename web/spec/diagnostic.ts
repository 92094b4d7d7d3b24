/** What is wrong with somebody's code, and where. */

export interface Diagnostic {
  /** From 1; 0 where nobody knows. */
  line: number;
  /** From 1; 0 where nobody knows. */
  column: number;
  severity: "error" | "warning" | "note";
  text: string;
}
