//! Every table of the database as the schema itself has it, and all rows of one of them: what a backup is made of.
//!
//! A value is one of four kinds, the same on both databases, so that what was read from one is written to the other byte
//! for byte: an id is 16 bytes. Knows names and rows; knows no file.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Row as _};
use tokio::sync::mpsc;

use crate::db::StoreError;
use crate::statement::{Conn, Statements, Tx};

/// Tables that no backup holds, and why.
pub const LEFT_OUT: [(&str, &str); 2] = [
    (
        "_sqlx_migrations",
        "made by the migrations, which every restore runs; their digests differ between the databases",
    ),
    ("head", "the store of heads, where somebody put it into the same database: it is never part of a backup"),
];

/// The table that goes into a file of its own: the keys of organisations' files. A backup is kept for years, a key that is
/// destroyed is to be gone within weeks.
pub const APART: &str = "vault_key";

/// Rows that are handed over at once at most.
const ROWS: usize = 500;
/// Bytes of rows that are handed over at once at most, but for one row that alone is larger.
const BYTES: usize = 1 << 20;

/// What a column holds, where it holds anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// A whole number of 64 bits.
    Integer,
    /// A text.
    Text,
    /// Bytes; an id is 16 of them.
    Bytes,
}

impl CellKind {
    /// Its word in a file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Text => "text",
            Self::Bytes => "bytes",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Integer, Self::Text, Self::Bytes].into_iter().find(|kind| kind.word() == word)
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// None.
    Null,
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Cell {
    /// About how many bytes it takes.
    fn size(&self) -> usize {
        match self {
            Self::Null => 1,
            Self::Integer(_) => 8,
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: CellKind,
    /// PostgreSQL has a type of its own for ids.
    pub(crate) uuid: bool,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// The columns of its key, in their order.
    key: Vec<String>,
}

/// Some rows of a table.
pub type Rows = Vec<Vec<Cell>>;

/// Table, column, type, place in the key (0 = none).
type Described = (String, String, String, i64);

impl Tx {
    /// What the database is called: `sqlite` or `postgresql`.
    #[must_use]
    pub fn database(&self) -> &'static str {
        self.either("sqlite", "postgresql")
    }

    /// The migration that the tables end with.
    ///
    /// # Errors
    /// The database failed, or is none of ours.
    pub async fn migration(&mut self) -> Result<i64, StoreError> {
        let found = row!(self, (Option<i64>,), "SELECT max(version) FROM _sqlx_migrations")?;
        found.and_then(|(version,)| version).ok_or(StoreError::Corrupt("the list of migrations"))
    }

    /// How many keys of organisations' files there are.
    ///
    /// # Errors
    /// The database failed.
    pub async fn vault_keys_counted(&mut self) -> Result<u64, StoreError> {
        let found = row!(self, (i64,), "SELECT count(*) FROM vault_key")?;
        Ok(found.map_or(0, |(count,)| count.unsigned_abs()))
    }

    /// How many files are named of whose owner there is no key.
    ///
    /// # Errors
    /// The database failed.
    pub async fn files_without_key(&mut self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM evidence_file f
            WHERE f.there = 1 AND NOT EXISTS (SELECT 1 FROM vault_key k WHERE k.owner = f.owner)";
        let found = row!(self, (i64,), sql)?;
        Ok(found.map_or(0, |(count,)| count.unsigned_abs()))
    }

    /// Every table but those [left out](LEFT_OUT), in an order in which they can be filled: what is named by others first.
    ///
    /// # Errors
    /// The database failed, or has a column of a type that no migration makes.
    pub async fn tables(&mut self) -> Result<Vec<Table>, StoreError> {
        let sql = self.either(
            "SELECT m.name, c.name, c.type, CAST(c.pk AS INTEGER) FROM sqlite_schema m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid",
            "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL),
                coalesce(array_position(k.conkey, a.attnum), 0)::bigint
             FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
             WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
             ORDER BY c.relname, a.attnum",
        );
        let described = rows!(self, Described, sql)?;
        let sql = self.either(
            "SELECT DISTINCT m.name, f.\"table\" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table'",
            "SELECT DISTINCT c.relname::text, f.relname::text FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
                JOIN pg_class f ON f.oid = k.confrelid
             WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace",
        );
        let names: Vec<(String, String)> = rows!(self, (String, String), sql)?;
        in_order(tables(described)?, &names)
    }

    /// Hands over every row of a table in the order of its key, some at once; gives how many there were. Who takes them sets
    /// the pace, so that memory does not grow with the table.
    ///
    /// # Errors
    /// The database failed; [`StoreError::Closed`] if nobody takes them any longer.
    pub async fn hand_over<T: From<Rows> + Send>(
        &mut self,
        table: &Table,
        to: &mpsc::Sender<T>,
    ) -> Result<u64, StoreError> {
        /// The same on each connection: rows come one by one, and go in packets.
        macro_rules! handed {
            ($conn:expr, $sql:expr) => {{
                let mut stream = sqlx::query(AssertSqlSafe($sql)).fetch(&mut **$conn);
                let (mut packet, mut size, mut all) = (Rows::new(), 0, 0);
                while let Some(row) = stream.try_next().await? {
                    let mut cells = Vec::with_capacity(table.columns.len());
                    for (at, column) in table.columns.iter().enumerate() {
                        let cell = match column.kind {
                            CellKind::Integer => row.try_get::<Option<i64>, _>(at)?.map(Cell::Integer),
                            CellKind::Text => row.try_get::<Option<String>, _>(at)?.map(Cell::Text),
                            CellKind::Bytes => row.try_get::<Option<Vec<u8>>, _>(at)?.map(Cell::Bytes),
                        };
                        cells.push(cell.unwrap_or(Cell::Null));
                    }
                    size += cells.iter().map(Cell::size).sum::<usize>();
                    all += 1;
                    packet.push(cells);
                    if packet.len() >= ROWS || size >= BYTES {
                        let full = std::mem::take(&mut packet);
                        size = 0;
                        to.send(full.into()).await.map_err(|_| StoreError::Closed)?;
                    }
                }
                if !packet.is_empty() {
                    to.send(packet.into()).await.map_err(|_| StoreError::Closed)?;
                }
                Ok(all)
            }};
        }
        let sql = table.all(self.database() == "postgresql");
        Statements::add(1);
        match &mut self.conn {
            Conn::Sqlite(conn) => handed!(conn, sql),
            Conn::Postgres(conn) => handed!(conn, sql),
            Conn::PostgresTx(conn) => handed!(conn, sql),
        }
    }
}

/// A name as it stands in a statement. Names come from the schema of the database alone, never from a file or from
/// outside: that is what makes an assembled statement safe.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Table {
    /// The question for all its rows.
    fn all(&self, postgres: bool) -> String {
        let columns = self.columns.iter().map(|column| {
            let name = quoted(&column.name);
            if postgres && column.uuid { format!("uuid_send({name})") } else { name }
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let key = self.key.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        let order = if key.is_empty() { String::new() } else { format!(" ORDER BY {key}") };
        format!("SELECT {columns} FROM {}{order}", quoted(&self.name))
    }

    /// The names of these columns, as a statement lists them.
    pub(crate) fn listed(columns: &[Column]) -> String {
        columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
    }
}

fn tables(described: Vec<Described>) -> Result<BTreeMap<String, Table>, StoreError> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let mut keys: BTreeMap<String, BTreeMap<i64, String>> = BTreeMap::new();
    for (table, name, kind, key) in described {
        if LEFT_OUT.iter().any(|(left, _)| *left == table) {
            continue;
        }
        let (kind, uuid) = match kind.as_str() {
            "INTEGER" | "bigint" => (CellKind::Integer, false),
            "TEXT" | "text" => (CellKind::Text, false),
            "BLOB" | "bytea" => (CellKind::Bytes, false),
            "uuid" => (CellKind::Bytes, true),
            _ => return Err(StoreError::Corrupt("the type of a column")),
        };
        if key > 0 {
            keys.entry(table.clone()).or_default().insert(key, name.clone());
        }
        let made = || Table { name: table.clone(), columns: Vec::new(), key: Vec::new() };
        tables.entry(table.clone()).or_insert_with(made).columns.push(Column { name, kind, uuid });
    }
    for (table, key) in keys {
        if let Some(table) = tables.get_mut(&table) {
            table.key = key.into_values().collect();
        }
    }
    Ok(tables)
}

/// Each table after those that it names; by name among equals, so that both databases have one order.
fn in_order(mut tables: BTreeMap<String, Table>, names: &[(String, String)]) -> Result<Vec<Table>, StoreError> {
    let mut done: BTreeSet<String> = BTreeSet::new();
    let mut ordered = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let free = |table: &&String| names.iter().all(|(from, to)| from != *table || to == *table || done.contains(to));
        let next = tables.keys().find(free).cloned().ok_or(StoreError::Corrupt("tables that name each other"))?;
        ordered.extend(tables.remove(&next));
        done.insert(next);
    }
    Ok(ordered)
}
