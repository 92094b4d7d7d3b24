/** What a reader takes along of a story: its link, and the code that embeds it. */
import { siteRoot } from "../base/site.ts";
import { storyEmbedCode, storyHeight } from "../share/embed-code.ts";
import { later } from "../spec/later.ts";
import type { Spec } from "../spec/types.ts";
import { stories } from "./catalogue.ts";

/** Copies the link with `hash`, and says where it is then. */
export async function copyStoryLink(hash: string): Promise<string> {
  const link = new URL(location.pathname + hash, location.href);
  try {
    await navigator.clipboard.writeText(link.href);
    return "Copied";
  } catch {
    return "It is in the address bar";
  }
}

/** Shows the dialog to embed the story of this page; `hash`: of its link, by theme. */
export async function embedStory(
  theme: Spec["theme"],
  hash: (theme: Spec["theme"]) => string,
): Promise<void> {
  const story = stories.find(({ name }) => location.pathname.includes(`/stories/${name}/`));
  if (!story) return;
  const { showEmbedDialog } = await later("The dialog", import("../kit/embed/embed-dialog.ts"));
  showEmbedDialog({
    what: "this story",
    theme,
    height: storyHeight,
    code: ({ theme: chosen, ...options }) => storyEmbedCode(story, hash(chosen), options, siteRoot),
  });
}
