// Made from the Rust types by `UPDATE=1 cargo test -p suite --test declarations`.

/**
 * What a site has: `catalogue.json`.
 */
export type Catalogue = {
/**
 * Its diagrams, in the chapter's order.
 */
figures: Array<Listed>,
/**
 * What each module weighs with its script, in bytes as `gzip -9` makes them, by its name.
 */
weights: Record<string, number>, };

/**
 * What a gallery shows of a diagram.
 */
export type Listed = {
/**
 * Its id.
 */
id: string,
/**
 * The chapter's number.
 */
number: number,
/**
 * Heading.
 */
title: string,
/**
 * One line under it.
 */
purpose: string, };

/**
 * A diagram, whole, as a page needs it to build its controls and texts.
 */
export type Schema = { id: string, number: number, title: string, purpose: string, prompt: string,
/**
 * An id and a label each.
 */
tasks: Array<[string, string]>, errata: Array<Erratum>, specs: Array<Parameter>, presets: Array<Preset>,
/**
 * What a step of the playhead is; absent where it counts virtual time.
 */
clock?: string,
/**
 * The drag gesture the picture supports.
 */
gesture?: Gesture, views: Array<View>,
/**
 * Whether its runs have a client history.
 */
history: boolean,
/**
 * Models that can be explored, by name.
 */
models: Array<string>,
/**
 * What pasted samples are of, where they can be taken.
 */
samples?: string, };

/**
 * A correction that reaches the screen.
 */
export type Erratum = {
/**
 * What the plan says.
 */
plan: string,
/**
 * What is right.
 */
right: string,
/**
 * The source.
 */
source: string, };

/**
 * A word that a reader may lack.
 */
export type Term = {
/**
 * As it is listed.
 */
name: string,
/**
 * Other words by which a text means it, in lower case.
 */
forms: Array<string>,
/**
 * What it means.
 */
meaning: string,
/**
 * Who defined it, and where.
 */
source: string, };

/**
 * A parameter, as a page needs it for its control.
 */
export type Parameter = { id: string, label: string, help: string, kind: KindName, unit: string,
/**
 * As in a link.
 */
default: string, min: number, max: number, step: number, scale: Scale,
/**
 * Shown at once, not under "More".
 */
primary: boolean,
/**
 * The parameter and the value of it, as in a link, under which it is shown.
 */
when?: [string, string], options?: Array<Opt>, };

/**
 * A parameter's [`Kind`] by its name.
 */
export type KindName = "count" | "duration" | "share" | "rate" | "switch" | "choice" | "seed";

/**
 * How a control's length maps to values.
 */
export type Scale = "linear" | "log";

/**
 * One option of a choice.
 */
export type Opt = {
/**
 * As in a link: stable for ever.
 */
id: string,
/**
 * For people.
 */
label: string, };

/**
 * A run worth opening, and what it shows, step by step.
 */
export type Preset = {
/**
 * Stable id.
 */
id: string,
/**
 * On its button.
 */
label: string,
/**
 * The link's query, without `v`.
 */
query: string,
/**
 * A narration: when, and what is seen then. Empty for a plain preset.
 */
steps: Array<[number, string]>, };

/**
 * The drag gesture that a picture supports; see [`Figure::drawn`].
 */
export type Gesture = "idle" | "loop" | "drag" | "pan";

/**
 * One way to look at a run.
 */
export type View = {
/**
 * Stable id.
 */
id: string,
/**
 * On its tab.
 */
label: string, };

/**
 * The value of a parameter: raw, as in a link, and for people.
 */
export type Value = { raw: number, text: string, display: string, };

/**
 * Something in a link or a control that could not be taken as it stood.
 */
export type Issue = {
/**
 * The key it is about.
 */
key: string,
/**
 * What was asked, and what was done instead: a sentence for the reader.
 */
message: string, };

/**
 * An intervention that was made.
 */
export type Intervened = {
/**
 * When.
 */
at: number,
/**
 * As in a link.
 */
code: string,
/**
 * In words.
 */
label: string, };

/**
 * Something that can be done to a target in the picture.
 */
export type Choice = {
/**
 * What it does.
 */
action: Action,
/**
 * On its button.
 */
label: string,
/**
 * Whether pointing at the target alone does it; the others are offered in a menu.
 */
direct: boolean, };

