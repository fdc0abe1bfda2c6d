//! The numbers for a program that watches over the service: where they are, what they are, and what is not in them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

#[expect(dead_code, reason = "each test file takes what it needs")]
#[path = "town/routes.rs"]
mod routes;
mod served;

use std::collections::{BTreeMap, BTreeSet};

use app::Caller;
use app::members::Email;
use scheme::organisation::Input;
use served::{Served, patience, served, settings};

/// A line of numbers: its name, its labels, its value.
struct Line {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

/// Every line, as the format has them.
fn read(numbers: &str) -> Vec<Line> {
    let lines = numbers.lines().filter(|line| !line.starts_with("# HELP ") && !line.starts_with("# TYPE "));
    let line = |line: &str| {
        let (what, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = what.split_once('{').map_or((what, ""), |(name, rest)| (name, rest));
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line}");
        let labels = labels.strip_suffix('}').unwrap_or_default().split("\",").filter(|label| !label.is_empty());
        let labels = labels.map(|label| {
            let (key, value) = label.split_once("=\"").unwrap_or_else(|| panic!("{line}"));
            (key.to_owned(), value.trim_end_matches('"').to_owned())
        });
        Line { name: name.to_owned(), labels: labels.collect(), value: value.parse().unwrap() }
    };
    lines.map(line).collect()
}

async fn ask(served: &Served, method: &str, path: &str) -> String {
    let mut client = served.connect().await;
    client
        .send(&format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
        .await;
    client.rest().await
}

#[tokio::test]
async fn requests_are_counted_by_method_route_and_status_and_nothing_that_was_sent_is_a_label() {
    let served = served(settings(patience())).await;
    for number in 0..30 {
        ask(&served, "GET", &format!("/canary{number}?canary={number}")).await;
        ask(&served, "GET", &format!("/en/checks/canary{number}")).await;
        ask(&served, "GET", &format!("/set-up/canary{number}")).await;
        ask(&served, &format!("CANARY{number}"), "/").await;
    }
    ask(&served, "GET", "/").await;
    ask(&served, "GET", "/en").await;
    let numbers = served.numbers().await;
    assert!(!numbers.to_lowercase().contains("canary"), "{numbers}");
    let known: BTreeSet<String> = routes::all().into_iter().map(|route| route.path).collect();
    let mut series = BTreeMap::new();
    for line in read(&numbers).iter().filter(|line| line.name == "mamori_http_request_duration_seconds_count") {
        let of = |key: &str| line.labels[key].clone();
        assert!(known.contains(&of("route")) || of("route") == "none", "{:?}", line.labels);
        series.insert((of("method"), of("route"), of("status")), line.value);
    }
    let count = |method: &str, route: &str, status: &str| {
        series.get(&(method.to_owned(), route.to_owned(), status.to_owned())).copied().unwrap_or_default()
    };
    assert!(count("GET", "/", "2xx") >= 2.0, "both languages are one route: {series:?}");
    assert!(count("GET", "none", "4xx") >= 30.0, "{series:?}");
    assert!(count("GET", "/checks/{check}", "3xx") >= 30.0, "{series:?}");
    assert!(count("GET", "/set-up/{token}", "4xx") >= 30.0, "{series:?}");
    assert!(series.keys().any(|(method, ..)| method == "other") && series.len() < 12, "{series:?}");
}

#[tokio::test]
async fn what_the_installation_does_is_told_in_numbers() {
    let served = served(settings(patience())).await;
    for (name, least) in [
        ("process_start_time_seconds", 1_700_000_000.0),
        ("process_resident_memory_bytes", 1_000_000.0),
        ("mamori_database_up", 1.0),
        ("mamori_database_statements_total", 1.0),
        ("mamori_http_connections", 0.0),
        ("mamori_record_held", 0.0),
        ("mamori_clock_behind_seconds", 0.0),
        ("mamori_jobs{state=\"waiting\"}", 0.0),
        ("mamori_jobs{state=\"dead\"}", 0.0),
        ("mamori_commands_total{end=\"kept\"}", 0.0),
        ("mamori_commands_total{end=\"conflict\"}", 0.0),
        ("mamori_log_events", 0.0),
        ("mamori_log_unsealed_events", 0.0),
        ("mamori_log_oldest_unsealed_seconds", 0.0),
    ] {
        let found = served.number(name).await;
        assert!(found >= least, "{name} {found}");
    }
    assert!(served.numbers().await.contains(concat!(
        "mamori_build_info{version=\"",
        env!("CARGO_PKG_VERSION"),
        "\"} 1"
    )));
    let disks = served.number("mamori_vault_disk_free_bytes{of=\"objects\"}").await;
    assert!(disks > 0.0 && disks <= served.number("mamori_vault_disk_size_bytes{of=\"objects\"}").await);
    assert!(!served.numbers().await.contains("vault_objects"), "nobody has gone through the vault yet");
    served.office.tidy_vault(served.office.door.clock().now()).await.unwrap();
    for name in
        ["mamori_vault_objects", "mamori_vault_bytes", "mamori_vault_missing_objects", "mamori_vault_unnamed_objects"]
    {
        assert_eq!(served.number(name).await, 0.0, "{name}");
    }
    assert!((0.0..60.0).contains(&served.number("mamori_vault_since_round_seconds").await));
    // Something is recorded, and nobody seals it.
    let kept = served.number("mamori_commands_total{end=\"kept\"}").await;
    let email = "yamada@example.jp".to_owned();
    let email = Email { shown: email.clone(), folded: email };
    let person = served.office.set_up("山田".to_owned(), email, "ja".to_owned());
    let caller = Caller::new(person.await.unwrap(), None, uuid::Uuid::new_v4());
    let input = Input { kinds: vec!["company".to_owned()], name: "見本製作所".to_owned(), ..Input::default() };
    served.office.register(caller, &input).await.unwrap();
    assert!(served.number("mamori_commands_total{end=\"kept\"}").await > kept);
    assert!(served.number("mamori_log_unsealed_events").await > 0.0);
    assert!(served.number("mamori_log_oldest_unsealed_seconds").await >= 0.0);
    assert!(!served.numbers().await.contains("since_sealing"), "nothing was sealed yet");
    served.sealer.seal_all().await.unwrap();
    assert!((0.0..60.0).contains(&served.number("mamori_log_since_sealing_seconds").await));
    assert!(served.number("mamori_log_events").await > 0.0);
    assert_eq!(served.number("mamori_log_unsealed_events").await, 0.0);
}

#[tokio::test]
async fn the_numbers_stand_on_their_own_listener_and_nothing_else_does() {
    let served = served(settings(patience())).await;
    assert!(ask(&served, "GET", "/metrics").await.starts_with("HTTP/1.1 404 "));
    for (method, path, status) in [("GET", "/", "404"), ("GET", "/healthz", "404"), ("POST", "/metrics", "405")] {
        let mut client = served::Client(tokio::net::TcpStream::connect(served.metrics).await.unwrap());
        client
            .send(&format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
            .await;
        let answer = client.rest().await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
    }
}

/// A database that does not answer is told as such; what it would have said is left out.
#[tokio::test]
async fn what_cannot_be_known_is_not_told() {
    let served = served(settings(patience())).await;
    served.office.store().close().await;
    let numbers = served.numbers().await;
    assert!(numbers.contains("mamori_database_up 0"), "{numbers}");
    assert!(!numbers.contains("mamori_jobs") && !numbers.contains("mamori_log_"), "{numbers}");
}
