//! Rows that name something that is not there.

use uuid::Uuid;

use super::{Examined, Flaw, Spot};
use crate::db::StoreError;
use crate::statement::Tx;

/// How many of one column are told.
const MOST: i64 = 100;

/// A column, and the rows whose value is not among what it should name.
struct Reference {
    column: &'static str,
    names: &'static str,
    sql: &'static str,
}

macro_rules! references {
    ($($table:literal . $column:literal => $names:literal),+ $(,)?) => {
        [$(Reference {
            column: concat!($table, ".", $column),
            names: $names,
            sql: concat!(
                "SELECT DISTINCT ", $column, " FROM ", $table, " t WHERE ", $column, " IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM ", $names, " n WHERE n.id = t.", $column, ") ORDER BY 1 LIMIT $1"
            ),
        }),+]
    };
}

/// What names what. An organisation is named by the id of its own stream. Read models are compared by `rebuild`; what
/// the access trail says of organisations was typed by whoever was refused.
const REFERENCES: [Reference; 29] = references![
    "stream"."owner" => "stream",
    "event"."stream" => "stream",
    "event"."owner" => "stream",
    "event"."by_person" => "person",
    "event"."acting_for" => "stream",
    "party"."stream" => "stream",
    "party"."organisation" => "stream",
    "reservation"."stream" => "stream",
    "text"."owner" => "stream",
    "idempotency"."person" => "person",
    "password"."person" => "person",
    "totp"."person" => "person",
    "passkey"."person" => "person",
    "recovery_code"."person" => "person",
    "terminal"."organisation" => "stream",
    "terminal"."made_by" => "person",
    "pin"."person" => "person",
    "pin"."organisation" => "stream",
    "session"."person" => "person",
    "session"."organisation" => "stream",
    "invitation"."organisation" => "stream",
    "invitation"."person" => "person",
    "invitation"."made_by" => "person",
    "api_token"."person" => "person",
    "api_token"."organisation" => "stream",
    "draft"."person" => "person",
    "draft"."kept_check" => "stream",
    "calendar_feed"."person" => "person",
    "calendar_feed"."organisation" => "stream",
];

impl Tx {
    /// Every row that names something.
    pub(super) async fn examine_rows(&mut self, examined: &mut Examined) -> Result<(), StoreError> {
        for reference in &REFERENCES {
            for (names,) in rows!(self, (Uuid,), reference.sql, MOST)? {
                let at = Spot::Row { column: reference.column, names };
                examined.find(at, Flaw::Orphan, &reference.names, &"none");
            }
        }
        // A head that only stands for an absence reserves nothing.
        let sql = "SELECT DISTINCT r.stream FROM reservation r JOIN stream s ON s.id = r.stream
            WHERE s.version = 0 ORDER BY 1 LIMIT $1";
        for (names,) in rows!(self, (Uuid,), sql, MOST)? {
            let at = Spot::Row { column: "reservation.stream", names };
            examined.find(at, Flaw::Orphan, &"a stream with events", &"version 0");
        }
        Ok(())
    }
}
