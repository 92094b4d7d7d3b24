/** The address of a worker's built script. */
declare module "*?worker&url" {
  const address: string;
  export default address;
}