/**
 * Something that a reader can do, to the run or to how it is looked at.
 */
export type Action = { "kind": "intervene", "code": string } | { "kind": "set", "code": string } | { "kind": "look", "code": string };

/**
 * What came of a pasted list of samples.
 */
export type Pasted = {
/**
 * Whether all of it was taken.
 */
whole: boolean,
/**
 * What was taken, and what was left out.
 */
said: string, };

/**
 * A hit region, its rectangle in whole CSS pixels.
 */
export type Hit = { target: string, label: string, x: number, y: number, w: number, h: number, };

/**
 * All that is known at the playhead.
 */
export type Report = {
/**
 * The chips.
 */
verdicts: Array<Verdict>,
/**
 * The measurements.
 */
readout: Array<Reading>,
/**
 * Which of [`Entry::tasks`](crate::Entry::tasks) the run has achieved.
 */
tasks: Array<[string, boolean]>,
/**
 * Marks of the whole run, as far as computed.
 */
marks: Array<Mark>, };

/**
 * One verdict chip.
 */
export type Verdict = {
/**
 * Stable id.
 */
id: string,
/**
 * A few words: "not linearizable".
 */
label: string,
/**
 * The verdict.
 */
standing: Standing,
/**
 * What was checked, and what was found: a sentence, with the witness.
 */
why: string,
/**
 * When it turned, if it did.
 */
since?: number, };

/**
 * Three-valued, always: what was searched, not what was hoped.
 */
export type Standing = "holds" | "violated" | "unknown";

/**
 * A reading as it is written: [`Reading::amount`] with its text beside it.
 */
export type Reading = {
/**
 * Stable id.
 */
id: string,
/**
 * What was measured.
 */
label: string,
/**
 * The amount, unrounded, in `unit`; null where there was nothing to measure.
 */
value: number | null,
/**
 * The amount's unit; may be empty.
 */
unit: string,
/**
 * What it is out of, or how it is known; may be empty.
 */
note: string,
/**
 * The amount rounded for people, or a dash.
 */
text: string, };

/**
 * A mark on the timeline.
 */
export type Mark = {
/**
 * When.
 */
at: number,
/**
 * What.
 */
kind: MarkKind,
/**
 * In words.
 */
label: string, };

/**
 * What a timeline mark stands for; each has a shape of its own.
 */
export type MarkKind = "cut" | "heal" | "crash" | "restart" | "election" | "verdict" | "act";

/**
 * A table that says what the picture shows.
 */
export type TextAlternative = {
/**
 * What it is a table of.
 */
caption: string,
/**
 * Column heads.
 */
head: Array<string>,
/**
 * Rows of as many cells.
 */
rows: Array<Array<string>>, };

/**
 * A model and its keys, as a page and `bivalent explore --list --json` list it.
 */
export type ListedModel = { name: string, about: string, keys: Array<ListedKey>, };

/**
 * Something that can be set.
 */
export type ListedKey = { name: string, about: string,
/**
 * What it may be, in words.
 */
values: string,
/**
 * What it may be, if it is one of some words.
 */
words?: Array<string>, default: string, };

/**
 * How far a slice of work has got.
 */
export type Worked = {
/**
 * How far the exploration is.
 */
far: Far,
/**
 * Whether it is done, or at its budget.
 */
done: boolean, };

/**
 * How far an exploration has got.
 */
export type Far = {
/**
 * States found.
 */
states: number,
/**
 * Edges found.
 */
edges: number,
/**
 * How many actions the farthest state is away from an initial one.
 */
depth: number,
/**
 * States found and not yet expanded.
 */
frontier: number,
/**
 * Executions counted.
 */
executions: number,
/**
 * The most memory taken so far.
 */
bytes: number, };

/**
 * A report as a page takes it and `bivalent explore --json` documents it.
 */
export type Explored = { model: string, states: number, edges: number, depth: number, decided: number, valency?: Counts, initial: Record<string, Valency>, violations: Array<Violation>,
/**
 * What holds; absent if the search was cut.
 */
holds?: Array<string>,
/**
 * What a search that was cut did not find violated.
 */
unknown?: Array<string>, deadlocks: number, executions?: number, violating?: number, complete: boolean, conclusions: Array<string>,
/**
 * How long it took.
 */
seconds: number, };

