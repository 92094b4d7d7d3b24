/**
 * Inputs that found something once, or that are unlike all others: the fuzz tests run each of them
 * before they generate any. Lists are by kind; a failing test prints the line to add.
 */

/** What follows an address, from its `#` or `?` on. */
export const links: readonly string[] = [
  "",
  "#",
  "#work=hash&how=sequential,concurrent,parallel&tasks=4&size=2000000&workers=4",
  "#work=query&how=bounded&tasks=10000&latency=5&jitter=100&pool=1&queue=0&timeout=1&seed=4294967295",
  "#how=sequential&loop=worker&tier=workers&backend=modelled&theme=dark&autorun=1&v=1",
  "#work=hash&ref=1~Firefox-153~8~tm-~s2214:2210:21!",
  "#/WORK=Http;How=Sequential,CONCURRENT;Tasks=1,000",
  "#work%3Dhttp%26how%3Dsequential%252Cconcurrent%26tasks%3D50).",
  "#!work=http&amp;amp;how=sequential, concurrent&#038;tasks=50!?",
  "?work=http&utm_source=mail&tasks=5e1#:~:text=tasks=9",
  "#tasks%3D5%26tasks%3D6&tasks%253D7",
  "#%",
  "#%25%25%25=%2525",
  "#=&==&a==b&=c",
  "#tasks=1e309&size=-1e309&seed=1e-9",
  "#tasks=\u0000\u202e\ud800&\ud800=1",
  "#__proto__=1&constructor=2&hasOwnProperty=3&tasks=4",
  "#how=,,,&how=sequential&HOW=parallel",
  "?work&quot;=http",
];

/** What follows an escaped `#` in a path, escaped so many times more. */
export const paths: readonly { link: string; layers: number }[] = [
  { link: "work=hash&tasks=4", layers: 0 },
  { link: "//other.example/tasks=4", layers: 1 },
  { link: "\\\\other.example/tasks=4?tasks=5", layers: 3 },
  { link: "%", layers: 2 },
];

/** The `link` of a `<lanes-demo>`: from its `#` on, or whole. */
export const addresses: readonly string[] = [
  "",
  "http://",
  "https://",
  "//",
  "#work=json",
  "stories/stampede/#pool=40",
  "../../etc/passwd",
  "javascript:alert(1)",
  "https://other.example/stories/x",
];

/** `ref`: an author's results. */
export const references: readonly string[] = [
  "1~Firefox-153~8~tm-~s2214:2210:21,c2230.5:2230:22!,p641:12",
  "1~unknown~0~-m-~s0",
  "2~Firefox-153~8~tm-~s2214",
  "1~Firefox-153~8~tm-~s2214,s2214",
  "1~Firefox-153~8~tm-~s2214,",
  "1~A~1~tm-~s999999999.9:999999999.9:999999999:999999999!",
  "1~~~~",
];

/** Specs as a program gives them to `window.lanes`. */
export const specs: readonly unknown[] = [
  undefined,
  null,
  "#tasks=4",
  { work: "own", code: "new Set([])" },
  { work: "own", code: "\ud800" },
  7,
  [],
  {},
  { work: "hash", how: ["sequential"], tasks: 4, size: 1000 },
  { work: Object.create(null) },
  { how: [] },
  { how: [undefined] },
  // A hole is no strategy either.
  { how: Array(2) },
  { tasks: Number.NaN },
  { tasks: 2n },
  { seed: -0 },
  { ref: 1 },
  { v: 2 },
  { autorun: 1 },
  { theme: Symbol("dark") },
];

/** Calls of `lanes.run`; "aborted": its signal says so already. */
export const calls: readonly { spec: unknown; options: unknown }[] = [
  { spec: {}, options: "aborted" },
  { spec: null, options: "aborted" },
  ...[null, 7, { signal: 5 }, { onProgress: 1 }, { onBegin: {} }, { onResult: "x" }].map(
    (options) => ({ spec: { work: "hash", how: ["sequential"], tasks: 1, size: 10 }, options }),
  ),
];

/** The results of another run, as a program hands them back. */
export const results: readonly unknown[] = [
  undefined,
  null,
  {},
  [],
  [null],
  [{}],
  [{ how: "sequential" }],
  [{ how: "sequential", spec: null }],
];

/** What a page posts to an embed, or to a story in a frame. */
export const messages: readonly unknown[] = [
  null,
  "lanes",
  { target: "lanes" },
  { target: "lanes", type: "run" },
  { target: "lanes", type: "run", spec: null },
  { target: "lanes", type: "run", spec: [] },
  { target: "lanes", type: "run", spec: new Map([["tasks", 4]]) },
  { target: "lanes", type: "run", spec: { work: "mining" } },
  { target: "lanes", type: "run", spec: { tasks: "4" } },
  { target: "lanes", type: "cancel", spec: {} },
  { target: "lanes", type: "theme", theme: "sepia" },
  { target: "lanes", type: "theme", theme: ["dark"] },
  { target: "lanes", type: "toString" },
  { target: ["lanes"], type: "run" },
];

/** What a page posts to the service worker, each with so many ports. */
export const workerMessages: readonly { data: unknown; ports: number }[] = [
  { data: { type: "would-isolate" }, ports: 1 },
  { data: { type: "answer-fetches", run: "a" }, ports: 2 },
  { data: { type: "answer-fetches", run: {} }, ports: 2 },
  { data: { type: "answer-fetches" }, ports: 1 },
  { data: { type: "keep" }, ports: 0 },
  { data: null, ports: 1 },
  { data: undefined, ports: 3 },
  { data: "keep", ports: 1 },
];

/** What a page asks of the service worker, and what the model of its run answers. */
export const workerRequests: readonly {
  path: string;
  elsewhere: boolean;
  method: string;
  mode: string;
  answers: unknown[];
}[] = [
  {
    path: "model/delay?ms=0&run=a",
    elsewhere: false,
    method: "GET",
    mode: "cors",
    answers: [0, "{}"],
  },
  {
    path: "model/delay?ms=0&run=a",
    elsewhere: false,
    method: "GET",
    mode: "cors",
    answers: [0, null],
  },
  { path: "model/delay?ms=0&run=b", elsewhere: false, method: "GET", mode: "cors", answers: [] },
];

/** Bytes sent to serve.py, one character a byte. */
export const requests: readonly string[] = [
  "",
  "\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET /index.html HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n",
  "GET /link/secret.txt HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n",
  "GET /%2e%2e/secret.txt HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET /stories HTTP/1.1\r\nHost: localhost\r\n\r\nGET /stories/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "HEAD /api/health HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
  "GET /api/delay?ms=1&n=%F0%9F%98%80 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  "GET /api/query?id=1&ms=0&pool=2&queue=10&timeout=50&run=a HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello",
  "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
  "GET /\r\n\r\n",
  // These were answered without headers, as HTTP/0.9 has none.
  "GET / HTTP/0.9\r\n\r\n",
  "CGET / HTTP/0.9\r\nContent-Length: 0\r\n\r\n",
  `GET / HTTP/0.9\r\nX: ${"x".repeat(70_000)}\r\n\r\n`,
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
];

/** Values of `code` in a link. */
export const code: readonly string[] = [
  "",
  "1",
  "1AAAAAA",
  "0AAAAAAeA",
  "1AAAAAAAwA",
  "2AAAAAAAwA",
  // It says that more follows, and nothing does.
  "1AAAAAAAAA",
  "1AAAAAA____",
];
