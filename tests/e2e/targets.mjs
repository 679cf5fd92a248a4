// Which targets of a page are too small for a finger.

/** Runs in the page: what can be pressed and is smaller than `least` pixels. */
function small(least) {
  const pressed = 'a[href], button, input, select, textarea, summary, label:has(input), [role="tab"], [role="slider"], [role="option"], [tabindex="0"]';
  const seen = [...document.querySelectorAll(pressed)].filter((element) => {
    if (element.disabled || element.closest('[inert], .for-hearing, .skip, .cm-editor')) return false;
    // Bars and marks of the picture: its slider, steps and search lead to each of them.
    if (element.closest('svg')) return false;
    // What is only scrolled by keys.
    if (element.matches('pre, .terminal, .status, [role="log"], [role="tabpanel"], [role="region"]')) return false;
    const { width, height } = element.getBoundingClientRect();
    // What is scrolled away, or lies under a menu, is not pressed now.
    const { left, top } = element.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!hit || !(element.contains(hit) || hit.contains(element) || element.parentElement.contains(hit))) return false;
    return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  });
  const boxes = new Map(seen.map((element) => [element, element.getBoundingClientRect()]));
  return seen.flatMap((element) => {
    const box = boxes.get(element);
    if (box.width >= least && box.height >= least) return [];
    // Links within a sentence are as high as its lines.
    const style = getComputedStyle(element);
    if (style.display === 'inline' && [...element.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) return [];
    if (element.matches('input') && element.closest('label')) return [];
    // A circle of 24 pixels around its middle that meets no other target: the exception of WCAG 2.5.8.
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const meets = (other) => {
      const next = boxes.get(other);
      const [dx, dy] = [Math.max(next.left - x, 0, x - next.right), Math.max(next.top - y, 0, y - next.bottom)];
      return Math.hypot(dx, dy) < least / 2;
    };
    const near = seen.find((other) => other !== element && !other.contains(element) && !element.contains(other) && meets(other));
    const name = element.ariaLabel || element.textContent.trim().slice(0, 30) || element.className || element.name;
    return near ? [`${element.tagName.toLowerCase()} "${name}" ${Math.round(box.width)}x${Math.round(box.height)}, next to "${near.ariaLabel || near.textContent.trim().slice(0, 20)}"`] : [];
  });
}

export const tooSmall = (page, least = 44) => page.evaluate(small, least);
