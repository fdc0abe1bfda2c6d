// The score, on the device: the same whole-number arithmetic as the Rust crate `criteria`, from the
// pack's data. A browser test runs 10,000 generated cases through both.
//
// `pack`: { scoring, answers: [{ answer, points }], axes: [{ id }], items: [{ id, axis, weight, … }] }
// `answers`: { item id: word }

/** The score of `answers`, in the shape of a result file's `score`. */
export function score(pack, answers) {
  const points = new Map(pack.answers.map((meaning) => [meaning.answer, meaning.points ?? null]));
  const whole = { points: 0, weight: 0 };
  const coverage = { items: 0, answered: 0, not_applicable: 0, implemented: 0 };
  const parts = pack.axes.map((axis) => part(pack, axis, answers, points, whole, coverage));
  const weak = ranked(parts, "weak", false);
  return {
    overall: percent(pack, whole),
    coverage,
    axes: parts.map((found) => found.axis),
    strong: ranked(parts, "strong", true),
    weak,
    next_steps: nextSteps(pack, answers, points, weak),
  };
}

function part(pack, axis, answers, points, whole, coverage) {
  const sum = { points: 0, weight: 0 };
  const covered = { items: 0, answered: 0, not_applicable: 0, implemented: 0 };
  for (const item of pack.items) {
    if (item.axis !== axis.id) continue;
    const answer = answers[item.id];
    covered.items += 1;
    if (answer) covered.answered += 1;
    if (answer === "not_applicable") covered.not_applicable += 1;
    if (answer === "implemented") covered.implemented += 1;
    const worth = answer ? points.get(answer) : null;
    if (worth === null || worth === undefined) continue;
    for (const total of [sum, whole]) {
      total.points += worth * item.weight;
      total.weight += item.weight;
    }
  }
  for (const name of Object.keys(coverage)) coverage[name] += covered[name];
  const value = percent(pack, sum);
  return { sum, axis: { axis: axis.id, score: value, coverage: covered, standing: standing(pack, value, covered) } };
}

const hasChart = (pack) => (pack.presentation ?? "chart") === "chart";

// Rounded half up; none of nothing, and none where the checklist shows no score.
function percent(pack, { points, weight }) {
  return weight > 0 && hasChart(pack) ? Math.floor((2 * points + weight) / (2 * weight)) : null;
}

// By percentage; without one, by whether all, some or none of what applies is done.
function standing(pack, value, covered) {
  const applicable = covered.answered - covered.not_applicable;
  if (!hasChart(pack) && applicable > 0) {
    if (covered.implemented === 0) return "weak";
    return covered.implemented === applicable ? "strong" : "underway";
  }
  if (value === null) {
    return covered.items > 0 && covered.not_applicable === covered.items ? "not_applicable" : "unanswered";
  }
  if (value >= pack.scoring.strong_from) return "strong";
  return value < pack.scoring.weak_below ? "weak" : "underway";
}

// By the exact fraction; ties in pack order (sort is stable).
function ranked(parts, wanted, bestFirst) {
  const order = (a, b) => a.sum.points * b.sum.weight - b.sum.points * a.sum.weight;
  return parts
    .filter((found) => found.axis.standing === wanted)
    .sort((a, b) => (bestFirst ? order(b, a) : order(a, b)))
    .map((found) => found.axis.axis);
}

// By priority × missing points, each after the open items it builds on.
function nextSteps(pack, answers, points, weak) {
  const open = pack.items
    .map((item) => ({ item, answer: answers[item.id], missing: missing(points, answers[item.id]) }))
    .filter((step) => step.missing > 0)
    .sort((a, b) => b.item.priority * b.missing - a.item.priority * a.missing);
  const ordered = new Set();
  const place = (step) => {
    if (ordered.has(step)) return;
    for (const base of open) if (step.item.builds_on.includes(base.item.id)) place(base);
    ordered.add(step);
  };
  open.forEach(place);
  return [...ordered].map((step) => ({
    item: step.item.id,
    answer: step.answer,
    reasons: reasons(pack, step, answers, weak),
  }));
}

function missing(points, answer) {
  const worth = answer ? points.get(answer) : null;
  return worth === null || worth === undefined ? 0 : 100 - worth;
}

function reasons(pack, { item, missing: gap }, answers, weak) {
  const found = [{ kind: "gap", missing: gap }];
  const leaning = pack.items
    .filter((other) => other.builds_on.includes(item.id) && ["partial", "not_implemented"].includes(answers[other.id]))
    .map((other) => other.id);
  if (leaning.length > 0) found.push({ kind: "foundation", items: leaning });
  if (weak.includes(item.axis)) found.push({ kind: "weak_axis", axis: item.axis });
  return found;
}

/** Which sentence stands on top of the result. */
export function headline({ axes, strong, weak }) {
  const scored = axes.filter((axis) => ["strong", "underway", "weak"].includes(axis.standing)).length;
  if (scored === 0) return "nothing";
  if (strong.length === scored) return "all_strong";
  if (strong.length === 0) return weak.length === 0 ? "underway" : "weak_only";
  return weak.length === 0 ? "strong_and_underway" : "strong_and_weak";
}

/** A level to compare: a percentage, or how many items are done where there is no score. */
export function level(pack, percent, coverage) {
  if (hasChart(pack)) return percent;
  return coverage.answered > 0 ? coverage.implemented : null;
}

/** The result file of `answers`. */
export function resultFile(pack, answers) {
  return {
    pack: pack.pack,
    edition: pack.edition,
    sha256: pack.sha256,
    answers: pack.items.map((item) => ({ item: item.id, answer: answers[item.id] ?? null })),
    score: score(pack, answers),
  };
}
