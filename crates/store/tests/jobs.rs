//! Jobs on both databases: one worker at a time, once for each key, and none is lost with its worker.

use std::collections::BTreeSet;

use store::{Address, NewJob, Store, StoreError, TakenJob};
use uuid::Uuid;

use crate::support::{Database, databases};

const MINUTE: i64 = 60_000_000;

fn job(number: u128, key: &str) -> NewJob {
    NewJob {
        id: Uuid::from_u128(number),
        kind: "mail",
        key: key.to_owned(),
        payload: "{}".to_owned(),
        sealed: Some(b"sealed".to_vec()),
        made_at: 1,
        due_at: 10,
    }
}

async fn add(store: &Store, job: NewJob) -> bool {
    let added = store.write(move |tx| Box::pin(async move { tx.add_job(&job).await }));
    added.await.map_err(|error: StoreError| error).unwrap()
}

async fn take(store: &Store, worker: u128, now: i64, most: u32) -> Vec<TakenJob> {
    let worker = Uuid::from_u128(worker);
    let taken = store.write(move |tx| Box::pin(async move { tx.take_jobs(worker, now, now + MINUTE, most).await }));
    taken.await.map_err(|error: StoreError| error).unwrap()
}

/// Runs what the expression makes of `tx`, with the job in hand.
macro_rules! with {
    ($store:expr, $job:expr, $tx:ident, $held:ident => $work:expr) => {{
        let $held = $job.clone();
        let done = $store.write(move |$tx| Box::pin(async move { $work.await }));
        done.await.map_err(|error: StoreError| error).unwrap()
    }};
}

/// Two stores on one PostgreSQL are two processes; the embedded database has one writer.
async fn processes(database: &Database) -> Vec<Store> {
    let first = database.open().await;
    match database.address {
        Address::File(_) => vec![first],
        Address::Postgres { .. } => vec![first, database.open().await],
    }
}

#[tokio::test]
async fn one_key_is_one_job_whether_it_is_done_or_not() {
    for database in databases() {
        let store = database.open().await;
        assert!(add(&store, job(1, "a")).await, "{}", database.name);
        assert!(!add(&store, job(2, "a")).await, "{}: the same key", database.name);
        assert!(add(&store, NewJob { kind: "tidy", ..job(3, "a") }).await, "another kind");
        let taken = take(&store, 7, 10, 9).await;
        assert_eq!(taken.len(), 2);
        assert!(with!(store, taken[0], tx, held => tx.finish_job(&held, 20)));
        assert!(!add(&store, job(4, "a")).await, "{}: done is done", database.name);
    }
}

