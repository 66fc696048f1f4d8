import type * as wire from "./wire";

/* tslint:disable */
/* eslint-disable */

/**
 * A search of a model, or a count of its executions, under way.
 */
export class Exploring {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Begins with a model, given as on the command line, and forgets the one before.
     *
     * # Errors
     * What is wrong, after the name of its key, or `budget`, and a colon where it is one field's.
     */
    begin(spec: string, budget: string): void;
    /**
     * The models, as `bivalent explore --list --json` writes them.
     */
    models(): wire.ListedModel[];
    /**
     * Of no model yet.
     */
    constructor();
    /**
     * What was found so far, as `bivalent explore --json` writes it, with the seconds it took.
     *
     * # Errors
     * Nothing was begun.
     */
    report(seconds: number): wire.Explored;
    /**
     * Works on: expands so many states, or judges so many executions. How far it is then.
     *
     * # Errors
     * Nothing was begun.
     */
    work(steps: number): wire.Worked;
}

/**
 * A history that somebody else wrote down, under judgement.
 */
export class Outside {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Searches on; the steps taken so far, or nothing when it is decided or has given up.
     */
    advance(): number | undefined;
    /**
     * The picture of a window of events.
     */
    draw(first: number): wire.Drawing;
    /**
     * Reads a history of `model`, with what was there at first, or nothing.
     *
     * # Errors
     * It is none: what is wrong, and in which line.
     */
    constructor(text: string, model: string, init: string);
    /**
     * What is known.
     */
    told(): wire.Told;
}

/**
 * A run, a playhead on it, and the scene last drawn.
 */
export class Player {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Does what a choice's action says, given as its kind and its code; answers with the issue, if
     * there is one.
     */
    act(kind: string, code: string): wire.Issue | undefined;
    /**
     * How far it is computed.
     */
    computed(): number;
    /**
     * The action that a trail in the picture means, given as x and y in turn.
     */
    drawn(trail: Float32Array): wire.Action | undefined;
    /**
     * Where the run ends.
     */
    end(): number;
    /**
     * How many events the run has so far.
     */
    events(): number;
    /**
     * Takes an intervention back.
     */
    forget(index: number): void;
    /**
     * How large it is drawn, in CSS pixels and device pixels each; one view by its index, or all
     * for a negative one.
     */
    frame(width: number, height: number, ratio: number, view: number): void;
    /**
     * The hash of the run, in sixteen hexadecimal digits. Computes what is missing.
     */
    hash(): string;
    /**
     * What is at a place of the picture last drawn; a finger reaches farther.
     */
    hit(x: number, y: number, touch: boolean): wire.Hit | undefined;
    /**
     * What in the picture last drawn takes part in keyboard order; nothing if it is
     * as it was.
     */
    hits(): wire.Hit[] | undefined;
    /**
     * The interventions so far.
     */
    interventions(): wire.Intervened[];
    /**
     * What the link asked for and did not get, and which limits the run has met.
     */
    issues(): wire.Issue[];
    /**
     * The link to this run; with the moment if asked for.
     */
    link(with_moment: boolean): string;
    /**
     * What can be done with a target, or with the figure as a whole (`""`).
     */
    menu(target: string): wire.Choice[];
    /**
     * Opens a link.
     *
     * # Errors
     * That there is no such diagram.
     */
    constructor(link: string);
    /**
     * The playhead.
     */
    now(): number;
    /**
     * Draws the run at the playhead.
     */
    paint(context: CanvasRenderingContext2D, dark: boolean): void;
    /**
     * Takes a pasted list of samples, and says what of it was taken or left out.
     */
    paste(text: string): wire.Pasted;
    /**
     * What is pointed at, or has the focus; whether that changes the picture.
     */
    point(target?: string | null): boolean;
    /**
     * What is known at the playhead; nothing if it is as it was.
     */
    report(): wire.Report | undefined;
    /**
     * What to say aloud since the last call, oldest first.
     */
    say(): string[];
    /**
     * All that is fixed about its diagram.
     */
    schema(): wire.Schema;
    /**
     * Moves the playhead.
     */
    seek(to: number): void;
    /**
     * Sets a parameter and runs anew; answers with the issue, if there is one.
     */
    set(id: string, text: string): wire.Issue | undefined;
    /**
     * Moves the playhead by one event.
     */
    step(forward: boolean): void;
    /**
     * The picture in words.
     */
    text_alternative(): wire.TextAlternative;
    /**
     * The value of one, written as in a link.
     */
    value(id: string): string | undefined;
    /**
     * Its parameters' values, in the schema's order.
     */
    values(): wire.Value[];
    /**
     * Computes on, for about so many events; false when all is done.
     */
    work(events: number): boolean;
}

