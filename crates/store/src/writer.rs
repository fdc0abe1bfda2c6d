//! The one writer of the embedded database: it takes the commands that wait and commits them together.
//!
//! A commit waits for the disk, so commands that wait meanwhile share the next one. Each runs in a savepoint:
//! one that fails takes nothing of the others with it. Nobody is told of success before the disk has it.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::db::StoreError;
use crate::statement::{Conn, Statements, Tx};

/// How many commands may wait; who comes later waits for a place.
const WAITING: usize = 1024;
/// After this long the group is committed, whoever still waits.
const GROUP: Duration = Duration::from_millis(5);

/// A place in the queue of the writer.
#[derive(Clone)]
pub(crate) struct Writer(mpsc::Sender<Box<dyn Job>>);

/// A command that waits for the writer.
trait Job: Send {
    /// Runs it; `false` = what it did is taken back.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool>;
    /// Tells who waits how it ended. `lost` = nothing was kept, for this reason.
    fn tell(self: Box<Self>, lost: Option<StoreError>);
}

struct Typed<T, E, F> {
    work: Option<F>,
    result: Option<(Result<T, E>, u64)>,
    reply: oneshot::Sender<(Result<T, E>, u64)>,
}

impl<T, E, F> Job for Typed<T, E, F>
where
    T: Send,
    E: Send + From<StoreError>,
    F: Send + for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>>,
{
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return false };
            let result = AssertUnwindSafe(Statements::of(work(tx))).catch_unwind().await;
            let result = result.unwrap_or_else(|_| (Err(StoreError::Panicked.into()), 0));
            let kept = result.0.is_ok();
            self.result = Some(result);
            kept
        })
    }

    fn tell(self: Box<Self>, lost: Option<StoreError>) {
        let (result, statements) = self.result.unwrap_or((Err(StoreError::Closed.into()), 0));
        let result = match (result, lost) {
            (Ok(_), Some(error)) => Err(error.into()),
            (result, _) => result,
        };
        // Who asked may have left; the command stands all the same.
        let _ = self.reply.send((result, statements));
    }
}

impl Writer {
    /// Starts the writer on a pool of one connection. It ends when the last place in its queue is given up.
    pub(crate) fn start(pool: SqlitePool) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(run(pool, receiver));
        Self(sender)
    }

    /// Runs `work` in the next group.
    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Send + From<StoreError> + 'static,
        F: Send + for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Typed { work: Some(work), result: None, reply };
        self.0.send(Box::new(job)).await.map_err(|_| StoreError::Closed)?;
        let (result, statements) = answer.await.map_err(|_| StoreError::Closed)?;
        Statements::add(statements);
        result
    }
}

async fn run(pool: SqlitePool, mut queue: mpsc::Receiver<Box<dyn Job>>) {
    while let Some(first) = queue.recv().await {
        let mut group = Vec::new();
        let outcome = commit_group(&pool, first, &mut queue, &mut group).await;
        let mut lost = outcome.err();
        for job in group {
            job.tell(lost.take().map(|error| {
                let again = error.again();
                lost = Some(error);
                again
            }));
        }
    }
}

/// One transaction with `first` and whoever waits. On an error nothing of it is kept.
async fn commit_group(
    pool: &SqlitePool,
    first: Box<dyn Job>,
    queue: &mut mpsc::Receiver<Box<dyn Job>>,
    group: &mut Vec<Box<dyn Job>>,
) -> Result<(), StoreError> {
    group.push(first);
    let mut tx = Tx { conn: Conn::Sqlite(pool.acquire().await?) };
    execute!(tx, "BEGIN IMMEDIATE")?;
    let done = run_group(&mut tx, queue, group).await;
    if let Err(error) = done {
        // The connection may be inside a broken transaction: it is not used again.
        if let Conn::Sqlite(conn) = tx.conn {
            conn.detach();
        }
        return Err(error);
    }
    Ok(())
}

async fn run_group(
    tx: &mut Tx,
    queue: &mut mpsc::Receiver<Box<dyn Job>>,
    group: &mut Vec<Box<dyn Job>>,
) -> Result<(), StoreError> {
    let until = Instant::now() + GROUP;
    let mut at = 0;
    while let Some(job) = group.get_mut(at) {
        execute!(tx, "SAVEPOINT command")?;
        if !job.run(tx).await {
            execute!(tx, "ROLLBACK TO command")?;
        }
        execute!(tx, "RELEASE command")?;
        at += 1;
        if Instant::now() < until
            && let Ok(next) = queue.try_recv()
        {
            group.push(next);
        }
    }
    execute!(tx, "COMMIT")?;
    Ok(())
}
