// The types of Podlife's core. Names in answers are those of the core's JSON, which the application and the command line
// share; nothing is left out where it is missing but is `null`, unless a name ends with a question mark.
//
// Nothing here needs the types of a browser or of Node.

/** Milliseconds since the API server accepted the object. */
export type SimTime = number;

/** A length of time as Kubernetes writes it: `300ms`, `5s`, `2m`, `1h30m`. */
export type Duration = string;

/** A minor version of Kubernetes, from 1.27 to 1.37; what is not known is taken as 1.36, with which everything was compared. */
export type KubernetesVersion = `1.${number}`;

/** The place of something in a list of the same report: of an entry in `causes`, of a finding in `diagnostics`. */
export type Index = number;

/** A piece of HTML: every text in it is escaped, and it looks as the site's style sheet says, or plain without one. */
export type Html = string;

// Loading.

/** A `Response` of `fetch`. */
export interface Fetched {
  /** Its bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Its headers, of which the media type decides whether it is compiled while it comes. */
  readonly headers: { get(name: string): string | null };
  /** Its status. */
  readonly status: number;
}

/** What a `WebAssembly.Module` is for these types, which know of no WebAssembly: any object. */
export type CompiledModule = object;

/** A wasm file: its address, the answer of a server, its bytes, or what has been compiled of it. */
export type Source = string | { readonly href: string } | Fetched | ArrayBuffer | ArrayBufferView | CompiledModule;

/** Where the files of the core are, where they are not beside this module, and what is told meanwhile. */
export interface Files {
  /** `worker_bg.wasm`. */
  wasm?: Source | Promise<Source>;
  /** `worker_rest.wasm`; asked for once more where an address was given and has failed. */
  rest?: Source | Promise<Source>;
  /** Told `true` when a call has to wait for the rest of the core, and `false` when it goes on. */
  onWaits?(waits: boolean): void;
}

/** Loads the core; more than one call is not needed, and its answers are the same. */
export function load(files?: Files): Promise<Core>;

/** What gets the files of the core, for who loads them in a way of their own. */
export interface Getters {
  /** Imports `worker.js`. */
  script(): Promise<object>;
  /** Gives the address, the answer, the bytes or the compiled module of `worker_bg.wasm`. */
  wasm(): Source | Promise<Source>;
  /** Gives the compiled module of `worker_rest.wasm`; called again where that has failed. */
  rest(): Promise<CompiledModule>;
}

/** The core without types: texts in, JSON out. */
export interface Raw {
  /** Calls a function; `onWaits` is told when it has to wait for the rest of the core, and when it goes on. */
  call(name: FunctionName, strings: readonly string[], onWaits?: (waits: boolean) => void): Promise<string>;
  /** Asks for the rest of the core, which calls do by themselves. */
  takeRest(): Promise<void>;
}

/** Starts the core from files that one gets oneself. */
export function start(getters: Getters): Promise<Raw>;

/** The functions of the core by their own names. */
export type FunctionName =
  | "analyse"
  | "compare"
  | "complete"
  | "complete_command"
  | "enter"
  | "format"
  | "grade"
  | "hover"
  | "made_questions"
  | "preview"
  | "take_away"
  | "view_of"
  | "what_if";

/** What a call is rejected with where the core has a fault: its `name` is `Panic`, and the next call finds a fresh core. */
export interface Panic extends Error {
  /** Always this. */
  readonly name: "Panic";
}

// Asking.

/** What is asked besides a text. */
export interface Options {
  /** Which Kubernetes is asked. */
  kubernetes?: KubernetesVersion;
  /** Which rules are asked: what goes wrong, all of them, or what an exam asks for. */
  preset?: "default" | "strict" | "exam";
  /** How long to watch; without it what the Scenario of the text says, else until nothing more changes. */
  until?: Duration;
  /** Whether it is wanted what may be asked about the Pod: `Report.what_if`. */
  whatIf?: boolean;
}

/** The core. It remembers nothing: every call has its text with it, and the same call has the same answer everywhere. */
export interface Core {
  /** Calls a function by its own name with texts, and gives its JSON. */
  call(name: FunctionName, ...strings: string[]): Promise<string>;

  /** Tells everything there is to say about a text: documents, findings, and the life of its first Pod. */
  analyse(text: string, options?: Options): Promise<Report>;

  /** The life of the first Pod, or of all Pods of a Job, in the format that `podlife simulate --output json` prints; `null` without one. */
  simulate(text: string, options?: Options): Promise<Simulation | null>;