/**
 * What is to be run, and what came of it so far.
 */
export class Sweep {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The command that does the same.
     *
     * # Errors
     * Nothing is planned.
     */
    command(worst: string): string;
    /**
     * The same as a table, as `bivalent sweep --csv` writes it.
     *
     * # Errors
     * As [`Sweep::rows`].
     */
    csv(worst: string): string;
    /**
     * How many of the runs taken were too large to be computed to their end.
     */
    incomplete(): number;
    /**
     * Without a plan.
     */
    constructor();
    /**
     * The parameters of a link's diagram that can be varied, each with values to begin with. Those
     * that mean nothing in this run are left out; that of the diagram's first chart comes first.
     *
     * # Errors
     * That there is no such diagram.
     */
    parameters(link: string): wire.Offer[];
    /**
     * Plans: so many seeds, from 0, for every combination of the values in `vary`, which are
     * written as for `bivalent sweep --vary`. What was run is forgotten.
     *
     * # Errors
     * What is wrong, after the id of its parameter, or `seeds`, and a colon.
     */
    plan(link: string, seeds: string, vary: string[]): wire.Planned;
    /**
     * The chart of a readout's mean, or of the share of runs in which a verdict holds, as SVG to be
     * put into a page.
     *
     * # Errors
     * As [`Sweep::rows`].
     */
    plot(of: string, worst: string, width: number): string;
    /**
     * What came of it, as `bivalent sweep --json` says it; `worst` as for its option.
     *
     * # Errors
     * Nothing is planned, or no run has such a readout.
     */
    rows(worst: string): wire.Swept;
    /**
     * Makes `count` runs, beginning with the one that is made as number `from`. Of each: its
     * number, whether it was computed to its end, its amounts (NaN where nothing was measured), its
     * verdicts.
     *
     * # Errors
     * Nothing is planned.
     */
    run(from: number, count: number): Float64Array;
    /**
     * Takes what [`Sweep::run`] gave, of the same plan.
     *
     * # Errors
     * Nothing is planned, or it is of another plan.
     */
    take(runs: Float64Array): void;
}

/**
 * A link's whole run, to be written out.
 */
export class Whole {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * What clients asked and were told, as `edn`, `json` or `csv`.
     *
     * # Errors
     * There is no such form.
     */
    history(form: string): string;
    /**
     * Opens a link; its run is computed by [`Whole::work`].
     *
     * # Errors
     * That there is no such diagram.
     */
    constructor(link: string);
    /**
     * The picture at the link's moment as an SVG file.
     */
    svg(width: number, height: number, dark: boolean): string;
    /**
     * Every event, as `text`, `json` or `shiviz`.
     *
     * # Errors
     * There is no such form.
     */
    trace(form: string): string;
    /**
     * Computes on; how much of the run is computed, up to 1, which says that all is done.
     */
    work(): number;
}

/**
 * The hash of a link's run, in sixteen hexadecimal digits: the same as natively.
 *
 * # Errors
 * That there is no such diagram.
 */
export function run_hash(link: string): string;

export default function init(): Promise<unknown>;
