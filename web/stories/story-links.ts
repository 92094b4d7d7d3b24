/** Links onward: the other stories, the first page of the series, the app. */
import { css, html, LitElement } from "lit";
import { base } from "../kit/look/shared-styles.ts";
import { stories } from "./catalogue.ts";

export class StoryLinks extends LitElement {
  static override properties = { here: {} };
  /** The story that this page is; empty on the first page of the series. */
  declare here: string;

  static override styles = [
    base,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
        gap: 0.75rem 2rem;
      }
      a {
        display: block;
        min-block-size: 2.75rem;
        padding-block: 0.625rem;
        border-block-start: 2px solid var(--ink);
        color: inherit;
        text-decoration: none;
      }
      a:hover b {
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      span {
        display: block;
        color: var(--muted);
        font-size: 0.9375rem;
        text-wrap: pretty;
      }
    `,
  ];

  constructor() {
    super();
    this.here = "";
  }

  override render(): unknown {
    const series = this.here === "" ? "./" : "../";
    const others = stories.filter(({ name }) => name !== this.here);
    return html`
      <nav aria-label="The series">
        <ul>
          ${others.map(
            ({ name, title, says }) => html`
              <li><a href="${series}${name}/"><b>${title}</b><span>${says}</span></a></li>
            `,
          )}
          ${
            this.here === ""
              ? ""
              : html`<li>
                  <a href=${series}><b>Three words</b><span>Concurrency, parallelism, async.</span></a>
                </li>`
          }
          <li>
            <a href="${series}../"
              ><b>Run your own</b><span>Any work, five ways, with your numbers.</span></a
            >
          </li>
        </ul>
      </nav>
    `;
  }
}

customElements.define("story-links", StoryLinks);
