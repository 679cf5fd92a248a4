// Runs before the first paint, so that a page never flashes in the wrong theme.
try {
  const theme = localStorage.getItem("podlife.theme");
  if (theme) document.documentElement.dataset.theme = theme;
  // Pages of the docs, which have this script as a file, do not all carry the colors of the high contrast.
  const { src } = document.currentScript;
  if (theme === "contrast" && src) {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("contrast.css", src).href });
    sheet.setAttribute("blocking", "render");
    document.head.append(sheet);
  }
} catch {
  // The browser keeps nothing for this page: the system's theme holds.
}
