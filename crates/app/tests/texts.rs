//! The texts: complete in both languages, all of them used, and every fault worded.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use app::packs;
use app::texts::{Texts, arg};
use criteria::answers::Answer;
use criteria::fault::{CellPlace, Expected, Fault, Found, Place, Shape, Thing};
use criteria::text::{Bilingual, Lang};
use document::Unreadable;
use protection::evidence::Reason;

/// Every file below `folder` whose name ends so, in the order of the names, with its text.
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|its| its == ending) {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

// --------------------------------------------------------------------------------- the messages

/// The messages of a language: key → pattern, with all its lines.
fn messages(lang: Lang) -> BTreeMap<String, String> {
    let mut messages: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in files(&root().join("locales").join(lang.tag()), "ftl") {
        let mut current = String::new();
        for line in text.lines() {
            let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let Some((key, pattern)) = line.split_once(" =").filter(|_| begins) {
                let twice = messages.insert(key.to_owned(), pattern.to_owned());
                assert!(twice.is_none(), "{}: `{key}` stands twice", path.display());
                key.clone_into(&mut current);
            } else if line.starts_with([' ', '}']) {
                messages.get_mut(&current).unwrap().push_str(line);
            } else {
                assert!(line.is_empty() || line.starts_with('#'), "{}: what is `{line}`?", path.display());
            }
        }
    }
    assert!(messages.len() > 100, "the messages were found");
    messages
}

/// The names after the `$` of a pattern.
fn variables(pattern: &str) -> BTreeSet<&str> {
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    pattern.split('$').skip(1).map(|rest| &rest[..rest.find(|c| !in_name(c)).unwrap_or(rest.len())]).collect()
}

#[test]
fn every_message_stands_in_both_languages_with_the_same_variables() {
    let (ja, en) = (messages(Lang::Ja), messages(Lang::En));
    assert_eq!(ja.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, pattern) in &ja {
        assert_eq!(variables(pattern), variables(&en[key]), "{key}");
    }
}

#[test]
fn every_message_is_shown_whole_in_both_languages() {
    for lang in Lang::ALL {
        for (key, pattern) in messages(lang) {
            for count in [0, 1, 2] {
                // The loader wants names that live for ever; a test may leak a few.
                let values: Vec<_> =
                    variables(&pattern).into_iter().map(|name| (&*name.to_owned().leak(), arg(count))).collect();
                let shown = Texts::new(lang).with(&key, &values);
                assert!(!shown.is_empty() && shown != key, "{key} in {}", lang.tag());
                assert!(!shown.contains(['{', '}', '$']), "{key} in {}: {shown}", lang.tag());
            }
        }
    }
}

/// Spec 7 §6: nobody can know what would have been prevented.
#[test]
fn no_message_says_that_anything_would_have_been_prevented() {
    for lang in Lang::ALL {
        for (key, pattern) in messages(lang) {
            for word in ["防げた", "止められた", "防げました", "would have been prevented", "could have been prevented"]
            {
                assert!(!pattern.to_lowercase().contains(word), "{key} in {}: {word}", lang.tag());
            }
        }
    }
}

// ---------------------------------------------------------------------------- where they are used

/// A string literal in a source file.
struct Literal<'a> {
    text: &'a str,
    /// The source before it, and from its closing quotation mark on.
    before: &'a str,
    after: &'a str,
}

impl Literal<'_> {
    /// Whether it is the first argument of a function of this name.
    fn is_given_to(&self, function: &str) -> bool {
        let before = self.before.trim_end();
        let name = before.strip_suffix('(').and_then(|before| before.strip_suffix(function));
        name.is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    }

    /// Whether it can only be a key.
    fn is_asked_for(&self) -> bool {
        ["t", "with", "pattern"].iter().any(|function| self.is_given_to(function))
    }

    /// Whether it is the value of an attribute in a page (`class="…"`), where a key means nothing.
    fn is_attribute(&self) -> bool {
        self.before.ends_with('=')
    }

    /// The names of the values given with it, where they stand in the same call.
    fn values(&self) -> Option<BTreeSet<&str>> {
        let list = self.after.trim_start().strip_prefix(',')?.trim_start().strip_prefix("&[")?;
        let end = balanced(list, '[', ']');
        let tuples = self.is_given_to("with");
        Some(
            literals(&list[..end])
                .into_iter()
                .filter(|name| !tuples || name.before.ends_with('(') && name.after.starts_with(','))
                .filter(|name| !tuples || depth(name.before) == 1)
                .map(|name| name.text)
                .collect(),
        )
    }
}

