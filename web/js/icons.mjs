// Draws the site's icon, an SVG of a few shapes, as PNG files for systems that want those.

import { deflateSync } from "node:zlib";

// The icon's side in its own units, and how much of a maskable one systems may cut off.
const SIDE = 36;
const SAFE = 0.66;

/** The icon as a PNG of `size` pixels; a maskable one stands small on a filled ground. */
export function icon(svg, size, isMaskable) {
  const shapes = [...svg.matchAll(/<(rect|path|circle) ([^>]*)\/>/g)].map(([, name, words]) => {
    const at = Object.fromEntries([...words.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
    return { distance: SHAPES[name](at), fill: color(at.fill), stroke: color(at.stroke), width: Number(at["stroke-width"]) };
  });
  const scale = (size / SIDE) * (isMaskable ? SAFE : 1);
  // The drawing lies between 2 and 34 across and a little above the middle.
  const [left, top] = [size / 2 - 18 * scale, size / 2 - (isMaskable ? 17.8 : 18) * scale];
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const [u, v] = [(x + 0.5 - left) / scale, (y + 0.5 - top) / scale];
      let pixel = isMaskable ? [255, 255, 255, 1] : [0, 0, 0, 0];
      for (const { distance, fill, stroke, width } of shapes) {
        const from = distance(u, v);
        if (fill) pixel = over(fill, cover(from, scale), pixel);
        if (stroke) pixel = over(stroke, cover(Math.abs(from) - width / 2, scale), pixel);
      }
      const [r, g, b, alpha] = pixel;
      rows.set([r, g, b, alpha * 255].map(Math.round), y * (size * 4 + 1) + 1 + x * 4);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([SIGN, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** How far a place is from the edge of a shape, below zero inside of it; a path is a line without an inside. */
const SHAPES = {
  circle({ cx, cy, r }) {
    return (x, y) => Math.hypot(x - cx, y - cy) - r;
  },
  rect({ x, y, width, height, rx }) {
    const [w, h, r] = [width / 2, height / 2, Number(rx)];
    const [mx, my] = [Number(x) + w, Number(y) + h];
    return (u, v) => {
      const [dx, dy] = [Math.abs(u - mx) - w + r, Math.abs(v - my) - h + r];
      return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
    };
  },
  path({ d }) {
    const points = [];
    for (const [, step, words] of d.matchAll(/([Mhl])([^Mhl]*)/g)) {
      const numbers = words.match(/-?[\d.]+/g).map(Number);
      while (numbers.length) {
        const [x, y] = points.at(-1) ?? [0, 0];
        if (step === "h") points.push([x + numbers.shift(), y]);
        else if (step === "l") points.push([x + numbers.shift(), y + numbers.shift()]);
        else points.push([numbers.shift(), numbers.shift()]);
      }
    }
    const lines = points.slice(1).map((to, index) => [points[index], to]);
    return (x, y) => Math.min(...lines.map(([from, to]) => toLine(x, y, from, to)));
  },
};

function toLine(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** How much of a pixel lies inside of an edge at this distance. */
function cover(distance, scale) {
  return Math.min(1, Math.max(0, 0.5 - distance * scale));
}

function over([r, g, b], part, [r0, g0, b0, alpha0]) {
  const alpha = part + alpha0 * (1 - part);
  if (alpha === 0) return [0, 0, 0, 0];
  const mix = (new_, old) => (new_ * part + old * alpha0 * (1 - part)) / alpha;
  return [mix(r, r0), mix(g, g0), mix(b, b0), alpha];
}

function color(hex) {
  if (!hex?.startsWith("#")) return undefined;
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

const SIGN = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function chunk(name, data) {
  const all = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(all));
  return Buffer.concat([length, all, sum]);
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
