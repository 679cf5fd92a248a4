// mdBook's own scripts are no modules: this loads one.
import("https://podlife.dev/podlife-embed.js");
