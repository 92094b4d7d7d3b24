/** The address of a worker's built script. */
declare module "*?worker&url" {
  const address: string;
  export default address;
}
/** The code of the strategies (plugins/shown-code.ts). */
declare module "lanes:code" {
  const code: import("./kit/code/shown-code.ts").ShownCode;
  export default code;
}
/** The code of the programs with shared state (plugins/program-code.ts). */
declare module "lanes:program-code" {
  const code: import("./kit/code/program-code.ts").ProgramCode;
  export default code;
}
