//! Numbers for a program that watches over the service (Prometheus), on a listener of their own.
//!
//! Knows names of metrics and how they are written. No label takes anything that a visitor chooses: methods, routes of the
//! router and status classes, states of jobs, ends of commands. So their number is bounded, and no id and no name is in
//! them.

use std::sync::Arc;
use std::time::Duration;

use app::door::Commands;
use app::vitals::{Counts, Room, RoomOf, VaultVitals, Vitals};
use app::{Clock, Office};
use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::prometheus_text::{CONTENT_TYPE, encode};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::serving::{Places, Renewal};

/// Upper ends of the classes of a duration, in seconds; the last is the longest a request may take.
const SECONDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 20.0];
/// How long the database is asked at most; a scrape is given up after ten seconds as a rule.
const PATIENCE: Duration = Duration::from_secs(6);
/// What goes before every name of ours.
const OURS: &str = "mamori";
/// What goes before the names that every service has.
const PROCESS: &str = "process";

/// A request: nothing in it is chosen by who sends it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: &'static str,
}

/// The class of a status: what it begins with.
fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

type Durations = Family<Request, Histogram, fn() -> Histogram>;

/// What is counted of the requests to one server. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Metrics(Durations);

impl Default for Metrics {
    fn default() -> Self {
        Self(Family::new_with_constructor(|| Histogram::new(SECONDS)))
    }
}

impl Metrics {
    /// A request was answered. Both languages of a page are one route.
    pub(crate) fn answered(&self, method: &'static str, route: &str, status: StatusCode, took: Duration) {
        let route = match route.strip_prefix("/en") {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => route,
        };
        let request = Request { method, route: route.to_owned(), status: class(status) };
        self.0.get_or_create(&request).observe(took.as_secs_f64());
    }
}

/// What the listener of the numbers asks.
#[derive(Clone)]
pub(crate) struct Watched(Arc<Sources>);

struct Sources {
    metrics: Metrics,
    office: Office,
    places: Places,
    /// None = no TLS of its own.
    renewal: Option<Renewal>,
    /// When the process began, in seconds since 1970.
    begun: f64,
}

impl Watched {
    pub(crate) fn new(
        metrics: Metrics,
        office: Office,
        places: Places,
        renewal: Option<Renewal>,
        clock: &Clock,
    ) -> Self {
        let begun = clock.now().as_microsecond() as f64 / 1_000_000.0;
        Self(Arc::new(Sources { metrics, office, places, renewal, begun }))
    }
}

/// The one page of the listener.
pub(crate) fn router(watched: Watched) -> Router {
    // Not among the routes of the service: those are walked by the tests of what everybody reaches.
    Router::new().fallback(show).with_state(watched)
}

