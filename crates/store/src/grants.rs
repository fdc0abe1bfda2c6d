//! Roles of a PostgreSQL: who may bring the tables to this version, and what the service may do.
//!
//! The owner of the tables can do anything, the triggers switched off included. The service needs far less: a role that
//! is granted what the triggers do not refuse, and owns nothing (ADR 12).

use crate::db::{Db, POSTGRES, Store, StoreError};

/// What a role may do to a table now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The table.
    pub table: String,
    /// `SELECT, INSERT`.
    pub rights: String,
}

/// Why a role cannot be the one the service runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoService {
    /// The embedded database has no roles.
    #[error("the embedded database has no roles")]
    NoRoles,
    /// There is no such role.
    #[error("there is no such role; the administrator of the database creates it")]
    NoSuchRole,
    /// It could undo any limit.
    #[error(
        "the role owns the tables or the database, or has rights over everything; expected one that has no rights yet"
    )]
    TooStrong,
}

/// One statement for one grant: the names are quoted by the database itself.
const GRANT: &str = "DO $$
DECLARE
    service TEXT := current_setting('mamori.role');
    part RECORD;
    rights TEXT;
BEGIN
    IF EXISTS (SELECT 1 FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = current_schema()
            AND a.privilege_type = 'CREATE' AND a.grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = service))) THEN
        EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC, %I', current_schema(), service);
    END IF;
    IF NOT has_schema_privilege(service, current_schema(), 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), service);
    END IF;
    FOR part IN SELECT oid, relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('REVOKE ALL ON TABLE %I FROM PUBLIC, %I', part.relname, service);
        rights := 'SELECT';
        IF part.relname <> '_sqlx_migrations' THEN
            rights := rights || ', INSERT';
            IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = part.oid AND tgname = part.relname || '_is_never_updated') THEN
                rights := rights || ', UPDATE';
            END IF;
            IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = part.oid AND tgname = part.relname || '_is_never_deleted') THEN
                rights := rights || ', DELETE';
            END IF;
        END IF;
        EXECUTE format('GRANT %s ON TABLE %I TO %I', rights, part.relname, service);
    END LOOP;
END $$";

impl Store {
    /// Lets the service run as `role`, and as nothing stronger. To be done again after an update.
    ///
    /// # Errors
    /// The role cannot be that one, or who asks may not grant.
    pub async fn grant(&self, role: &str) -> Result<Vec<Granted>, StoreError> {
        let Db::Postgres(pool) = self.db() else { return Err(NoService::NoRoles.into()) };
        let mut tx = pool.begin().await?;
        let sql = "SELECT r.rolsuper OR r.rolcreaterole
                OR pg_has_role(r.oid, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'MEMBER')
                OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
                    AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
                OR EXISTS (SELECT 1 FROM pg_roles s WHERE pg_has_role(r.oid, s.oid, 'MEMBER')
                    AND s.rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program'))
            FROM pg_roles r WHERE r.rolname = $1";
        match sqlx::query_as::<_, (bool,)>(sql).bind(role).fetch_optional(&mut *tx).await? {
            None => return Err(NoService::NoSuchRole.into()),
            Some((true,)) => return Err(NoService::TooStrong.into()),
            Some((false,)) => {}
        }
        sqlx::query("SELECT set_config('mamori.role', $1, true)").bind(role).execute(&mut *tx).await?;
        sqlx::query(GRANT).execute(&mut *tx).await?;
        let sql = "SELECT c.relname::text, string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
            FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = current_schema()::regnamespace AND pg_get_userbyid(a.grantee) = $1
            GROUP BY 1 ORDER BY 1";
        let granted: Vec<(String, String)> = sqlx::query_as(sql).bind(role).fetch_all(&mut *tx).await?;
        tx.commit().await?;
        Ok(granted.into_iter().map(|(table, rights)| Granted { table, rights }).collect())
    }
}

/// Brings the tables to this version; who may not make tables finds them as they should be, or is told who has to.
pub(crate) async fn migrate(pool: &sqlx::PgPool) -> Result<(), StoreError> {
    let sql = "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class
        WHERE relname = '_sqlx_migrations' AND relnamespace = current_schema()::regnamespace";
    let owner: Option<(bool,)> = sqlx::query_as(sql).fetch_optional(pool).await?;
    if !matches!(owner, Some((false,))) {
        return Ok(POSTGRES.run(pool).await?);
    }
    let granted = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p')
        AND relnamespace = current_schema()::regnamespace AND NOT has_table_privilege(oid, 'SELECT')";
    let (hidden,): (i64,) = sqlx::query_as(granted).fetch_one(pool).await?;
    if hidden > 0 {
        return Err(StoreError::NotGranted);
    }
    let made = "SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version";
    let made: Vec<(i64, Vec<u8>)> = sqlx::query_as(made).fetch_all(pool).await?;
    let ours: Vec<(i64, Vec<u8>)> = POSTGRES.iter().map(|one| (one.version, one.checksum.to_vec())).collect();
    if made == ours {
        return Ok(());
    }
    let last = |list: &[(i64, Vec<u8>)]| list.last().map_or(0, |(version, _)| *version);
    Err(StoreError::OtherVersion { expected: last(&ours), found: last(&made) })
}
