/** A story in somebody else's page: without the site's own frame (story.css), and heard by the host. */
import { announceHeight, hearHost, openLinksOutside, tellHost } from "../embed/host-page.ts";
import { showTheme } from "../kit/look/theme.ts";

export function settleInFrame(cancel: () => void): void {
  document.documentElement.dataset.framed = "";
  announceHeight();
  openLinksOutside();
  hearHost((message) => {
    if (message.type === "cancel") cancel();
    else if (message.type === "theme") showTheme(message.theme);
  });
  tellHost({ source: "lanes", type: "ready", version: window.lanes.version });
}
