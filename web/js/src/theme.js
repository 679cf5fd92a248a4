// Runs before the first paint, so that a page never flashes in the wrong theme.
try {
  const theme = localStorage.getItem("podlife.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // The browser keeps nothing for this page: the system's theme holds.
}