  /** What `kubectl …` or `curl …` answers at an instant; a line break in the command counts as a blank. */
  kubectl(text: string, at: SimTime, command: string, options?: Options): Promise<Entered>;

  /** What the last word of such a command may become. */
  completeCommand(text: string, at: SimTime, command: string, options?: Options): Promise<string[]>;

  /** What may stand at a place of a text that is being written; `offset` is counted as JavaScript counts. */
  complete(text: string, offset: number, kubernetes?: KubernetesVersion): Promise<Completion>;

  /** What the field at a place of a text is, or `null`; `offset` is counted as JavaScript counts. */
  hover(text: string, offset: number, kubernetes?: KubernetesVersion): Promise<Hover | null>;

  /** The edits that indent a text evenly. */
  format(text: string): Promise<Answer>;

  /** The edits that let the Scenario of a text say what a person asks; `Report.what_if` tells what may be asked. */
  whatIf(text: string, ask: Ask): Promise<Answer>;

  /** What a fix would change, by its place in `Report.diagnostics` and its own in `fixes`; `null` where there is none. */
  preview(text: string, finding: Index, fix: Index, options?: Options): Promise<Preview | null>;

  /** A text beside another form of it; `before` is an earlier text. Begin with `forms`: the answer has all choices. */
  compare(text: string, what: ComparedWith, before?: string, options?: Options): Promise<Comparison>;

  /** A view of the Pod as a piece of a page, and the sentences that go with it. */
  view(text: string, of: ViewOf, options?: Options): Promise<[Html, ...string[]]>;

  /** The Pod in a format to be copied, saved or printed. */
  exportAs(text: string, format: ExportFormat, of?: ExportOf, options?: Options): Promise<Export>;

  /** Marks an answer to a question of the quiz by playing it; `null` where one of them cannot be read. Both may be JSON. */
  grade(question: Question | string, answer: QuestionAnswer | string): Promise<Mark | null>;

  /** Questions that are made up, one for each seed, a whole number; the same seed makes the same question. */
  madeQuestions(...seeds: (number | bigint | string)[]): Promise<Question[]>;
}

// Texts.

/** A range of a text in bytes of its UTF-8, as the core counts; `offsets` tells it as JavaScript counts. */
export interface Span {
  /** The first byte. */
  start: number;
  /** The byte after the last one. */
  end: number;
}

/** A range of a text as JavaScript counts, as `slice` takes it. */
export interface Offsets {
  /** The first place. */
  start: number;
  /** The place after the last one. */
  end: number;
}

/** A change of a text. */
export interface Edit {
  /** What is replaced; empty to insert. */
  span: Span;
  /** What stands there afterwards. */
  text: string;
}

/** Where a range of bytes of a text stands as JavaScript counts. */
export function offsets(text: string, span: Span): Offsets;

/** The text after all edits, whose spans are those of the text before. */
export function apply(text: string, edits: readonly Edit[]): string;

/** Edits, or why there are none. */
export interface Answer {
  /** The edits of the text. */
  edits: Edit[];
  /** Why there are none, in a sentence. */
  why: string;
}

// What there is to say about a text.

/** Everything there is to say about a text. */
export interface Report {
  /** The documents in the order of the text; Scenarios are not among them. */
  documents: DocumentReport[];
  /** All findings in the order of the text. */
  diagnostics: Diagnostic[];
  /** How many findings the text's author allows; they are not among those. */
  allowed: number;
  /** The life of the first document that carries a Pod. */
  run: RunReport | null;
  /** What may be asked about it, where `whatIf` wants it. */
  what_if: WhatIf | null;
}

/** One YAML document. */
export interface DocumentReport {
  /** Its place in the stream. */
  document: number;
  /** Where it stands. */
  span: Span;
  /** `v1`, as written. */
  api_version: string;
  /** `Pod`, as written. */
  kind: string;
  /** `metadata.name`, as written. */
  name: string;
  /** Whether the API server would accept it; `null` for kinds without a Pod template. */
  accepted: boolean | null;
  /** What `kubectl create` would print: the API server's words where it refuses. */
  kubectl: string;
}

/** How bad a finding is: the API server refuses it or the Pod cannot work, it will hurt some time, it is worth knowing. */
export type Severity = "error" | "warning" | "info";

