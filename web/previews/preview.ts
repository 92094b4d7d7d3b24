/** A page of the site that can be linked and previewed, and what the build knows of it. */

import type { Strategy } from "../spec/types.ts";

/** Of the image, px: what every network that shows previews takes for a large one. */
export const imageWidth = 1200;
export const imageHeight = 630;

/** What a strategy came to. */
export interface Measure {
  how: Strategy;
  wallMs: number;
  longestFreezeMs: number;
  /** Tasks. */
  failed: number;
}

/** Made by make.ts, read by the page's build (plugins/previews.ts). */
export interface Preview {
  /** Its folder in the site, without slashes at its ends; "" is the first page. */
  page: string;
  kind: "app" | "list" | "preset" | "story";
  title: string;
  says: string;
  /** File name beside the list. */
  image: string;
  /** What the image shows, in words. */
  alt: string;
  /** Where and when it was measured, one sentence; "" where the image is a plain card. */
  measured: string;
  /** None where the image is a plain card. */
  results: Measure[];
  /** The set-up on Lanes' own page, from the `#` on. */
  link: string;
  /** What a frame shows of it: an address inside the site. */
  frame: string;
  /** CSS px. */
  frameHeight: number;
}

/** The list, as a file beside the images. */
export const listName = "previews.json";
export interface Previews {
  /** Changes with whatever made it. */
  madeBy: string;
  previews: Preview[];
}