async fn show(State(Watched(sources)): State<Watched>, method: Method, uri: Uri) -> Response {
    if uri.path() != "/metrics" {
        return StatusCode::NOT_FOUND.into_response();
    }
    if method != Method::GET {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response();
    }
    let vitals = tokio::time::timeout(PATIENCE, sources.office.vitals()).await;
    let vitals = match vitals {
        Ok(Ok(vitals)) => Some(vitals),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database cannot be asked how it is");
            None
        }
        Err(_) => {
            tracing::warn!("the database does not say in time how it is");
            None
        }
    };
    // A disk that does not answer is left out.
    let rooms = tokio::time::timeout(PATIENCE, sources.office.vault_rooms()).await.unwrap_or_default();
    let mut registry = gathered(&sources, sources.office.counts(), vitals.as_ref());
    of_the_disks(registry.sub_registry_with_prefix(OURS), &rooms);
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => ([(header::CONTENT_TYPE, CONTENT_TYPE), (header::CACHE_CONTROL, "no-store")], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// One label with a few words.
type Word = [(&'static str, &'static str); 1];

/// Everything as it is now. What cannot be known now is not there: an old number would pass for a new one.
fn gathered(sources: &Sources, counts: Counts, vitals: Option<&Vitals>) -> Registry {
    let mut all = Registry::default();
    let process = all.sub_registry_with_prefix(PROCESS);
    process.register("start_time_seconds", "When the process began, since 1970", ConstGauge::new(sources.begun));
    if let Some(bytes) = resident() {
        process.register("resident_memory_bytes", "Memory of the process that is in use", ConstGauge::new(bytes));
    }
    let ours = all.sub_registry_with_prefix(OURS);
    ours.register("build", "The version that runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
    let requests = sources.metrics.0.clone();
    ours.register("http_request_duration_seconds", "How long requests took until they were answered", requests);
    let (open, refused) = sources.places.counted();
    ours.register("http_connections", "Connections that are open", ConstGauge::new(open));
    let help = "Connections that were closed or not taken because there were too many";
    ours.register("http_connections_turned_away", help, ConstCounter::new(refused));
    if let Some(renewal) = &sources.renewal {
        let help = "1 = certificate or key cannot be used as their files are now; the pair before is";
        ours.register("tls_renewal_refused", help, ConstGauge::new(u64::from(renewal.is_refused())));
    }
    let Commands { kept, conflicts, not_kept } = counts.commands;
    let help = "Commands by how they ended: kept, conflict (decided once more), refused or failed";
    let ends = [("kept", kept), ("conflict", conflicts), ("not_kept", not_kept)];
    ours.register("commands", help, counters("end", ends));
    ours.register("database_statements", "Statements to the database", ConstCounter::new(counts.statements));
    let help = "1 = the record is held: it is read, and nothing is written";
    ours.register("record_held", help, ConstGauge::new(u64::from(counts.held)));
    let help = "Seconds by which the clock stands before the newest head of the log; what is recorded bears that time";
    ours.register("clock_behind_seconds", help, ConstGauge::new(counts.clock_behind));
    let help = "1 = the database answers";
    ours.register("database_up", help, ConstGauge::new(u64::from(vitals.is_some())));
    if let Some(vitals) = vitals {
        of_the_database(ours, vitals);
    }
    all
}

fn of_the_database(ours: &mut Registry, vitals: &Vitals) {
    let states = [("waiting", vitals.jobs_waiting), ("running", vitals.jobs_running), ("dead", vitals.jobs_dead)];
    ours.register("jobs", "Jobs that are not done, by state; dead = given up", gauges("state", states));
    ours.register("log_events", "Events that are sealed in the log", ConstGauge::new(vitals.sealed));
    ours.register("log_unsealed_events", "Events that wait to be sealed", ConstGauge::new(vitals.unsealed));
    let help = "How long the oldest event that waits to be sealed has waited; 0 = none waits";
    ours.register("log_oldest_unsealed_seconds", help, ConstGauge::new(vitals.oldest_unsealed));
    if let Some(seconds) = vitals.since_sealing {
        let help = "How long ago the newest head was signed; it grows while nothing happens";
        ours.register("log_since_sealing_seconds", help, ConstGauge::new(seconds));
    }
    if let Some(seconds) = vitals.since_backup {
        let help = "How long ago the database was read for the last backup that was noted";
        ours.register("backup_age_seconds", help, ConstGauge::new(seconds));
    }
    if let Some(vault) = vitals.vault {
        of_the_vault(ours, vault);
    }
}

/// The vault as it was last night: what takes a walk through it is noted then.
fn of_the_vault(ours: &mut Registry, vault: VaultVitals) {
    let VaultVitals { objects, bytes, missing, unnamed, since } = vault;
    ours.register("vault_objects", "Files in the vault, last night", ConstGauge::new(objects));
    ours.register("vault_bytes", "How long they are together, encrypted", ConstGauge::new(bytes));
    let help = "Files that evidence names and that were not in the vault last night";
    ours.register("vault_missing_objects", help, ConstGauge::new(missing));
    let help = "Files in the vault that nothing named last night; they go after two days";
    ours.register("vault_unnamed_objects", help, ConstGauge::new(unnamed));
    let help = "How long ago the last nightly round through the vault was";
    ours.register("vault_since_round_seconds", help, ConstGauge::new(since));
}

/// Room on the disks of this machine that the vault needs.
fn of_the_disks(ours: &mut Registry, rooms: &[Room]) {
    let (free, size) = (Family::<Word, Gauge>::default(), Family::<Word, Gauge>::default());
    for room in rooms {
        let word = match room.of {
            RoomOf::Objects => "objects",
            RoomOf::Incoming => "incoming",
        };
        for (family, bytes) in [(&free, room.free), (&size, room.size)] {
            let gauge: Gauge = family.get_or_create_owned(&[("of", word)]);
            gauge.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        }
    }
    let help = "Bytes that are free where the vault stands (objects) or files wait until they are whole (incoming)";
    ours.register("vault_disk_free_bytes", help, free);
    ours.register("vault_disk_size_bytes", "Bytes that these disks have in all", size);
}

fn gauges(label: &'static str, values: [(&'static str, u64); 3]) -> Family<Word, Gauge> {
    let family = Family::default();
    for (word, value) in values {
        let gauge: Gauge = family.get_or_create_owned(&[(label, word)]);
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
    }
    family
}

fn counters(label: &'static str, values: [(&'static str, u64); 3]) -> Family<Word, Counter> {
    let family = Family::default();
    for (word, value) in values {
        let counter: Counter = family.get_or_create_owned(&[(label, word)]);
        counter.inc_by(value);
    }
    family
}

/// The memory of the process that is in use, in bytes; none = the system does not tell.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