/** Who found it: the YAML reader, the decoder, the API server's refusals and its warnings, a rule, a Scenario, the run. */
export type Stage = "yaml" | "decode" | "validation" | "warning" | "lint" | "scenario" | "run";

/** One finding about a text. */
export interface Diagnostic {
  /** Who found it. */
  stage: Stage;
  /** What identifies its kind: a rule's name, a `field.ErrorType`, `yaml`. */
  code: string;
  /** How bad it is. */
  severity: Severity;
  /** Its exact place. */
  span: Span;
  /** The place in the API's words, such as `spec.containers[0].image`; empty where there is none. */
  field: string;
  /** What is wrong and why it matters. */
  message: string;
  /** What to do. */
  help: string | null;
  /** Other places that belong to it. */
  related: Related[];
  /** Changes that put it right, the best first. */
  fixes: Fix[];
  /** The container it is about. */
  container: string | null;
  /** When a run shows it. */
  at: SimTime | null;
  /** What makes a container look like what it is taken for, where the finding stands on that and nobody has said it. */
  inferred: string | null;
  /** Whether a run in which the Pod is deleted would show it. */
  on_deletion: boolean;
}

/** A second place that belongs to a finding. */
export interface Related {
  /** Where. */
  span: Span;
  /** What is there. */
  message: string;
}

/** A change that puts a finding right. */
export interface Fix {
  /** What it does, as the label of a button: `Make it a native sidecar`. */
  title: string;
  /** The change; comments and formatting stay as they are. */
  edits: Edit[];
  /** Whether it keeps what the manifest means to do, so that it may be applied without asking. */
  safe: boolean;
}

// The life of a Pod.

/** The simulated life of one Pod, or of all Pods of a Job. */
export interface RunReport {
  /** Which document it belongs to. */
  document: number;
  /** The picture. */
  timeline: Timeline;
  /** Each change of the row of `kubectl get pods`. */
  rows: PodRow[];
  /** Each occurrence of an event. */
  events: EventRow[];
  /** What each container printed. */
  logs: LogLine[];
  /** What they wrote for others and nobody has read. */
  lost: LostLines[];
  /** Why each thing happened; `cause` elsewhere is a place in this list. */
  causes: Cause[];
  /** What was assumed because the manifest does not tell. */
  assumptions: Assumption[];
  /** The first moment worth a look. */
  highlight: SimTime;
}

/** One Pod from its acceptance to the end of the observation; of a Job a lane for each container of each Pod. */
export interface Timeline {
  /** The Pod's name; of several what they begin with. */
  pod: string;
  /** How far it was simulated. */
  end: SimTime;
  /** STATUS as it changes; the last one ends where the object left the API. */
  status: Band[];
  /** When the condition `Ready` is True. */
  ready: Band[];
  /** The containers: init entries, app containers, ephemeral ones, each in the order of the manifest. */
  lanes: Lane[];
  /** The grace periods. */
  grace: Grace[];
  /** What happened from outside, in order of time. */
  outside: TimelineMark[];
  /** When the object left the API. */
  deleted: SimTime | null;
}

/** A stretch of the Pod's own bands. */
export interface Band {
  /** From when. */
  from: SimTime;
  /** Until when. */
  to: SimTime;
  /** kubectl's STATUS word. */
  status: string;
}

/** The time between the request to stop and the last moment to do so. */
export interface Grace {
  /** When the stop began. */
  from: SimTime;
  /** When the grace period ends. */
  to: SimTime;
}

/** What a container is: an init container, one with `restartPolicy: Always`, an entry of `containers`, one that was added to a running Pod. */
export type Role = "init" | "sidecar" | "app" | "ephemeral";

/** One container. */
export interface Lane {
  /** Its name, with that of its Pod where there are several. */
  name: string;
  /** What it is. */
  role: Role;
  /** Its image, shortened to what tells it apart: `envoy:v1.34`. */
  image: string;
  /** What it does, from left to right without overlap. */
  segments: Segment[];
  /** What happens to it, in order of time. */
  marks: TimelineMark[];
  /** Its hooks, in order of time. */
  hooks: Hook[];
  /** What was assumed of its process, as a sentence; `null` where it was said. */
  assumed: string | null;
}

/**
 * What a container does: waits, pulls its image, runs before its startup probe has succeeded, runs and is not ready, is
 * ready, has been told to stop, waits to be started again.
 */
export type Doing = "waiting" | "pulling" | "starting" | "notready" | "ready" | "stopping" | "backoff";

