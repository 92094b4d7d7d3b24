/** The pages below `try/`: one for each preset, and the list of them. */
import { inHtml } from "../base/html.ts";
import { imageHeight, imageWidth, type Preview } from "./preview.ts";

/** HTML without the tags that head.ts adds. */
export function presetPage({ title, says, alt, measured, link }: Preview): string {
  return page(
    { title, says, root: "../../", trail: '<a href="../">To try</a>' },
    `      <figure class="measured">
        <img vite-ignore src="./preview.png" width="${imageWidth}" height="${imageHeight}" alt="${inHtml(alt)}" />
${measured && `        <figcaption>${inHtml(measured)} Your numbers will differ.</figcaption>\n`}      </figure>
      <p class="run"><a href="../../${inHtml(link || "#")}">Run it in your browser</a></p>`,
  );
}

export function listPage(about: Pick<Preview, "title" | "says">, all: readonly Preview[]): string {
  const items = all.map(
    ({ page: folder, title, says }) => `        <li>
          <a href="./${inHtml(folder.replace(/^try\//, ""))}/">
            <img vite-ignore src="./${inHtml(folder.replace(/^try\//, ""))}/preview.png" width="${imageWidth}" height="${imageHeight}" alt="" loading="lazy" />
            <b>${inHtml(title)}</b>
          </a>
          <span>${inHtml(says)}</span>
        </li>`,
  );
  return page(
    { ...about, root: "../", trail: "" },
    `      <ul class="cases">\n${items.join("\n")}\n      </ul>`,
  );
}

interface About {
  title: string;
  says: string;
  /** Relative path to the site's root. */
  root: string;
  /** Breadcrumbs after "Lanes"; HTML. */
  trail: string;
}

function page({ title, says, root, trail }: About, main: string): string {
  const [name, text] = [inHtml(title), inHtml(says)];
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${name} | Lanes</title>
    <meta name="description" content="${text}" />
    <meta property="og:title" content="${name}" />
    <meta property="og:description" content="${text}" />
    <meta property="og:type" content="article" />
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" content="#f7f5f0" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#121416" media="(prefers-color-scheme: dark)" />
    <link rel="icon" href="${root}favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="${root}styles/page.css" />
    <link rel="stylesheet" href="${root}stories/story.css" />
    <link rel="stylesheet" href="${root}previews/try.css" />
  </head>
  <body class="story">
    <header>
      <p class="trail"><a href="${root}">Lanes</a>${trail && ` / ${trail}`}</p>
      <h1>${name}</h1>
      <p class="lede">${text}</p>
    </header>
    <main>
${main}
    </main>
  </body>
</html>
`;
}