/// How many brackets of any kind are open at the end of `source`.
fn depth(source: &str) -> usize {
    let count = |wanted: [char; 2]| source.matches(wanted).count();
    count(['(', '[']).saturating_sub(count([')', ']']))
}

/// Where the bracket that is open at the start of `source` closes.
fn balanced(source: &str, open: char, close: char) -> usize {
    let mut depth = 1;
    for (at, c) in source.char_indices() {
        depth += usize::from(c == open);
        depth -= usize::from(c == close);
        if depth == 0 {
            return at;
        }
    }
    source.len()
}

/// The string literals of a Rust source, comments and characters left out.
fn literals(source: &str) -> Vec<Literal<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = source[at..].find(['"', '/', '\'']) {
        at += step;
        let rest = &source[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some(inside) = rest.strip_prefix('"') {
            let raw = source[..at].ends_with("r#");
            let end = at + 1 + if raw { inside.find("\"#").unwrap() } else { closing_quote(inside) };
            found.push(Literal { text: &source[at + 1..end], before: &source[..at], after: &source[end + 1..] });
            at = end + 1;
        } else if rest.starts_with("'\\") {
            at += 3 + rest[3..].find('\'').unwrap_or(0) + 1;
        } else if rest.starts_with('\'') && rest.chars().nth(2) == Some('\'') {
            at += rest.char_indices().nth(3).map_or(rest.len(), |(length, _)| length);
        } else {
            at += 1;
        }
    }
    found
}

fn closing_quote(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => return at,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    panic!("a literal without end");
}

/// The sources of the crates that word things (this one, and those that depend on it), without tests.
fn wording_sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = folder.unwrap().path();
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        if folder.ends_with("app") || manifest.contains("\napp.workspace") {
            found.extend(files(&folder.join("src"), "rs"));
        }
    }
    for (_, text) in &mut found {
        text.truncate(text.find("#[cfg(test)]").unwrap_or(text.len()));
    }
    assert!(found.len() > 20, "the sources were found");
    found
}