/** A stretch of a lane. */
export interface Segment {
  /** What goes on. */
  doing: Doing;
  /** From when. */
  from: SimTime;
  /** Until when. */
  to: SimTime;
  /** What began it. */
  cause: Index;
}

/** What a mark stands for: the stop signal, SIGKILL, a probe, the end of the process, something from outside. */
export type MarkKind = "term" | "kill" | "probeSuccess" | "probeFailure" | "exit" | "outside";

/** Something that happens at one instant. */
export interface TimelineMark {
  /** What. */
  kind: MarkKind;
  /** When. */
  at: SimTime;
  /** In words: `TERM`, `exit 1`, `startup probe failed`. */
  label: string;
  /** What explains it. */
  cause: Index;
}

/** A lifecycle hook that runs. */
export interface Hook {
  /** Which. */
  name: "postStart" | "preStop";
  /** From when. */
  from: SimTime;
  /** Until when. */
  to: SimTime;
  /** What explains it. */
  cause: Index;
}

/** One line of `kubectl get pods`. */
export interface PodRow {
  /** NAME. */
  name: string;
  /** When the Pod was created: AGE counts from there. */
  created: SimTime;
  /** From when on it is shown. */
  at: SimTime;
  /** READY: ready containers and all containers, `1/2`. */
  ready: string;
  /** STATUS: the phase, or the reason that hides it. */
  status: string;
  /** RESTARTS, the number alone. */
  restarts: number;
  /** When the newest of the runs that were restarted ended: `(9s ago)`. */
  last_restart: SimTime | null;
}

/** One occurrence of an event. */
export interface EventRow {
  /** When it was sent. */
  at: SimTime;
  /** Its type. */
  type: "Normal" | "Warning";
  /** `Killing`. */
  reason: string;
  /** `Stopping container app`. */
  message: string;
  /** `spec.containers{app}`; empty for the Pod itself. */
  fieldPath: string;
  /** Who sent it: `kubelet`. */
  from: string;
  /** What explains it. */
  cause: Index;
}

/** A line that a container printed. */
export interface LogLine {
  /** When. */
  at: SimTime;
  /** Which container. */
  container: string;
  /** Which of its runs, from 0. */
  run: number;
  /** The text. */
  line: string;
}

/** Lines of a file that one container wrote, and that another one, which followed the file, has not read. */
export interface LostLines {
  /** The file, as the reader sees it. */
  file: string;
  /** The volume that it stood in. */
  volume: string;
  /** Who wrote them. */
  writer: string;
  /** Who followed the file. */
  reader: string;
  /** How many. */
  lines: number;
  /** When the first of them was written. */
  at: SimTime;
  /** All that in a sentence. */
  what: string;
}

/** Why something happened. */
export interface Cause {
  /** When. */
  at: SimTime;
  /** What happened: `proxy got SIGTERM`. */
  what: string;
  /** Between which instants it may come, where that is not exact. */
  range: [SimTime, SimTime] | null;
  /** What it follows from: places in the same list, all before this one. */
  because: Index[];
  /** The rule in one sentence: `Native sidecars stop last, in reverse order.` */
  rule: string;
  /** The rule's name: `stop.sidecar`. */
  rule_id: string;
  /** Where Kubernetes does it: a file and a function of its source. */
  source: string;
  /** The container it is about, if any. */
  container: string | null;
  /** The field that it is about, seen from the Pod: `spec.initContainers[0]`. */
  field: string | null;
}

/** Something the simulator had to assume. */
export interface Assumption {
  /** About which container. */
  container: string;
  /** The sentence. */
  what: string;
}

// What if.

/** What a person may ask about the Pod that is played. */
export interface WhatIf {
  /** Its containers, in the order of the timeline. */
  containers: Known[];
  /** What may happen to the Pod. */
  acts: Act[];
  /** What its Scenario lets happen. */
  planned: Planned[];
}

/** What is known of one container. */
export interface Known {
  /** Its name. */
  name: string;
  /** What it seems to be: `a log shipper`. */
  role: string;
  /** What tells so, as sentences without a full stop. */
  because: string[];
  /** What it does. */
  values: KnownValue[];
  /** What may happen to it. */
  acts: Act[];
}