#[tokio::test]
async fn of_many_workers_each_job_goes_to_one() {
    for database in databases() {
        let stores = processes(&database).await;
        for number in 0..40 {
            add(&stores[0], job(number, &number.to_string())).await;
        }
        let race: Vec<_> = (0..8_u128)
            .map(|worker| {
                let store = stores[usize::try_from(worker).unwrap() % stores.len()].clone();
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let taken = take(&store, worker + 1, 10, 3).await;
                        if taken.is_empty() {
                            return mine;
                        }
                        mine.extend(taken.into_iter().map(|job| job.id));
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in race {
            all.extend(worker.await.unwrap());
        }
        assert_eq!(all.len(), 40, "{}: none twice", database.name);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 40, "{}: none left", database.name);
    }
}

#[tokio::test]
async fn nothing_is_taken_before_it_is_due_and_in_the_order_of_its_time() {
    for database in databases() {
        let store = database.open().await;
        add(&store, NewJob { due_at: 30, ..job(1, "late") }).await;
        add(&store, NewJob { due_at: 20, ..job(2, "early") }).await;
        assert!(take(&store, 7, 19, 9).await.is_empty(), "{}", database.name);
        assert!(!store.reader().await.unwrap().job_is_due(19).await.unwrap());
        assert!(store.reader().await.unwrap().job_is_due(20).await.unwrap());
        assert_eq!(take(&store, 7, 30, 1).await[0].key, "early", "{}", database.name);
        assert_eq!(take(&store, 7, 30, 1).await[0].key, "late");
    }
}

#[tokio::test]
async fn a_job_whose_worker_died_is_taken_by_another_once_the_lease_ran_out() {
    for database in databases() {
        let stores = processes(&database).await;
        let (first, second) = (&stores[0], stores.last().unwrap());
        add(first, job(1, "a")).await;
        let held = take(first, 1, 10, 1).await;
        assert_eq!(held[0].tries, 1);
        assert!(take(second, 2, 9 + MINUTE, 1).await.is_empty(), "{}: the lease holds", database.name);
        let taken = take(second, 2, 10 + MINUTE, 1).await;
        assert_eq!(taken[0].tries, 2, "{}", database.name);
        // The first one was only slow: it no longer decides anything.
        assert!(!with!(first, held[0], tx, held => tx.finish_job(&held, 20)), "{}", database.name);
        assert!(!with!(first, held[0], tx, held => tx.retry_job(&held, 20, "late")));
        assert!(!with!(first, held[0], tx, held => tx.bury_job(&held, 20, "late")));
        assert!(with!(second, taken[0], tx, held => tx.finish_job(&held, 20)));
        assert_eq!(
            database.ask("SELECT state, sealed IS NULL FROM job").trim().to_lowercase().replace('t', "1"),
            "done|1"
        );
    }
}

#[tokio::test]
async fn a_job_that_failed_waits_and_a_dead_letter_can_be_revived() {
    for database in databases() {
        let store = database.open().await;
        add(&store, job(1, "a")).await;
        let held = take(&store, 1, 10, 1).await;
        assert!(with!(store, held[0], tx, held => tx.retry_job(&held, 500, "unreachable")));
        assert!(take(&store, 1, 499, 1).await.is_empty(), "{}", database.name);
        let held = take(&store, 1, 500, 1).await;
        assert!(with!(store, held[0], tx, held => tx.bury_job(&held, 600, "refused")));
        assert!(take(&store, 1, i64::MAX - MINUTE, 1).await.is_empty(), "{}: dead", database.name);
        let mut tx = store.reader().await.unwrap();
        assert_eq!(tx.jobs_counted().await.unwrap(), [("dead".to_owned(), 1)]);
        let listed = tx.open_jobs(10).await.unwrap();
        assert_eq!((listed[0].state.as_str(), listed[0].tries), ("dead", 2), "{}", database.name);
        assert_eq!(listed[0].fault.as_deref(), Some("refused"));
        drop(tx);
        let id = Uuid::from_u128(1);
        assert!(with!(store, id, tx, id => tx.revive_job(id, 700)), "{}", database.name);
        assert!(!with!(store, id, tx, id => tx.revive_job(id, 700)), "once");
        let held = take(&store, 1, 700, 1).await;
        assert_eq!(held[0].tries, 1, "{}: from the beginning", database.name);
        assert_eq!(held[0].sealed.as_deref(), Some(&b"sealed"[..]), "with what it needs");
    }
}

#[tokio::test]
async fn who_stops_gives_back_what_is_not_done_and_old_jobs_are_forgotten() {
    for database in databases() {
        let store = database.open().await;
        for number in 1..=3 {
            add(&store, job(number, &number.to_string())).await;
        }
        let held = take(&store, 1, 10, 3).await;
        assert!(with!(store, held[0], tx, held => tx.finish_job(&held, 20)));
        assert_eq!(with!(store, Uuid::from_u128(1), tx, worker => tx.give_jobs_back(worker)), 2, "{}", database.name);
        let again = take(&store, 2, 10, 3).await;
        assert!(again.len() == 2 && again.iter().all(|job| job.tries == 1), "{}: not counted", database.name);
        assert_eq!(with!(store, 20, tx, before => tx.forget_jobs(before)), 0);
        assert_eq!(with!(store, 21, tx, before => tx.forget_jobs(before)), 1, "{}: what is done", database.name);
    }
}
