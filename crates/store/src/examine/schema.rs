//! Tables, indexes and triggers as the migrations made them, and who may change what should never be changed.

use std::collections::BTreeMap;

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqlitePoolOptions;

use super::{Examined, Flaw, Spot};
use crate::db::{POSTGRES, SQLITE, StoreError};
use crate::statement::{Conn, Tx};

/// Name → definition.
type Objects = BTreeMap<String, String>;

impl Tx {
    pub(super) async fn examine_schema(&mut self, examined: &mut Examined) -> Result<(), StoreError> {
        let (expected, found) = if matches!(self.conn, Conn::Sqlite(_)) {
            for (damage,) in rows!(self, (String,), "PRAGMA integrity_check(20)")? {
                if damage != "ok" {
                    examined.find(Spot::Schema("mamori.db".to_owned()), Flaw::Damaged, &"ok", &damage);
                }
            }
            (made_again().await?, self.sqlite_objects().await?)
        } else {
            self.examine_rights(examined).await?;
            (objects_of(&POSTGRES), self.postgres_objects().await?)
        };
        for (name, definition) in &expected {
            match found.get(name) {
                None => examined.find(Spot::Schema(name.clone()), Flaw::Schema, &definition, &"none"),
                Some(other) if other != definition => {
                    examined.find(Spot::Schema(name.clone()), Flaw::Schema, &definition, &other);
                }
                Some(_) => {}
            }
        }
        for (name, definition) in found.iter().filter(|(name, _)| !expected.contains_key(*name)) {
            examined.find(Spot::Schema(name.clone()), Flaw::Schema, &"none", &definition);
        }
        Ok(())
    }

    async fn sqlite_objects(&mut self) -> Result<Objects, StoreError> {
        let found = rows!(self, (String, String, String), OBJECTS)?;
        Ok(found.into_iter().map(|(kind, name, sql)| (format!("{kind} {name}"), spaced(&sql))).collect())
    }

    /// The triggers that are switched on, with the functions they call, and the indexes that can be used.
    async fn postgres_objects(&mut self) -> Result<Objects, StoreError> {
        let sql = "SELECT 'trigger ' || t.tgname, pg_get_triggerdef(t.oid)
                || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'A' THEN '' ELSE ' (switched off)' END
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
            UNION ALL SELECT 'function ' || p.proname, p.prosrc FROM pg_proc p
            WHERE p.pronamespace = current_schema()::regnamespace
            UNION ALL SELECT 'trigger ' || t.tgname || ' on ' || c.relname, '(switched off)'
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE t.tgisinternal AND t.tgenabled NOT IN ('O', 'A')
                AND c.relnamespace = current_schema()::regnamespace
            UNION ALL SELECT 'index ' || c.relname, replace(pg_get_indexdef(i.indexrelid), ' USING btree', '')
                || CASE WHEN i.indisvalid THEN '' ELSE ' (cannot be used)' END
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE c.relnamespace = current_schema()::regnamespace
                AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)";
        let found = rows!(self, (String, String), sql)?;
        Ok(found.into_iter().map(|(name, definition)| (name, bare(&definition))).collect())
    }

    /// Nobody but the owner of the tables may do what the triggers refuse.
    async fn examine_rights(&mut self, examined: &mut Examined) -> Result<(), StoreError> {
        let sql = "SELECT c.relname || ' ' || a.privilege_type || ' ' ||
                CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END
            FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee <> c.relowner
                AND (a.privilege_type IN ('TRUNCATE', 'TRIGGER')
                    OR EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
                        AND t.tgname = c.relname || '_is_never_' || lower(a.privilege_type) || 'd'))
            ORDER BY 1";
        for (right,) in rows!(self, (String,), sql)? {
            examined.find(Spot::Schema(right.clone()), Flaw::Right, &"none", &right);
        }
        let sql = "SELECT pg_has_role(current_user, c.relowner, 'MEMBER') FROM pg_class c
            WHERE c.relname = 'event' AND c.relnamespace = current_schema()::regnamespace";
        examined.owner = row!(self, (bool,), sql)?.is_some_and(|(owner,)| owner);
        Ok(())
    }
}

const OBJECTS: &str =
    "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// What the migrations make of an empty database.
async fn made_again() -> Result<Objects, StoreError> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    SQLITE.run(&pool).await?;
    let made: Vec<(String, String, String)> = sqlx::query_as(OBJECTS).fetch_all(&pool).await?;
    Ok(made.into_iter().map(|(kind, name, sql)| (format!("{kind} {name}"), spaced(&sql))).collect())
}

/// The triggers, functions and indexes that migrations make, a later one in the place of an earlier one.
fn objects_of(migrations: &Migrator) -> Objects {
    let mut made = Objects::new();
    for migration in migrations.iter() {
        let text: String = migration
            .sql
            .as_str()
            .lines()
            .filter(|line| !line.starts_with("--"))
            .map(|line| format!("{line}\n"))
            .collect();
        for part in format!("\n{text}").split("\nCREATE ").skip(1) {
            let word = |n: usize| part.split([' ', '(']).nth(n).unwrap_or_default();
            match word(0) {
                "TRIGGER" => {
                    let definition = part.split(';').next().unwrap_or_default();
                    made.insert(format!("trigger {}", word(1)), bare(&format!("CREATE {definition}")));
                }
                "INDEX" | "UNIQUE" => {
                    let definition = part.split(';').next().unwrap_or_default();
                    let name = if word(0) == "UNIQUE" { word(2) } else { word(1) };
                    made.insert(format!("index {name}"), bare(&format!("CREATE {definition}")));
                }
                "FUNCTION" => {
                    let body = part.split("$$").nth(1).unwrap_or_default();
                    made.insert(format!("function {}", word(1)), bare(body));
                }
                _ => {}
            }
        }
    }
    made
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A definition without what PostgreSQL writes otherwise than we do: spaces, brackets, the schema, capitals.
fn bare(text: &str) -> String {
    let text = text.to_lowercase().replace("public.", "");
    text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '(' | ')' | '"')).collect()
}