/** Something that a container does. */
export interface KnownValue {
  /** The field of the Scenario that says it: `readiness`. */
  key: string;
  /** What it is called: `Readiness probe`. */
  name: string;
  /** What it is by itself: `passes`. */
  now: string;
  /** How that is known: `known image nginx`. */
  source: string;
  /** Whether the Scenario says it. */
  is_said: boolean;
  /** Which of the choices that is; `null` where it is none of them. */
  chosen: Index | null;
  /** What else may be chosen. */
  choices: Possible[];
}

/** Something that may be chosen. */
export interface Possible {
  /** In words: `exits after`. */
  title: string;
  /** The time that follows, as it is said or to begin with; empty where there is none. */
  time: Duration;
  /** The exit code that follows; empty where there is none. */
  number: string;
}

/** Something that may happen. */
export interface Act {
  /** What it is called when it is asked for: `delete`. */
  key: string;
  /** What it is called for people: `Delete the Pod`. */
  title: string;
}

/** Something that the Scenario lets happen. */
export interface Planned {
  /** What it is called when it is asked for: `actions/0`. */
  id: string;
  /** When, as it is written. */
  at: Duration;
  /** In words: `delete the Pod`. */
  title: string;
  /** The grace period of a deletion in seconds, empty where none is said; `null` where it is no deletion. */
  grace: string | null;
}

/** Something that a person asks. */
export interface Ask {
  /** `set` and `reset` a value of a container, `act` at an instant, and `move`, `grace` or `drop` what is planned. */
  what: "set" | "reset" | "act" | "move" | "grace" | "drop";
  /** The container, or the id of what is planned. */
  of?: string;
  /** The key of the value or of the act. */
  key?: string;
  /** Which of the choices. */
  choice?: Index;
  /** The time that goes with it; of an act the instant. */
  time?: Duration;
  /** The number that goes with it. */
  number?: number | string;
}

// The terminal.

/** What a terminal shows of a command, and what it changes of the text. */
export interface Entered {
  /** What is printed at once, in order: 1 is standard output, 2 standard error. */
  output: [stream: 1 | 2, text: string][];
  /** What is printed later, and when, by a command that goes on. */
  later: [at: SimTime, text: string][];
  /** Whether the command goes on: `get --watch`, `logs --follow`. */
  goes_on: boolean;
  /** The actions that the text gets, each as one line of YAML. */
  actions: string[];
  /** The edits that write them into its Scenario: they count once the text has them. */
  edits: Edit[];
}

// Help while writing.

/** What may stand at a place. */
export interface Completion {
  /** What is typed of it already, as JavaScript counts; empty where nothing is. */
  span: Offsets;
  /** What may stand there, the most likely first. */
  items: CompletionItem[];
}

/** One of the things that may stand at a place. */
export interface CompletionItem {
  /** The field, or the value. */
  label: string;
  /** What comes into the text in place of what is typed. */
  text: string;
  /** The type of a field; what a value is. */
  detail: string;
  /** Since which version there is such a field, and what it is for where the name does not tell. */
  note: string;
  /** The struct of the API and its field: `Container.image`; empty for values. */
  field: string;
}

/** What a field is. */
export interface Hover {
  /** The key and its value, or the one of them that is asked about, as JavaScript counts. */
  span: Offsets;
  /** The struct of the API and its field: `Container.image`. */
  field: string;
  /** Its type, as `kubectl explain` writes it, and whether it has to be there. */
  kind: string;
  /** What it is where nobody writes it; empty where nothing is known. */
  default: string;
  /** Since which version there is such a field; empty for what has always been there. */
  since: string;
  /** The values that it may have; empty where there are many. */
  values: string[];
  /** What it means at this place, where people wonder. */
  why: string;
}

// Two texts.

/** What a fix does, for people to decide about it. */
export interface Preview {
  /** The lines of the text that change, in runs, with lines around them that stay. */
  lines: ChangedLine[][];
  /** What is different in the life of the Pod. */
  changes: Change[];
}

/** A line before or after a change. */
export interface ChangedLine {
  /** What becomes of it. */
  becomes: "same" | "gone" | "new";
  /** Its number, from 1: that of the text before where it goes, else that of the text after. */
  line: number;
  /** What it says, without its end. */
  text: string;
}

/** One thing that changes. */
export interface Change {
  /** What: `start order`. */
  what: string;
  /** How it is: `app, proxy`. */
  before: string;
  /** How it is after the fix: `proxy, app`. */
  after: string;
}

