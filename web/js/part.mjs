// Parts a program in two: what the page needs to show its first Pod, and the rest, which comes after that.
//
// Both work on one memory and one table of functions. Each function of the rest has a stand-in in the first part that
// calls it through the table, and asks for the rest before it does so for the first time.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import binaryen from "binaryen";

// Sections of the binary format that the rest has no use for.
const [EXPORT, START, ELEMENT, DATA, DATA_COUNT] = [7, 8, 9, 11, 12];

/**
 * Parts `NAME_bg.wasm` of a folder: the rest goes to `NAME_rest.wasm`. `show` shows the first Pod with a program that
 * counts: the script of its glue, and its wasm. `loader` is what the glue does besides: a script with a function
 * `loadRest`, which makes an instance of the rest or throws.
 */
export async function part(folder, name, features, { show, loader }) {
  const [module, glue] = [`${name}_bg.wasm`, `${name}.js`].map((file) => join(folder, file));
  const [bytes, script] = [readFileSync(module), readFileSync(glue, "utf8")];
  const { first, rest } = split(bytes, features, await needed(bytes, features, script, show));
  writeFileSync(module, first);
  writeFileSync(join(folder, `${name}_rest.wasm`), rest);
  writeFileSync(glue, `${withImport(script, "rest: { load: loadRest }")}${loader}`);
  console.log(`podlife: parted ${name}_bg.wasm ${bytes.length} → ${first.length} + ${rest.length}`);
}

/** The glue of wasm-bindgen with one more import. */
function withImport(glue, entry) {
  const changed = glue.replace(/return \{\s*__proto__: null,/, (all) => `${all}\n        ${entry},`);
  if (changed === glue) throw new Error("the imports are not where wasm-bindgen used to write them");
  return changed;
}

/** Of each function, by its place, whether showing the first Pod calls it. */
async function needed(bytes, features, script, show) {
  const module = read(bytes, features);
  const names = defined(module).map(({ name }) => name);
  module.addFunctionImport("called", "counter", "called", binaryen.i32, binaryen.none);
  names.forEach((name, place) => {
    const ref = module.getFunction(name);
    const { body, results } = binaryen.getFunctionInfo(ref);
    const call = module.call("called", [module.i32.const(place)], binaryen.none);
    binaryen.Function.setBody(ref, module.block(null, [call, body], results));
  });
  const counted = module.emitBinary();
  module.dispose();

  const called = new Array(names.length).fill(false);
  globalThis.podlifeCounter = { called: (place) => { called[place] = true; } };
  await show(withImport(script, "counter: globalThis.podlifeCounter"), counted);
  delete globalThis.podlifeCounter;
  return called;
}
/** The two parts. */
function split(bytes, features, isNeeded) {
  const first = read(bytes, features);
  const all = defined(first);
  const later = all.filter((_, place) => !isNeeded[place]);
  const table = binaryen.getTableInfo(first.getTableByIndex(0));
  const slots = table.initial + later.length;
  standIn(first, table, later);

  const rest = read(without(bytes, [EXPORT, START, ELEMENT, DATA, DATA_COUNT]), features);
  const names = later.map(({ name }) => name);
  rest.addActiveElementSegment(table.name, "rest", names, rest.i32.const(table.initial));
  for (const module of [first, rest]) {
    module.removeTable(table.name);
    module.addTable(table.name, slots, slots);
  }
  takeFrom(first, rest, table, new Set(names));
  for (const module of [first, rest]) module.runPasses(["remove-unused-module-elements"]);
  if (!first.validate() || !rest.validate()) throw new Error("the parts are not valid");
  const parts = { first: first.emitBinary(), rest: rest.emitBinary() };
  first.dispose();
  rest.dispose();
  return parts;
}

/** Puts stand-ins in the place of functions. All of one type go one way, which asks for the rest where it is missing. */
function standIn(first, table, later) {
  first.addFunctionImport("load", "rest", "load", binaryen.none, binaryen.none);
  first.addGlobal("is_loaded", binaryen.i32, true, first.i32.const(0));
  first.addGlobalExport("is_loaded", "rest_is_loaded");
  const ways = new Map();
  later.forEach(({ name, params, results }, place) => {
    const kinds = binaryen.expandType(params);
    const values = () => kinds.map((kind, index) => first.local.get(index, kind));
    const type = `${params}:${results}`;
    if (!ways.has(type)) {
      const way = `way ${ways.size}`;
      const is_missing = first.i32.eqz(first.global.get("is_loaded", binaryen.i32));
      const load = first.if(is_missing, first.call("load", [], binaryen.none));
      const slot = first.local.get(kinds.length, binaryen.i32);
      const call = first.call_indirect(table.name, slot, values(), params, results);
      first.addFunction(way, binaryen.createType([...kinds, binaryen.i32]), results, [], first.block(null, [load, call], results));
      ways.set(type, way);
    }
    const slot = first.i32.const(table.initial + place);
    first.removeFunction(name);
    first.addFunction(name, params, results, [], first.call(ways.get(type), [...values(), slot], results));
  });
}

/** Makes the rest import what it does not hold itself, and the first part export what is asked for. */
function takeFrom(first, rest, table, names) {
  for (const { name, params, results } of functions(rest).filter(({ name }) => !names.has(name))) {
    rest.removeFunction(name);
    rest.addFunctionImport(name, "first", `rest_${name}`, params, results);
  }
  for (let index = 0; index < rest.getNumGlobals(); index += 1) {
    const { name, mutable, type } = binaryen.getGlobalInfo(rest.getGlobalByIndex(index));
    rest.addGlobalImport(name, "first", `rest_global_${name}`, type, mutable);
  }
  rest.addMemoryImport("0", "first", "memory");
  rest.addTableImport(table.name, "first", "rest_table");
  first.addTableExport(table.name, "rest_table");
  rest.runPasses(["remove-unused-module-elements"]);
  for (const { name, module } of functions(rest)) if (module) first.addFunctionExport(name, `rest_${name}`);
  for (let index = 0; index < rest.getNumGlobals(); index += 1) {
    const { name } = binaryen.getGlobalInfo(rest.getGlobalByIndex(index));
    first.addGlobalExport(name, `rest_global_${name}`);
  }
}

function read(bytes, features) {
  const module = binaryen.readBinary(bytes);
  module.setFeatures(features);
  return module;
}

function functions(module) {
  const at = (_, place) => binaryen.getFunctionInfo(module.getFunctionByIndex(place));
  return Array.from({ length: module.getNumFunctions() }, at);
}

/** Those that have a body, in their order. */
function defined(module) {
  return functions(module).filter(({ module }) => !module);
}

/** A module without some of its sections. */
function without(bytes, sections) {
  const kept = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    let [size, shift, body] = [0, 0, at + 1];
    for (let more = true; more; body += 1, shift += 7) {
      size += (bytes[body] & 0x7f) * 2 ** shift;
      more = (bytes[body] & 0x80) !== 0;
    }
    if (!sections.includes(bytes[at])) kept.push(bytes.subarray(at, body + size));
    at = body + size;
  }
  return Buffer.concat(kept);
}
