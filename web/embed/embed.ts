/** The embed: one demo in a frame. What it shows is in lanes-embed.ts; work comes when it is asked for. */
import "./lanes-embed.ts";
