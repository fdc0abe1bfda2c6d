//! No statement that a request makes reads a whole table: each plan is asked of the database itself (invariant 61).
//!
//! The statements are read from the source, so that a new one without an index fails here.

use std::collections::BTreeSet;

use crate::support::source::{functions, statements};
use crate::support::{Database, embedded, postgres};

/// What looks after the whole database, for its operator: it reads everything on purpose.
const WHOLE: [&str; 9] = ["examine", "events", "rows", "schema", "grants", "rebuild", "tables", "restore", "sealed"];

/// Functions whose statement may read a whole table, and why.
const READS_ALL: [(&str, &str); 16] = [
    ("backups::backups", "the last rows in the order of the key"),
    ("jobs::jobs_counted", "the jobs of the last weeks, counted for who runs the installation"),
    ("keys::keys", "the keys of the installation, a handful"),
    ("keys::note_safe", "the keys of the installation, a handful"),
    ("log::anything_unsealed", "the first row in the order of the key"),
    ("log::leaves_end", "the last row in the order of the key"),
    ("log::newest_head", "the last row in the order of the key"),
    ("log::outside_the_log", "every event, for who verifies the log"),
    ("log::sealed_until", "the last head in the order of the key, and what waits, which is little"),
    ("log::unsealed", "as many as are sealed at once, in the order of the key"),
    ("log::unsealed_counted", "what waits, for who verifies the log"),
    ("notes::notes", "a table of two rows, and two for each restore"),
    ("person::anybody", "the first row it meets"),
    ("person::first_person", "the first row in the order of the key"),
    ("storage::stored_by_all", "what all have, from an index alone, for who runs the installation"),
    ("storage::stored_by_each", "the same, of each"),
];

/// A statement with where it stands.
struct Statement {
    function: String,
    text: String,
}

fn asked() -> Vec<Statement> {
    let found = functions().into_iter().filter(|function| !WHOLE.contains(&function.file.as_str()));
    let found = found.flat_map(|function| {
        let name = format!("{}::{}", function.file, function.name);
        statements(&function.body).into_iter().map(move |text| Statement { function: name.clone(), text })
    });
    let found: Vec<_> = found.filter(|statement| !statement.text.contains('{')).collect();
    assert!(found.len() > 100, "the statements are found: {}", found.len());
    found
}

/// Asks for the plan of each statement; none = the statement is not one of this database.
fn plans(database: &Database, plan: impl Fn(&Statement) -> String) -> Vec<(Statement, String)> {
    let planned = asked().into_iter().filter_map(|statement| {
        let shown = database.try_ask(&plan(&statement))?;
        Some((statement, shown))
    });
    planned.collect()
}

fn judge(found: &BTreeSet<String>, used: &BTreeSet<&str>) {
    assert!(found.is_empty(), "these read a whole table: {found:#?}");
    assert!(!used.is_empty(), "no exception any longer");
}

#[tokio::test]
async fn every_statement_finds_its_rows_by_an_index_in_sqlite() {
    let database = embedded();
    database.open().await.close().await;
    let plans = plans(&database, |statement| format!("EXPLAIN QUERY PLAN {}", statement.text));
    assert!(plans.len() > 90, "{} plans", plans.len());
    let (mut found, mut used) = (BTreeSet::new(), BTreeSet::new());
    for (statement, plan) in &plans {
        // A scan in the order of an index reads as far as its limit; lists made in the statement are short.
        let bounded = statement.text.contains(" LIMIT ");
        let scans = |line: &&str| {
            let listed = line.contains("VIRTUAL TABLE") || line.contains("SCAN (") || line.contains("CONSTANT ROW");
            line.contains("SCAN ") && !listed && !(bounded && line.contains("USING"))
        };
        for line in plan.lines().filter(scans) {
            match READS_ALL.iter().find(|(name, _)| *name == statement.function) {
                Some((name, _)) => _ = used.insert(*name),
                None => _ = found.insert(format!("{}: {}: {}", statement.function, line.trim(), statement.text)),
            }
        }
    }
    judge(&found, &used);
}

#[tokio::test]
async fn every_statement_finds_its_rows_by_an_index_in_postgresql() {
    let database = postgres();
    database.open().await.close().await;
    let plans = plans(&database, |statement| {
        let last = (1..=30).rev().find(|n| statement.text.contains(&format!("${n}"))).unwrap_or(0);
        let values = if last == 0 { String::new() } else { format!("({})", vec!["NULL"; last].join(", ")) };
        // Small tables are read whole whatever indexes they have; with that switched off a whole table is read only
        // where there is no other way.
        format!(
            "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; PREPARE asked AS {}; EXPLAIN EXECUTE asked{values}",
            statement.text
        )
    });
    assert!(plans.len() > 90, "{} plans", plans.len());
    let (mut found, mut used) = (BTreeSet::new(), BTreeSet::new());
    for (statement, plan) in &plans {
        for line in plan.lines().filter(|line| line.contains("Seq Scan on")) {
            match READS_ALL.iter().find(|(name, _)| *name == statement.function) {
                Some((name, _)) => _ = used.insert(*name),
                None => _ = found.insert(format!("{}: {}: {}", statement.function, line.trim(), statement.text)),
            }
        }
    }
    judge(&found, &used);
}