/**
 * What a text is compared with: the forms of a container (classic sidecar, native sidecar, init container), the text after
 * a fix by its place in the report, another version of Kubernetes, an earlier text; empty where it is none of these.
 */
export type ComparedWith = "" | "forms" | `forms:${string}` | `fix:${number}.${number}` | `version:${KubernetesVersion}` | "before";

/** Two or three lives side by side. */
export interface Comparison {
  /** What is compared; what was asked for may have named less. */
  with: ComparedWith;
  /** That in words: `log-shipper in three forms`. */
  title: string;
  /** What else can be compared. */
  choices: ComparisonChoice[];
  /** The sides; none where there is nothing to compare. */
  sides: Side[];
  /** The table. */
  facts: Fact[];
  /** Up to which instant all sides are shown. */
  end: SimTime;
  /** What is worth knowing of all sides, or why there are none. */
  note: string;
}

/** Something that can be compared. */
export interface ComparisonChoice {
  /** What it is one of: `Forms of a container`. */
  group: string;
  /** How it is asked for. */
  with: ComparedWith;
  /** In words. */
  title: string;
}

/** One of the lives. */
export interface Side {
  /** What it is: `Native sidecar`. */
  title: string;
  /** That in more words. */
  note: string;
  /** Whether it is the text as it stands. */
  is_now: boolean;
  /** The text; empty where there is none. */
  text: string;
  /** What takes the text over: `Use the native sidecar`; empty where there is nothing to take over. */
  action: string;
  /** Why there is no run: what hinders this form, or the API server's words. */
  refused: string;
  /** What goes wrong for good, in a sentence; empty where nothing does. */
  warning: string;
  /** Its life. */
  run: RunReport | null;
  /** The entries of `run.causes` that are different from the text as it stands. */
  changed: Index[];
}

/** One row of the table. */
export interface Fact {
  /** What is told: `start order`. */
  what: string;
  /** Whether the sides differ in it. */
  differs: boolean;
  /** How it is, one for each side. */
  cells: Cell[];
}

/** How something is on one side. */
export interface Cell {
  /** In words. */
  words: string;
  /** `good` or `bad` where the sides differ and one of them is better off, `other` where they only differ. */
  mark: "" | "good" | "bad" | "other";
}

// Views and formats.

/** Which view is wanted, and of what. */
export interface ViewOf {
  /** The status as YAML, what the Pod reserves and costs, or a picture of what is in it. */
  what: "status" | "resources" | "pod";
  /** The instant that is shown. */
  at?: SimTime;
  /** How many pixels wide it may be. */
  width?: number;
  /** How many Pods; what the manifest says where it is missing. */
  replicas?: number | string;
  /** What a CPU costs an hour, in any currency. */
  cpu?: number | string;
  /** What a GiB of memory costs an hour. */
  memory?: number | string;
}

/** A format, for pictures with what is wished besides. */
export type ExportFormat =
  | "link"
  | "issue"
  | "frame"
  | "element"
  | `${"svg" | "png"}${"" | " dark"}${"" | " legend"}`
  | "mermaid"
  | "json"
  | "trace"
  | "print";

/** What is shown of the Pod. */
export interface ExportOf {
  /** The instant. */
  at?: SimTime;
  /** The address that shows the same. */
  link?: string;
}

/** What was made. */
export interface Export {
  /** What to do with it: a `picture` is an SVG that is wanted as pixels; empty where nothing could be made. */
  how: "copy" | "save" | "picture" | "print" | "";
  /** The name of the file: `shop.svg`. */
  name: string;
  /** Its media type. */
  media: string;
  /** The text; where nothing could be made, why. */
  text: string;
}

/** The simulated life of one document's Pods, in a format that stays: names only come in addition. */
export interface Simulation {
  /** The address of its JSON Schema. */
  schema: "https://podlife.dev/schemas/simulation.v1.json";
  /** What the text is called. */
  path: string;
  /** The document's place in the stream. */
  document: number;
  /** Its kind. */
  kind: string;
  /** Its name. */
  name: string;
  /** How far it was simulated. */
  end: SimTime;
  /** The Pods. */
  pods: SimulatedPod[];
  /** Why each thing happened. */
  causes: SimulatedCause[];
  /** `v1.JobStatus` at each change; Job and CronJob only. */
  job?: StatusAt[];
  /** The events of the Job itself. */
  jobEvents?: SimulatedEvent[];
  /** When the Job left the API. */
  jobDeleted?: SimTime | null;
}

