// The binary format of WebAssembly, as far as parting a program asks for it.

export const [CUSTOM, IMPORT, EXPORT, START, ELEMENT, CODE, DATA, DATA_COUNT] = [0, 2, 7, 8, 9, 10, 11, 12];

/** The sections of a module: what they are, their names where they are custom ones, where they and their contents begin and end. */
export function sections(bytes) {
  const all = [];
  for (let start = 8; start < bytes.length; ) {
    const reader = new Reader(bytes, start);
    const id = reader.byte();
    const size = reader.number();
    const end = reader.at + size;
    const body = reader.at;
    all.push({ id, name: id === CUSTOM ? reader.name() : "", start, body, contents: reader.at, end });
    start = end;
  }
  return all;
}

/** A module without some of its sections. */
export function without(bytes, isUnwanted) {
  const kept = sections(bytes).filter((section) => !isUnwanted(section));
  return Buffer.concat([bytes.subarray(0, 8), ...kept.map(({ start, end }) => bytes.subarray(start, end))]);
}

/** A module with one more section, after all others. */
export function withSection(bytes, id, contents) {
  return Buffer.concat([bytes, Buffer.from([id, ...unsigned(contents.length)]), contents]);
}

/** Where the data of a module goes to in memory, and where it stands in the module. */
export function segments(bytes) {
  const data = sections(bytes).find(({ id }) => id === DATA);
  if (!data) return [];
  const reader = new Reader(bytes, data.body);
  return Array.from({ length: reader.number() }, () => {
    if (reader.byte() !== 0 || reader.byte() !== 0x41) throw new Error("data that does not go to one place of one memory");
    const address = reader.signed();
    reader.byte();
    const size = reader.number();
    const start = reader.at;
    reader.at += size;
    return { address, start, end: reader.at };
  });
}

/** The contents of a data section that puts pieces of memory to their addresses. */
export function dataSection(pieces) {
  const one = ({ address, bytes }) => Buffer.concat([Buffer.from([0, 0x41, ...signed(address), 0x0b, ...unsigned(bytes.length)]), bytes]);
  return Buffer.concat([Buffer.from(unsigned(pieces.length)), ...pieces.map(one)]);
}

/** Reads numbers and names one after the other. */
export class Reader {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }
  byte() {
    return this.bytes[this.at++];
  }
  /** LEB128 without a sign. */
  number() {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }
  /** LEB128 with a sign. */
  signed() {
    for (let value = 0, scale = 1; ; ) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return byte & 0x40 ? value - scale : value;
    }
  }
  name() {
    const size = this.number();
    this.at += size;
    return this.bytes.toString("utf8", this.at - size, this.at);
  }
}

function unsigned(value) {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  return [...bytes, value];
}

function signed(value) {
  const bytes = [];
  for (; value < -64 || value > 63; value >>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value & 0x7f];
}