#[test]
fn every_key_that_is_asked_for_exists() {
    let messages = messages(Lang::Ja);
    // A key handed on through a match or a helper is known by its first word: `cli-…`, `expected-…`.
    let families: BTreeSet<&str> = messages.keys().filter_map(|key| Some(key.split_once('-')?.0)).collect();
    let is_shaped_so = |text: &str| {
        text.split_once('-').is_some_and(|(family, _)| families.contains(family))
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let sources = wording_sources();
    let all = || sources.iter().flat_map(|(path, source)| literals(source).into_iter().map(move |found| (path, found)));
    let is_option = |literal: &Literal<'_>| literal.is_given_to("long");
    let options: BTreeSet<&str> =
        all().filter(|(_, literal)| is_option(literal)).map(|(_, found)| found.text).collect();
    let built = built(&sources);
    let mut asked = 0;
    for (path, literal) in all() {
        let handed_on = is_shaped_so(literal.text) && !literal.is_attribute() && !options.contains(literal.text);
        if literal.is_asked_for() || handed_on {
            asked += 1;
            assert!(messages.contains_key(literal.text), "{}: no text for `{}`", path.display(), literal.text);
        }
    }
    let whole = messages.keys().filter(|key| !built.iter().any(|start| key.starts_with(start.as_str()))).count();
    assert!(asked >= whole, "every key is asked for somewhere, so at least {whole} are");
}

/// How keys begin that are put together with a word of the code: `role-` of `role-{role}`.
fn built(sources: &[(PathBuf, String)]) -> BTreeSet<String> {
    let literals = sources.iter().flat_map(|(_, source)| literals(source));
    let starts = literals.filter_map(|literal| Some(literal.text.split_once('{')?.0.to_owned()));
    let is_family = |start: &String| {
        start
            .strip_suffix('-')
            .is_some_and(|family| !family.is_empty() && family.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
    };
    starts.filter(is_family).collect()
}

/// Every word of the code that such a key is put together with has its message.
#[test]
fn every_word_of_a_role_a_kind_a_field_and_an_event_has_its_message() {
    use app::access::{Action, Kind as Thing};
    use scheme::organisation::{Field, Kind};
    let messages = messages(Lang::Ja);
    let dashed = |word: &str| word.replace('_', "-");
    let roles = scheme::member::Role::ALL.map(scheme::member::Role::word).into_iter().chain(["supporter", "signed_in"]);
    let roles: Vec<String> = roles.map(|word| format!("role-{word}")).collect();
    let kinds = Kind::ALL.map(|kind| format!("kind-{}", dashed(kind.word())));
    let fields = [
        Field::Kinds,
        Field::CorporateNumber,
        Field::Name,
        Field::Reading,
        Field::Address,
        Field::Prefecture,
        Field::MainIndustry,
        Field::Capital,
        Field::Employees,
    ];
    let fields = fields.map(|field| format!("field-{}-fault", dashed(field.word())));
    let mut happened = Vec::new();
    for kind in [
        "organisation",
        "member",
        "accreditation",
        "application",
        "case",
        "audit",
        "certificate",
        "competence",
        "decision",
        "nonconformity",
        "partiality",
        "requirement",
        "suspension",
    ] {
        let golden = root().join(format!("crates/scheme/tests/golden/{kind}.jsonl"));
        for line in std::fs::read_to_string(golden).unwrap().lines() {
            happened.push(format!("happened-{kind}-{}", dashed(line.split('"').nth(3).unwrap())));
        }
    }
    happened.extend(["begun", "signed-off", "closed"].map(|word| format!("happened-check-{word}")));
    happened.extend(["opened", "answered", "taken"].map(|word| format!("happened-check-section-{word}")));
    happened.extend(["kept", "files-added", "stamped", "discarded"].map(|word| format!("happened-evidence-{word}")));
    let next = ["not-set", "tonight", "waiting", "again", "given-up"];
    happened.extend(next.map(|word| format!("evidence-time-next-{word}")));
    happened.extend(Reason::ALL.map(|reason| format!("evidence-reason-{}", reason.word())));
    assert!(happened.len() > 15);
    let grants = Action::ALL.map(|action| format!("grant-{}", action.word().replace(['.', '_'], "-")));
    let groups = Thing::ALL.map(|kind| format!("grants-{}", kind.word().to_lowercase()));
    happened.extend(grants.into_iter().chain(groups));
    happened.extend(app::history::Part::ALL.map(|part| format!("part-{}", part.word())));
    happened.extend(scheme::case::Standing::ALL.iter().flat_map(|standing| {
        let word = dashed(standing.word());
        [format!("case-state-{word}"), format!("application-with-body-{word}")]
    }));
    happened.extend(scheme::case::FeeKind::ALL.map(|kind| format!("fee-{}", dashed(kind.word()))));
    happened.extend(scheme::accreditation::Ending::ALL.iter().flat_map(|ending| {
        [format!("accreditation-ending-{}", ending.word()), format!("accreditation-over-{}", ending.word())]
    }));
    for word in ["support", "role", "invitation", "token", "finish", "again", "repeat"] {
        happened.extend([format!("deadline-{word}"), format!("deadline-why-{word}")]);
    }
    for field in ["corporate_number", "name", "reading", "address", "prefecture", "main_industry", "capital"] {
        happened.push(format!("changed-{}", dashed(field)));
    }
    happened.extend(["employees", "size"].map(|field| format!("changed-{field}")));
    happened.extend(app::jobs::Kind::ALL.map(|kind| format!("jobkind-{}", kind.word())));
    happened.extend(["dead", "waiting", "running", "done"].map(|state| format!("jobstate-{state}")));
    happened.extend(app::mail::Letter::WORDS.map(|word| format!("letter-{}", dashed(word))));
    let faults = wording_sources().into_iter().flat_map(|(_, source)| {
        let words = source.split("Fault::").skip(1).filter_map(|rest| {
            let rest = rest.strip_prefix("passing(").or_else(|| rest.strip_prefix("lasting("))?;
            rest.strip_prefix('"')?.split('"').next().map(dashed)
        });
        words.collect::<Vec<_>>()
    });
    let faults: Vec<_> = faults.map(|word| format!("jobfault-{word}")).collect();
    assert!(faults.len() > 8, "{faults:?}");
    happened.extend(faults);
    for key in roles.into_iter().chain(kinds).chain(fields).chain(happened) {
        assert!(messages.contains_key(&key), "{key}");
    }
}

#[test]
fn every_message_is_used() {
    let sources = wording_sources();
    let mut used = BTreeSet::new();
    for (_, source) in &sources {
        for literal in literals(source) {
            if literal.is_asked_for() || literal.text.contains('-') && !literal.is_attribute() {
                used.insert(literal.text.to_owned());
            }
        }
    }
    let built = built(&sources);
    let is_built = |key: &String| built.iter().any(|start| key.starts_with(start.as_str()));
    let unused: Vec<String> =
        messages(Lang::Ja).into_keys().filter(|key| !used.contains(key) && !is_built(key)).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}

#[test]
fn every_message_gets_the_values_it_shows() {
    let messages = messages(Lang::Ja);
    let mut checked = 0;
    for (path, source) in wording_sources() {
        for literal in literals(&source).iter().filter(|literal| literal.is_asked_for()) {
            let wanted = variables(&messages[literal.text]);
            let given = if literal.is_given_to("t") { Some(BTreeSet::new()) } else { literal.values() };
            if let Some(given) = given {
                checked += 1;
                let place = path.display();
                assert!(given.is_superset(&wanted), "{place}: `{}` shows {wanted:?}, given {given:?}", literal.text);
            }
        }
    }
    assert!(checked > 200, "{checked} calls were found");
}

#[test]
fn the_scanner_of_sources_sees_what_it_should() {
    let source = r##"// "no" it's not
        let a = 'x'; let b = '"'; let c = '\''; fn d<'a>() {} texts.t("one"); starts_with("two");
        texts.with("three", &[("n", arg(f("x", [1]))), ("of", arg(2))]); p class="four" { (texts.pattern( "five\"" ,
        &["k", "l"])) } texts.t(r#"a "raw" one"#)"##;
    let found = literals(source);
    let asked: Vec<&str> = found.iter().filter(|found| found.is_asked_for()).map(|found| found.text).collect();
    assert_eq!(asked, ["one", "three", "five\\\""]);
    assert!(found.iter().any(|found| found.text == "a \"raw\" one"));
    let attributes: Vec<&str> = found.iter().filter(|found| found.is_attribute()).map(|found| found.text).collect();
    assert_eq!(attributes, ["four"]);
    let values: Vec<_> = found.iter().filter(|found| found.is_asked_for()).map(Literal::values).collect();
    assert_eq!(values, [None, Some(BTreeSet::from(["n", "of"])), Some(BTreeSet::from(["k", "l"]))]);
}

// ---------------------------------------------------------------------------------------- faults

/// One of each, and where the next one stands; a new variant does not compile until it has its place.
fn every_expected() -> Vec<Expected> {
    let words = || vec!["ichi".to_owned(), "ni".to_owned()];
    let mut all = vec![Expected::Text];
    loop {
        let next = match all.last().unwrap() {
            Expected::Text => Expected::TextUpTo(2000),
            Expected::TextUpTo(_) => Expected::Integer(-3, 1000),
            Expected::Integer(..) => Expected::Boolean,
            Expected::Boolean => Expected::Date,
            Expected::Date => Expected::DateOrUnknown,
            Expected::DateOrUnknown => Expected::List,
            Expected::List => Expected::Table,
            Expected::Table => Expected::OneOf(words()),
            Expected::OneOf(_) => Expected::KnownKey(words()),
            Expected::KnownKey(_) => Expected::Sequence(words()),
            Expected::Sequence(_) => Expected::Id("tics-19/".to_owned()),
            Expected::Id(_) => Expected::UniqueId,
            Expected::UniqueId => Expected::Existing(Thing::Item),
            Expected::Existing(thing) => match thing {
                Thing::Item => Expected::Existing(Thing::Axis),
                Thing::Axis => Expected::Existing(Thing::Document),
                Thing::Document => Expected::Existing(Thing::Case),
                Thing::Case => Expected::Existing(Thing::Prefecture),
                Thing::Prefecture => Expected::Existing(Thing::Pack),
                Thing::Pack => Expected::Existing(Thing::ListedItem),
                Thing::ListedItem => Expected::Existing(Thing::Part),
                Thing::Part => Expected::Existing(Thing::Form),
                Thing::Form => Expected::EarlierItem,
            },
            Expected::EarlierItem => Expected::Lines,
            Expected::Lines => Expected::Invariant,
            Expected::Invariant => Expected::OneChapeau,
            Expected::OneChapeau => Expected::InMinimum,
            Expected::InMinimum => Expected::HttpsUrl,
            Expected::HttpsUrl => Expected::NotBefore("2026-11-20".to_owned()),
            Expected::NotBefore(_) => Expected::Utf8,
            Expected::Utf8 => Expected::AtMostBytes(256 * 1024),
            Expected::AtMostBytes(_) => Expected::Toml("duplicate key".to_owned()),
            Expected::Toml(_) => Expected::Json("trailing comma".to_owned()),
            Expected::Json(_) => Expected::Edition("2026-11".to_owned()),
            Expected::Edition(_) => Expected::Sha256("00ff".to_owned()),
            Expected::Sha256(_) => Expected::AnsweredOnce,
            Expected::AnsweredOnce => Expected::SomeAnswer,
            Expected::SomeAnswer => Expected::AnswerOf(Answer::ALL.to_vec(), Vec::new()),
            Expected::AnswerOf(_, others) if others.is_empty() => {
                Expected::AnswerOf(vec![Answer::Implemented], vec![Answer::NotApplicable])
            }
            Expected::AnswerOf(..) => Expected::SameAnswer(cell(4), Answer::Partial),
            Expected::SameAnswer(..) => Expected::OneTick(cell(4)),
            Expected::OneTick(_) => Expected::Tick,
            Expected::Tick => Expected::QuestionBeside,
            Expected::QuestionBeside => Expected::NumberOf(words()),
            Expected::NumberOf(_) => Expected::NumberBeside(words()),
            Expected::NumberBeside(_) => Expected::CellPerQuestion,
            Expected::CellPerQuestion => Expected::Computed,
            Expected::Computed => Expected::Questions,
            Expected::Questions => Expected::AnswerColumn,
            Expected::AnswerColumn => Expected::OneAnswerColumn(words()),
            Expected::OneAnswerColumn(_) => Expected::Printable,
            Expected::Printable => {
                Expected::SheetOf("x".to_owned(), Bilingual { ja: "いち".to_owned(), en: "One".to_owned() })
            }
            Expected::SheetOf(..) => return all,
        };
        all.push(next);
    }
}

fn cell(column: u32) -> CellPlace {
    CellPlace { sheet: Some((3, "点検".to_owned())), row: 14, column }
}

/// As above.
fn every_found() -> Vec<Found> {
    let mut all = vec![Found::Nothing];
    loop {
        let next = match all.last().unwrap() {
            Found::Nothing => Found::Value("たぶん".to_owned()),
            Found::Value(_) => Found::Shape(Shape::List),
            Found::Shape(Shape::List) => Found::Shape(Shape::Table),
            Found::Shape(Shape::Table) => Found::Shape(Shape::Binary),
            Found::Shape(Shape::Binary) => Found::Count(4096),
            Found::Count(_) => return all,
        };
        all.push(next);
    }
}

/// What of the fault itself must be seen in its wording.
fn shown_of(expected: &Expected) -> Vec<String> {
    match expected {
        Expected::TextUpTo(n) => vec![n.to_string()],
        Expected::Integer(from, to) => vec![from.to_string(), to.to_string()],
        Expected::OneOf(words)
        | Expected::KnownKey(words)
        | Expected::Sequence(words)
        | Expected::NumberOf(words)
        | Expected::NumberBeside(words)
        | Expected::OneAnswerColumn(words) => words.clone(),
        Expected::AnswerOf(allowed, others) => {
            allowed.iter().chain(others).map(|answer| answer.mark().to_owned()).collect()
        }
        Expected::SameAnswer(cell, answer) => vec![cell.address(), answer.mark().to_owned()],
        Expected::OneTick(cell) => vec![cell.address()],
        Expected::AtMostBytes(_) => vec!["256 KB".to_owned()],
        Expected::Id(text)
        | Expected::NotBefore(text)
        | Expected::Toml(text)
        | Expected::Json(text)
        | Expected::Edition(text)
        | Expected::Sha256(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// No key in place of a text, no value left out.
fn is_worded(text: &str, keys: &BTreeMap<String, String>) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    !text.trim().is_empty()
        && !text.contains(['{', '}', '$'])
        && !words.into_iter().any(|word| word.contains('-') && keys.contains_key(word))
}

#[test]
fn every_expectation_is_worded_in_both_languages_each_in_its_own_words() {
    let keys = messages(Lang::Ja);
    for lang in Lang::ALL {
        let mut seen = BTreeSet::new();
        for expected in every_expected() {
            let text = Texts::new(lang).expected(&expected);
            assert!(is_worded(&text, &keys), "{expected:?} in {}: {text}", lang.tag());
            for part in shown_of(&expected) {
                assert!(text.contains(&part), "{expected:?} in {}: {text}", lang.tag());
            }
            assert!(seen.insert(text.clone()), "two expectations are worded alike in {}: {text}", lang.tag());
        }
    }
    for expected in every_expected() {
        assert_ne!(Texts::new(Lang::Ja).expected(&expected), Texts::new(Lang::En).expected(&expected));
    }
}

#[test]
fn every_finding_is_worded_in_both_languages_each_in_its_own_words() {
    let keys = messages(Lang::Ja);
    for lang in Lang::ALL {
        let mut seen = BTreeSet::new();
        for found in every_found() {
            let text = Texts::new(lang).found(&found);
            assert!(is_worded(&text, &keys), "{found:?} in {}: {text}", lang.tag());
            assert!(seen.insert(text.clone()), "two findings are worded alike in {}: {text}", lang.tag());
        }
        assert!(Texts::new(lang).found(&Found::Value("たぶん".to_owned())).contains("たぶん"));
        assert!(Texts::new(lang).found(&Found::Count(4096)).contains("4096"));
    }
}

#[test]
fn a_fault_is_one_sentence_of_place_expectation_and_finding() {
    let fault = |at| Fault::new(at, Expected::Integer(1, 1000), Found::Value("0".to_owned()));
    for (lang, at, sentence) in [
        (
            Lang::Ja,
            Place::line(7, "items[1].weight"),
            "7行目 items[1].weight：1から1000までの整数を書いてください。見つかったもの：「0」",
        ),
        (Lang::En, Place::line(7, ""), "line 7: expected a whole number from 1 to 1000; found \"0\""),
        (Lang::En, Place::path("/answers/3"), "/answers/3: expected a whole number from 1 to 1000; found \"0\""),
        (Lang::Ja, Place::default(), "1から1000までの整数を書いてください。見つかったもの：「0」"),
    ] {
        assert_eq!(Texts::new(lang).fault(&fault(at)), sentence);
    }
    let keys = messages(Lang::Ja);
    for lang in Lang::ALL {
        for (expected, found) in every_expected().into_iter().zip(every_found().into_iter().cycle()) {
            let text = Texts::new(lang).fault(&Fault::new(Place::line(1, "a.b"), expected, found));
            assert!(is_worded(&text, &keys), "{text}");
        }
    }
}

#[test]
fn a_cell_that_cannot_be_placed_is_told_with_sheet_address_content_and_what_to_do() {
    let fault = |cell, found: &str| {
        let (allowed, others) = (Answer::ALL[..3].to_vec(), vec![Answer::NotApplicable]);
        Fault::new(Place::cell(cell, "tics-19/14"), Expected::AnswerOf(allowed, others), Found::value(found))
    };
    let text_file = CellPlace { sheet: None, row: 14, column: 2 };
    for (lang, fault, sentence) in [
        (
            Lang::Ja,
            fault(cell(4), "検討中"),
            "3枚目のシート『点検』のD14に「検討中」とあります。○ △ × のいずれかに直してください（この質問では − は選べません）。",
        ),
        (
            Lang::En,
            fault(cell(4), "検討中"),
            "Sheet 3 \"点検\", cell D14, says \"検討中\". Please change it to one of ○ △ × (this question does not take −).",
        ),
        (
            Lang::Ja,
            fault(text_file, "◎"),
            "B14（14行目）に「◎」とあります。○ △ × のいずれかに直してください（この質問では − は選べません）。",
        ),
        (
            Lang::Ja,
            Fault::new(Place::default(), Expected::Questions, Found::Nothing),
            "ファイル全体：質問の番号（1、2、…）か項目名が並んだ列が見つかりません。このチェックのシートか確かめてください。",
        ),
    ] {
        assert_eq!(Texts::new(lang).fault(&fault), sentence);
    }
}

#[test]
fn every_reason_why_a_file_cannot_be_read_is_told_with_what_to_do() {
    let keys = messages(Lang::Ja);
    for lang in Lang::ALL {
        let mut seen = BTreeSet::new();
        for why in [
            Unreadable::Empty,
            Unreadable::TooLarge(20 << 20),
            Unreadable::Bomb,
            Unreadable::TooManyCells,
            Unreadable::Encrypted,
            Unreadable::OldFormat,
            Unreadable::OtherKind("pdf"),
            Unreadable::Encoding(7),
            Unreadable::OpenQuote(3),
            Unreadable::Broken("x".to_owned()),
        ] {
            let text = Texts::new(lang).unreadable(&why);
            assert!(is_worded(&text, &keys) && seen.insert(text.clone()), "{why:?}: {text}");
            let asks = ["ください", "Please", "Open", "Copy", "Close"];
            assert!(asks.iter().any(|ask| text.contains(ask)), "what to do is missing: {text}");
        }
    }
}

// ----------------------------------------------------------------------------------- shipped packs

#[test]
fn the_shipped_packs_load_and_hold_the_first_check() {
    let catalogue = packs::shipped().unwrap();
    let files = packs::files();
    assert_eq!(catalogue.packs().len(), files.len());
    assert!(files.is_sorted_by_key(|(name, _)| name));
    let on_disk = self::files(&root().join("packs"), "toml");
    let on_disk: Vec<&[u8]> = on_disk.iter().map(|(_, text)| text.as_bytes()).collect();
    let embedded: Vec<&[u8]> = files.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    assert!(
        embedded == on_disk,
        "the packs inside the binary are not those below packs/; a file that came or went since `app` was compiled \
         is seen after `touch crates/app/src/packs.rs`"
    );
    assert!(catalogue.checklist(packs::FIRST_CHECK).is_some());
    assert!(catalogue.contacts().is_some() && catalogue.reference().is_some() && catalogue.cases().next().is_some());
}