/** Why something happened. */
export interface SimulatedCause {
  /** What it is called. */
  id: number;
  /** When. */
  at: SimTime;
  /** What. */
  what: string;
  /** The ids that it follows from. */
  because: number[];
  /** The rule's name. */
  rule: string;
  /** Where Kubernetes does it. */
  source: string;
}

/** A status of the API from an instant on. */
export interface StatusAt {
  /** From when. */
  at: SimTime;
  /** The status as the API server prints it. */
  status: { [field: string]: unknown };
}

/** One occurrence of an event. */
export interface SimulatedEvent {
  /** When. */
  at: SimTime;
  /** Its type. */
  type: "Normal" | "Warning";
  /** Its reason. */
  reason: string;
  /** Its message. */
  message: string;
  /** The container's field; empty for the object itself. */
  fieldPath: string;
  /** Who sent it; told of a Job's. */
  from?: string;
  /** What explains it; told of a Job's. */
  cause?: number;
}

/** One Pod. */
export interface SimulatedPod {
  /** Its name. */
  name: string;
  /** Its containers. */
  containers: SimulatedContainer[];
  /** What happened to them. */
  marks: SimulatedMark[];
  /** Each change of the row of `kubectl get pod`. */
  rows: { at: SimTime; ready: string; status: string; restarts: number }[];
  /** `v1.PodStatus` at each change. */
  status: StatusAt[];
  /** Its events. */
  events: SimulatedEvent[];
  /** What its containers printed, by run. */
  logs: SimulatedLog[];
  /** Lines that one container wrote and the one that followed the file has not read. */
  lost: { file: string; volume: string; writer: string | null; reader: string | null; lines: number; at: SimTime }[];
  /** When the object left the API. */
  deleted: SimTime | null;
}

/** One container. */
export interface SimulatedContainer {
  /** Its name. */
  name: string;
  /** What it is. */
  role: Role;
  /** Its runs. */
  runs: { started: SimTime | null; finished: SimTime | null; exitCode: number | null; reason: string | null }[];
  /** What was assumed of its process. */
  assumed?: string | null;
}

/** Something that happened to a container. */
export interface SimulatedMark {
  /** When. */
  at: SimTime;
  /** To which. */
  container: string | null;
  /** What. */
  mark:
    | "TERM"
    | "KILL"
    | "PostStartBegin"
    | "PostStartEnd"
    | "PreStopBegin"
    | "PreStopEnd"
    | "ProbeSuccess"
    | "ProbeFailure"
    | "PullBegin"
    | "PullEnd"
    | "BackOffBegin"
    | "BackOffEnd";
  /** Which probe. */
  probe?: "startup" | "readiness" | "liveness";
}

/** What a run of a container printed. */
export interface SimulatedLog {
  /** Which. */
  container: string | null;
  /** Which of its runs, from 0. */
  run: number;
  /** The lines. */
  lines: { at: SimTime; stream: "stdout" | "stderr"; line: string }[];
}

// The quiz.

/** The kinds of questions: to choose, to predict, to put into order, to mend, to write. */
export type QuestionKind = "single-choice" | "multiple-choice" | "find-fault" | "predict" | "order-events" | "repair-yaml" | "write-yaml";

/** Something that can hold of a manifest and its run: one key, which says what, as the guide to questions lists them. */
export type Claim = { [what: string]: unknown };

/** A question, as a file of the quiz has it; what is not said is missing. */
export interface Question {
  /** Its folder and name. */
  id?: string;
  /** What kind it is. */
  kind: QuestionKind;
  /** A short title for lists. */
  title: string;
  /** Its place in the list of what has to be asked: `TRM-03`. */
  entry?: string;
  /** From 1, easy, to 3. */
  difficulty: number;
  /** The exams that it helps with: `CKAD`, `CKA`, or `general`. */
  exams: string[];
  /** The exam's domain in its own words. */
  domain: string;
  /** What is asked, in Markdown without blocks. */
  prompt: string;
  /** The Kubernetes that is asked. */
  kubernetes?: KubernetesVersion;
  /** The manifest that is shown; it may hold a Scenario. */
  manifest?: string;
  /** A Scenario that is not shown. */
  scenario?: string;
  /** Commands whose output is shown. */
  screen?: Screen[];
  /** From vague to nearly the answer. */
  hints?: string[];
  /** The rule, then why. */
  explanation: string;
  /** The page about it: `learn/native-sidecars`. */
  learn: string;
  /** Where that is known from: a function of Kubernetes, or an address. */
  sources: string[];
  /** What may be chosen. */
  choices?: QuestionChoice[];
  /** What is predicted: a row of `kubectl get pods`, the phase, the time of a moment. */
  asks?: "row" | "phase" | "time";
  /** The instant of a row or a phase. */
  at?: Duration;
  /** The moment whose time is predicted. */
  of?: Moment;
  /** What is to be put into its order. */
  events?: Moment[];
  /** What has to hold of a manifest that is written: a point each. */
  expect?: { says: string; holds: Claim[] }[];
  /** A right answer. */
  solution?: string;
  /** Other right answers. */
  other?: Attempt[];
  /** Wrong answers, the trivial way out first. */
  wrong?: Attempt[];
}