/**
 * Something that is violated.
 */
export type Violation = {
/**
 * What.
 */
property: string,
/**
 * In how many states, or executions.
 */
count: number,
/**
 * A shortest run that shows it, in words.
 */
witness: Array<string>,
/**
 * The line of it from which on it goes on for ever, if it is endless.
 */
cycle?: number, };

/**
 * How many states have which valency.
 */
export type Counts = {
/**
 * 0-valent.
 */
zero: number,
/**
 * 1-valent.
 */
one: number,
/**
 * Bivalent.
 */
bivalent: number,
/**
 * Without a reachable decision.
 */
undecidable: number,
/**
 * Not searched to the end.
 */
unknown: number, };

/**
 * Which of the values 0 and 1 can still be decided.
 */
export type Valency = "zero" | "one" | "bivalent" | "undecidable" | "unknown";

/**
 * A parameter that can be varied, with values to begin with.
 */
export type Offer = {
/**
 * The parameter's id.
 */
id: string,
/**
 * Its name.
 */
label: string,
/**
 * Its unit.
 */
unit: string,
/**
 * Values, separated by commas.
 */
values: string, };

/**
 * A plan as a page shows it before it runs.
 */
export type Planned = {
/**
 * How many runs there are.
 */
runs: number, charts: Array<PlannedChart>, readout: Array<Column>,
/**
 * Their ids.
 */
verdicts: Array<string>, issues: Array<string>, };

/**
 * A chart that these runs can be drawn as.
 */
export type PlannedChart = { id: string, label: string, unit: string,
/**
 * The ids of its readouts that these runs have.
 */
of: Array<string>, };

/**
 * A readout that every run of a setting has.
 */
export type Column = {
/**
 * Its id.
 */
id: string,
/**
 * What is measured.
 */
label: string,
/**
 * Its unit; empty of what is counted.
 */
unit: string, };

/**
 * A sweep's result, for the page and `bivalent sweep --json`.
 */
export type Swept = { link: string,
/**
 * The first, and the one after the last.
 */
seeds: [number, number],
/**
 * The verdict or readout by which runs are the worst.
 */
worst: string, rows: Array<SweptRow>, };

/**
 * A setting's result.
 */
export type SweptRow = { setting: Record<string, string>, link: string, n: number, says?: string, readout: Array<SweptReading>, verdicts: Array<SweptVerdict>, worst?: Found, };

/**
 * A readout over the runs of a setting.
 */
export type SweptReading = { id: string, label: string, unit: string, n: number, skipped: number, mean: number | null, ci95: number | null, p50: number | null, p99: number | null, };

/**
 * How many runs of a setting have each standing.
 */
export type SweptVerdict = { id: string, holds: number, violated: number, unknown: number, };

/**
 * A worst run.
 */
export type Found = {
/**
 * Its seed.
 */
seed: number,
/**
 * Its link.
 */
link: string,
/**
 * Its verdict, or its value to the nearest thousandth.
 */
found: string,
/**
 * Its value, where a readout makes it the worst.
 */
value?: number, };

/**
 * A judgement as a page shows it.
 */
export type Told = { standing: Standing, label: string,
/**
 * What ended the search before it was decided; empty if nothing did.
 */
limit: string, operations: number, steps: number,
/**
 * The event that a picture should begin with.
 */
start: number,
/**
 * A sentence that the witness ends; empty if there is none.
 */
heading: string,
/**
 * Of each operation of the witness whose it is, what, where it stands, and when it was.
 */
witness: Array<[string, string, string, string]>, why: string,
/**
 * How each key stands, where there are several.
 */
keys: Array<ToldKey>, };

/**
 * How a key of a history stands.
 */
export type ToldKey = { key: string, standing: Standing, label: string, };

/**
 * What is drawn at a time.
 */
export type Drawing = {
/**
 * The picture; it takes its colours from the page around it.
 */
svg: string,
/**
 * The same in words.
 */
alternative: TextAlternative,
/**
 * The first event that is drawn.
 */
first: number,
/**
 * The first that is not.
 */
last: number,
/**
 * How many events there are.
 */
events: number,
/**
 * Where the contradiction begins, from the left, in CSS pixels.
 */
focus?: number, };
