//! Prints 10,000 scored sets of answers as JSON, for the browser test that compares the module on
//! the device with this crate: `{"cases": [{"pack" | "packRef", "answers", "score", "headline"}]}`.
//!
//! The first pack is the shipped tics-19, the other 99 are random; each has 100 sets of answers. A
//! pack stands only at its first case, later ones name it by its number. The seed is fixed: the same
//! crate prints the same bytes.

use std::io::Write as _;

use criteria::answers::{Answer, Answers};
use criteria::pack::checklist::{Axis, Checklist, Item, Presentation};
use criteria::pack::{Content, parse};
use criteria::score::{Headline, score};
use serde_json::{Map, Value, json};

const PACKS: usize = 100;
const SETS: usize = 100;

fn main() -> std::io::Result<()> {
    let mut random = Random(0x2026_1120);
    let tics = parse(include_bytes!("../../../packs/tics-19/2026-11.toml"));
    let Ok(Content::Checklist(tics)) = tics.map(|pack| pack.content) else {
        return Err(std::io::Error::other("the shipped tics-19 is faulty"));
    };
    let mut cases = Vec::new();
    for number in 0..PACKS {
        let pack = if number == 0 { tics.clone() } else { random_pack(&tics, &mut random) };
        for set in 0..SETS {
            cases.push(case(&pack, number, set, &mut random));
        }
    }
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &json!({ "cases": cases }))?;
    writeln!(out)
}

/// One set of answers with its score: from blank, the first of a pack, to complete, the last ones.
fn case(pack: &Checklist, number: usize, set: usize, random: &mut Random) -> Value {
    let mut answers = Answers::blank(pack);
    for item in &pack.items {
        let given = random.below(80) < set;
        let answer = item.answers[random.below(item.answers.len())];
        if given && let Err((expected, found)) = answers.set(&item.id, Some(answer)) {
            unreachable!("the item allows it: {expected}, {found}");
        }
    }
    let words: Map<String, Value> =
        answers.iter().filter_map(|(item, answer)| Some((item.id.clone(), Value::from(answer?.word())))).collect();
    let score = score(&answers);
    let headline: Headline = score.headline();
    let mut case = Map::new();
    if set == 0 {
        case.insert("pack".to_owned(), device_data(pack));
    } else {
        case.insert("packRef".to_owned(), number.into());
    }
    case.insert("answers".to_owned(), words.into());
    case.insert("score".to_owned(), json!(score));
    case.insert("headline".to_owned(), json!(headline));
    case.into()
}

/// What the module on the device needs of a pack, in the shape in which the check's page carries it.
fn device_data(pack: &Checklist) -> Value {
    let answers = pack.answers.iter().map(|meaning| json!({ "answer": meaning.answer, "points": meaning.points }));
    let axes = pack.axes.iter().map(|axis| json!({ "id": axis.id }));
    let items = pack.items.iter().map(|item| {
        json!({ "id": item.id, "axis": item.axis, "answers": item.answers, "weight": item.weight,
                "priority": item.priority, "builds_on": item.builds_on, "cases": item.cases })
    });
    json!({
        "presentation": pack.presentation,
        "scoring": { "strong_from": pack.scoring.strong_from, "weak_below": pack.scoring.weak_below },
        "answers": answers.collect::<Vec<_>>(),
        "axes": axes.collect::<Vec<_>>(),
        "items": items.collect::<Vec<_>>(),
    })
}

/// A pack with 1 to 9 axes and 1 to 30 items, its texts borrowed from `model`.
fn random_pack(model: &Checklist, random: &mut Random) -> Checklist {
    let mut pack = model.clone();
    let count = 1 + random.below(9);
    pack.axes = (0..count).map(|n| Axis { id: format!("axis-{n}"), ..model.axes[0].clone() }).collect();
    let (one, other) = (random.up_to(100), random.up_to(100));
    (pack.scoring.strong_from, pack.scoring.weak_below) = (one.max(other), one.min(other));
    pack.presentation =
        [Presentation::Chart, Presentation::Chart, Presentation::Count, Presentation::List][random.below(4)];
    pack.answers[1].points = Some(if random.below(2) == 0 { 50 } else { 1 + random.up_to(98) });
    // Equal weights make ties and halves, large ones make fractions that only exact arithmetic tells apart.
    let heaviest = [1, 4, 1000][random.below(3)];
    pack.items.clear();
    for n in 0..=random.below(30) {
        let id = format!("{}/{}", pack.head.id, n + 1);
        let allowed = 1 + random.below(15);
        let mut builds_on: Vec<String> = (0..random.below(4))
            .filter_map(|_| pack.items.get(random.below(n + 1)))
            .map(|item| item.id.clone())
            .collect();
        builds_on.sort();
        builds_on.dedup();
        pack.items.push(Item {
            id,
            axis: pack.axes[random.below(count)].id.clone(),
            answers: Answer::ALL
                .into_iter()
                .enumerate()
                .filter(|(i, _)| allowed >> i & 1 == 1)
                .map(|(_, a)| a)
                .collect(),
            weight: u16::try_from(1 + random.below(heaviest)).unwrap_or(1),
            priority: 1 + random.up_to(99),
            builds_on,
            ..model.items[0].clone()
        });
    }
    pack
}

/// Marsaglia's xorshift64: not for secrets, but the same everywhere.
struct Random(u64);

impl Random {
    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % bound as u64).unwrap_or(0)
    }

    /// A number up to `most`, which is included.
    fn up_to(&mut self, most: u8) -> u8 {
        u8::try_from(self.below(usize::from(most) + 1)).unwrap_or(most)
    }
}
