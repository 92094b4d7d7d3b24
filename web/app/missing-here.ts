/**
 * What Lanes does without on this page: what is missing, why that is usually so, and what works in its
 * place. What nothing can do without is in workers/essentials.ts; shared memory and JSPI, of which
 * a page knows when it is ready, in engine/capabilities.ts.
 */

interface Piece {
  /** May throw: what is refused is missing. */
  here(): unknown;
  /** One sentence. */
  says: string;
}

const pieces: readonly Piece[] = [
  {
    here: () => navigator.serviceWorker,
    says: "No service workers, as in some private windows, in sandboxed frames and without https: a worker answers the modelled requests directly, and nothing is kept for use without a network.",
  },
  {
    here: () => localStorage && sessionStorage,
    says: "No storage, because this browser blocks cookies and site data: nothing is remembered when you leave, and everything runs.",
  },
  {
    here: () => navigator.storage.getDirectory,
    says: "No private file system, as in some private windows, in frames of other sites and without https: file reads read from memory.",
  },
  {
    here: () => document.createElement("canvas").getContext("webgl2"),
    says: "No WebGL, as without a graphics driver or where it is switched off for privacy: pulses and timeline are drawn with Canvas 2D.",
  },
  {
    here: readsBack,
    says: "Canvases cannot be read, which some browsers forbid because it identifies devices: generated pictures are resized, your own cannot be.",
  },
  {
    here: () => OffscreenCanvas && HTMLCanvasElement.prototype.transferControlToOffscreen,
    says: "No OffscreenCanvas, as in older browsers: the watchdog draws no pulse, and tells in words what it finds.",
  },
  {
    here: () => navigator.locks,
    says: "No Web Locks, as without https: two runs in two tabs do not wait for each other, and are marked where they notice.",
  },
  {
    here: () => CompressionStream,
    says: "No CompressionStream, as in browsers from before 2023: a set-up’s link does without.",
  },
  {
    here: () => SharedWorker,
    says: "No shared workers, as in most browsers on Android: each page starts workers of its own.",
  },
  {
    here: () => navigator.hardwareConcurrency,
    says: "The number of cores is not told, which some browsers hide because it identifies devices: Lanes takes it to be one, so set the workers yourself.",
  },
  {
    here: () => crypto.subtle,
    says: "No crypto.subtle, because this address is neither https nor this machine’s own: hashes are computed in C++ all the same.",
  },
];

/** A sentence for each. */
export function missingHere(): string[] {
  return pieces
    .filter(({ here }) => {
      try {
        return !here();
      } catch {
        return true;
      }
    })
    .map(({ says }) => says);
}

/** What is drawn is what is read. */
function readsBack(): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d");
  if (!context) return false;
  context.fillStyle = "#f00";
  context.fillRect(0, 0, 1, 1);
  return String(context.getImageData(0, 0, 1, 1).data) === "255,0,0,255";
}