/** A command, and when it is typed. */
export interface Screen {
  /** When. */
  at: Duration;
  /** What is typed. */
  command: string;
  /** What is printed. */
  output?: string;
}

/** An answer to choose. */
export interface QuestionChoice {
  /** What it says. */
  text?: string;
  /** Whether it is right. */
  correct?: boolean;
  /** What would have to hold if it were right. */
  claim?: Claim[];
  /** The run that it is taken from, where that differs from the question's. */
  drawn?: Drawn;
  /** Why it is right, or wrong. */
  feedback: string;
}

/** A run, and what of it, that an answer is taken from; what it does not say is as in the question. */
export interface Drawn {
  /** Another instant. */
  at?: Duration;
  /** Another moment. */
  of?: Moment;
  /** A container in another form. */
  form?: { container: string; as: "classic" | "native" | "init" };
  /** Another manifest. */
  manifest?: string;
  /** Other processes. */
  scenario?: string;
}

/** A manifest that somebody may write. */
export interface Attempt {
  /** What it does. */
  says: string;
  /** The manifest. */
  manifest: string;
  /** Whether it goes round the task instead of solving it. */
  trivial?: boolean;
}

/** Something that happens once in a run: exactly one of the names beside `text` and `run`. */
export interface Moment {
  /** What it says. */
  text?: string;
  /** This container starts. */
  start?: string;
  /** This container ends. */
  finish?: string;
  /** This container gets its stop signal. */
  term?: string;
  /** This container is killed. */
  kill?: string;
  /** This container becomes ready. */
  ready?: string;
  /** This container counts as started. */
  started?: string;
  /** The image of this container is there. */
  pulled?: string;
  /** The postStart hook of this container begins. */
  postStart?: string;
  /** The postStart hook of this container ends. */
  postStartEnds?: string;
  /** The preStop hook of this container begins. */
  preStop?: string;
  /** The preStop hook of this container ends. */
  preStopEnds?: string;
  /** A start of this container is put off. */
  backOff?: string;
  /** The Pod is bound to a node. */
  scheduled?: boolean;
  /** The sandbox is there. */
  sandbox?: boolean;
  /** The API server accepts the deletion. */
  deletion?: boolean;
  /** The object leaves the API. */
  removed?: boolean;
  /** The Pod gets this phase. */
  phase?: string;
  /** This condition of the Pod becomes True. */
  condition?: string;
  /** This condition of the Job becomes True. */
  job?: string;
  /** Which time it is, from 0. */
  run?: number;
}

/** What somebody answered: places of choices, the places of events in the order that was answered, or a manifest. */
export type QuestionAnswer = { choices: Index[] } | { order: Index[] } | { manifest: string };

/** What became of an answer. */
export interface Mark {
  /** Whether all of it is right. */
  correct: boolean;
  /** Points. */
  points: number;
  /** Points that can be had. */
  outOf: number;
  /** The choices of the question, its events in their right order, or what is expected of the manifest. */
  items: MarkItem[];
  /** The rule, then why. */
  explanation: string;
  /** What to play to see it: a manifest with its Scenario; empty where there is nothing to play. */
  replay: string;
  /** The instant to look at. */
  at?: SimTime;
  /** A right answer to play beside it, where the manifest is not right. */
  reference?: string;
}

/** A part of a question and what the answer made of it. */
export interface MarkItem {
  /** What it says. */
  text: string;
  /** Whether it is right: the right choice, an event in its place, an expectation that holds. */
  right: boolean;
  /** Whether it was chosen. */
  chosen: boolean;
  /** Why it is right or wrong, when it happened, or what happened instead. */
  note: string;
}
