// Which data of a program only some of its functions ask for, as its linker wrote it down (`--emit-relocs`).
//
// https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md

import { CODE, DATA, IMPORT, Reader, sections, segments } from "./wasm.mjs";

const [SEGMENT_INFO, SYMBOL_TABLE] = [5, 8];
const [FUNCTION, DATA_SYMBOL, SECTION] = [0, 1, 3];
const [UNDEFINED, EXPLICIT_NAME] = [0x10, 0x40];

// R_WASM_…: those that name a place in memory, and all that carry a number besides.
const OF_MEMORY = new Set([3, 4, 5, 11, 14, 15, 16, 17, 21, 23, 25]);
const WITH_ADDEND = new Set([...OF_MEMORY, 8, 9, 22]);
const LAST = 26;

/** The stretches of read-only memory, in order, that nothing asks for but functions of these names, in the program as it was linked. */
export function dataOfOnly(linked, names) {
  const all = sections(linked);
  const { symbols, readOnly } = linking(linked, all);
  const places = segments(linked);
  const data = symbols.filter(Boolean).map((symbol) => {
    const start = places[symbol.segment].address + symbol.offset;
    return Object.assign(symbol, { start, end: start + symbol.size, refers: [] });
  });
  data.sort((one, other) => one.start - other.start);
  const body = all.find(({ id }) => id === DATA).body;
  const address = (offset) => {
    const place = places.find(({ start, end }) => start <= body + offset && body + offset < end);
    return place.address + body + offset - place.start;
  };
  for (const { offset, symbol } of relocations(linked, all, DATA)) holder(data, address(offset))?.refers.push(symbols[symbol]);

  const asked = [];
  const ask = (symbol) => {
    if (!symbol || symbol.isAsked) return;
    symbol.isAsked = true;
    asked.push(symbol);
  };
  const bodies = functions(linked, all);
  for (const { offset, symbol } of relocations(linked, all, CODE)) if (!names.has(holder(bodies, offset).name)) ask(symbols[symbol]);
  while (asked.length > 0) asked.pop().refers.forEach(ask);
  return stretches(data, places[readOnly]);
}

/** What is covered by symbols that nobody has asked for, and by no others. */
function stretches(data, { address, start, end }) {
  const isFree = new Uint8Array(end - start + 1);
  const inside = data.filter((symbol) => symbol.start >= address && symbol.end <= address + end - start);
  for (const isAsked of [false, true]) {
    for (const symbol of inside.filter((symbol) => Boolean(symbol.isAsked) === isAsked)) {
      isFree.fill(isAsked ? 0 : 1, symbol.start - address, symbol.end - address);
    }
  }
  const found = [];
  for (let at = 0; at < isFree.length; ) {
    const next = isFree.indexOf(isFree[at] ? 0 : 1, at);
    const to = next < 0 ? isFree.length : next;
    if (isFree[at]) found.push({ start: address + at, end: address + to });
    at = to;
  }
  return found;
}

/** The one among what stands in order that a place lies in. */
function holder(inOrder, place) {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inOrder[middle].start <= place) low = middle + 1;
    else high = middle;
  }
  const found = inOrder[low - 1];
  return found && place < found.end ? found : undefined;
}

/** The symbols for data by their numbers, and which segment cannot be written to. */
function linking(bytes, all) {
  const { contents, end } = all.find(({ name }) => name === "linking");
  const reader = new Reader(bytes, contents);
  reader.number();
  const found = { symbols: [], readOnly: -1 };
  while (reader.at < end) {
    const kind = reader.byte();
    const size = reader.number();
    const next = reader.at + size;
    if (kind === SYMBOL_TABLE) found.symbols = Array.from({ length: reader.number() }, () => symbol(reader));
    if (kind === SEGMENT_INFO) {
      const names = Array.from({ length: reader.number() }, () => {
        const name = reader.name();
        reader.number();
        reader.number();
        return name;
      });
      found.readOnly = names.indexOf(".rodata");
    }
    reader.at = next;
  }
  return found;
}

/** One entry of the table of symbols; nothing where it is not one for data of this program. */
function symbol(reader) {
  const kind = reader.byte();
  const flags = reader.number();
  if (kind === SECTION) {
    reader.number();
    return undefined;
  }
  if (kind !== DATA_SYMBOL) {
    reader.number();
    if (!(flags & UNDEFINED) || flags & EXPLICIT_NAME) reader.name();
    return undefined;
  }
  reader.name();
  if (flags & UNDEFINED) return undefined;
  return { segment: reader.number(), offset: reader.number(), size: reader.number() };
}

/** Where a section of this kind names a place in memory: how far from its beginning, and by which symbol. */
function relocations(bytes, all, id) {
  const found = [];
  for (const { contents, end } of all.filter(({ name }) => name.startsWith("reloc."))) {
    const reader = new Reader(bytes, contents);
    if (all[reader.number()].id !== id) continue;
    reader.number();
    while (reader.at < end) {
      const type = reader.byte();
      if (type > LAST) throw new Error(`a relocation of an unknown type: ${type}`);
      const [offset, symbol] = [reader.number(), reader.number()];
      if (WITH_ADDEND.has(type)) reader.signed();
      if (OF_MEMORY.has(type)) found.push({ offset, symbol });
    }
  }
  return found;
}

/** The functions in their order: their names, and where they begin and end in the section of code. */
function functions(bytes, all) {
  const names = functionNames(bytes, all);
  const { body } = all.find(({ id }) => id === CODE);
  const reader = new Reader(bytes, body);
  const first = imported(bytes, all);
  return Array.from({ length: reader.number() }, (_, place) => {
    const size = reader.number();
    const start = reader.at - body;
    reader.at += size;
    return { name: names.get(first + place), start, end: start + size };
  });
}

/** The names of functions by their numbers; one that several have is nobody's. */
function functionNames(bytes, all) {
  const { contents, end } = all.find(({ name }) => name === "name");
  const reader = new Reader(bytes, contents);
  const names = new Map();
  while (reader.at < end) {
    const kind = reader.byte();
    const size = reader.number();
    const next = reader.at + size;
    if (kind === 1) for (let left = reader.number(); left > 0; left -= 1) names.set(reader.number(), reader.name());
    reader.at = next;
  }
  const count = new Map();
  for (const name of names.values()) count.set(name, (count.get(name) ?? 0) + 1);
  for (const [number, name] of names) if (count.get(name) > 1) names.delete(number);
  return names;
}

/** How many functions a program is given. */
function imported(bytes, all) {
  const reader = new Reader(bytes, all.find(({ id }) => id === IMPORT).body);
  let count = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.name();
    reader.name();
    const kind = reader.byte();
    if (kind === FUNCTION) {
      count += 1;
      reader.number();
    } else if (kind === 3) {
      reader.at += 2;
    } else {
      throw new Error("only functions and globals can be given to a program here");
    }
  }
  return count;
}
