// Parts a program in two: what the page needs to show its first Pod, and the rest, which comes after that.
//
// Both work on one memory and one table of functions. Each function of the rest has a stand-in in the first part that
// calls it through the table, and asks for the rest before it does so for the first time. What stands in memory for
// functions of the rest alone comes with them.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import binaryen from "binaryen";
import { dataOfOnly } from "./relocations.mjs";
import { DATA, DATA_COUNT, ELEMENT, EXPORT, START, dataSection, segments, withSection, without } from "./wasm.mjs";

// Sections that the rest has no use for.
const OF_THE_FIRST = new Set([EXPORT, START, ELEMENT, DATA, DATA_COUNT]);

// Two pieces of memory that are nearer than this travel as one: each has a head of its own.
const NEAR = 8;

/**
 * Parts `NAME_bg.wasm` of a folder: the rest goes to `NAME_rest.wasm`. `linked` is the program as its linker wrote it,
 * and the one in the folder has the names of its functions still. `show` shows the first Pod with a program that
 * counts: the script of its glue, and its wasm. `loader` is what the glue does besides: a script with a function
 * `loadRest`, which makes an instance of the rest or throws.
 */
export async function part(folder, name, features, { linked, show, loader }) {
  const [module, glue] = [`${name}_bg.wasm`, `${name}.js`].map((file) => join(folder, file));
  const [bytes, script] = [readFileSync(module), readFileSync(glue, "utf8")];
  const { first, rest, names } = split(bytes, features, await needed(bytes, features, script, show));
  const stretches = dataOfOnly(linked, names);
  const data = pieces(first, joined(stretches));
  for (const { start, end } of pieces(first, stretches)) first.fill(0, start, end);
  writeFileSync(module, first);
  writeFileSync(join(folder, `${name}_rest.wasm`), withSection(rest, DATA, dataSection(data)));
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

  const rest = read(without(bytes, ({ id }) => OF_THE_FIRST.has(id)), features);
  const names = later.map(({ name }) => name);
  rest.addActiveElementSegment(table.name, "rest", names, rest.i32.const(table.initial));
  for (const module of [first, rest]) {
    module.removeTable(table.name);
    module.addTable(table.name, slots, slots);
  }
  takeFrom(first, rest, new Set(names));
  for (const module of [first, rest]) module.runPasses(["remove-unused-module-elements"]);
  if (!first.validate() || !rest.validate()) throw new Error("the parts are not valid");
  const parts = { first: Buffer.from(first.emitBinary()), rest: Buffer.from(rest.emitBinary()), names: new Set(names) };
  first.dispose();
  rest.dispose();
  return parts;
}

/** What stands in memory at these stretches, with where it stands in the module. */
function pieces(module, stretches) {
  return segments(module).flatMap(({ address, start, end }) => {
    const here = stretches.map((piece) => [Math.max(piece.start, address), Math.min(piece.end, address + end - start)]);
    return here.filter(([from, to]) => from < to).map(([from, to]) => {
      const place = { start: from - address + start, end: to - address + start };
      return { address: from, bytes: Buffer.from(module.subarray(place.start, place.end)), ...place };
    });
  });
}

/** Stretches that are near each other as one. What is between them is read only too, so it may come twice. */
function joined(stretches) {
  const all = [];
  for (const { start, end } of stretches) {
    const last = all.at(-1);
    if (last && start - last.end < NEAR) last.end = end;
    else all.push({ start, end });
  }
  return all;
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
function takeFrom(first, rest, names) {
  const numbers = new Map();
  // Their own names are long, and are told to both parts.
  const short = (name) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name).toString(36);
  };
  for (const { name, params, results } of functions(rest).filter(({ name }) => !names.has(name))) {
    rest.removeFunction(name);
    rest.addFunctionImport(name, "first", `rest_${short(name)}`, params, results);
  }
  for (let index = 0; index < rest.getNumGlobals(); index += 1) {
    const { name, mutable, type } = binaryen.getGlobalInfo(rest.getGlobalByIndex(index));
    rest.addGlobalImport(name, "first", `rest_global_${name}`, type, mutable);
  }
  rest.addMemoryImport("0", "first", "memory");
  // One holds functions, another what belongs to JavaScript.
  for (let index = 0; index < rest.getNumTables(); index += 1) {
    const { name } = binaryen.getTableInfo(rest.getTableByIndex(index));
    rest.addTableImport(name, "first", `rest_table_${name}`);
    first.addTableExport(name, `rest_table_${name}`);
  }
  rest.runPasses(["remove-unused-module-elements"]);
  for (const { name, module } of functions(rest)) if (module) first.addFunctionExport(name, `rest_${short(name)}`);
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
