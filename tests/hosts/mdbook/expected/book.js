// What mdBook's own book.js does to code blocks: the class of its highlighter, and buttons in front of the code.
for (const code of document.querySelectorAll("pre > code")) {
  code.classList.add("hljs");
  const buttons = document.createElement("div");
  buttons.className = "buttons";
  buttons.innerHTML = '<button class="clip-button" title="Copy to clipboard" aria-label="Copy to clipboard"><i class="tooltiptext"></i></button>';
  code.before(buttons);
}
// And its menu of themes.
const html = document.documentElement;
document.getElementById("mdbook-theme-navy").addEventListener("click", () => html.classList.replace("light", "navy"));
