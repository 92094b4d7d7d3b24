/** The script of 404.html: offers the link that is in the path, if there is one. */
import { linkInPath } from "./link-in-path.ts";

const meant = linkInPath(location);
const offer = document.getElementById("offer");
if (meant && offer) {
  const { href } = new URL(meant, location.origin);
  const link = document.createElement("a");
  link.href = href;
  link.textContent = readable(href);
  offer.append(" ", link);
  offer.hidden = false;
}

function readable(address: string): string {
  try {
    return decodeURIComponent(decodeURIComponent(address));
  } catch {
    return address;
  }
}
