/** What the build knows about a page of the site that can be linked and previewed. */

import type { Strategy } from "../spec/types.ts";

/** Image size, px: all networks that show previews display this as a large one. */
export const imageWidth = 1200;
export const imageHeight = 630;

/** The main numbers of a strategy's result. */
export interface Measure {
  how: Strategy;
  wallMs: number;
  longestFreezeMs: number;
  /** Tasks. */
  failed: number;
}

/** Made by make.ts, read by the page's build (plugins/previews.ts). */
export interface Preview {
  /** Its folder in the site, without leading or trailing slashes; "" is the app's page. */
  page: string;
  kind: "app" | "list" | "preset" | "story";
  title: string;
  says: string;
  /** File name beside the list. */
  image: string;
  /** What the image shows, in words. */
  alt: string;
  /** Where and when it was measured, one sentence; "" where nothing on the image was. */
  measured: string;
  /** None where nothing on the image was measured. */
  results: Measure[];
  /** Link to the set-up on Lanes' own page, from the `#` on; "" for the defaults. */
  link: string;
  /** What an embedding frame shows: an address relative to the site's root. */
  frame: string;
  /** CSS px. */
  frameHeight: number;
}

/** File name of the list, beside the images. */
export const listName = "previews.json";
export interface Previews {
  /** A hash of the code and the measurements that it was made from. */
  madeBy: string;
  previews: Preview[];
}
