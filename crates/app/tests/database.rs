//! A real database, damaged by hand past the store: `db check` finds each damage and says where; the role of the
//! service can do none of it.

use std::sync::Arc;

use app::access::Policy;
use app::checks::Given;
use app::members::Invited;
use app::{Caller, Clock, Door, Office, Random, packs};
use criteria::answers::Answer;
use record::{OrganisationId, PersonId};
use scheme::member::{Offer, Role};
use scheme::organisation::Input;
use store::{Address, Examined, Flaw, NoService, Spot, Store, StoreError};
use uuid::Uuid;

use crate::people::person;
use crate::support::{Database, databases, embedded, postgres};

fn office(store: Store) -> Office {
    let door = Door::new(store, Clock::System, Random::System);
    Office::new(door, Arc::new(Policy::shipped().unwrap()), packs::shipped().unwrap())
}

fn caller(person: PersonId, acting_for: Option<OrganisationId>) -> Caller {
    Caller::new(person, acting_for, Uuid::new_v4()).stepped_up()
}

fn input(name: &str, number: &str) -> Input {
    Input {
        kinds: vec!["company".to_owned()],
        name: name.to_owned(),
        corporate_number: number.to_owned(),
        prefecture: "23".to_owned(),
        ..Input::default()
    }
}

/// Two companies, a member that was invited, a check with answers, a note and a change of it.
async fn lived_in(office: &Office) -> Caller {
    let id = person(office, "山田").await;
    let company = office.register(caller(id, None), &input("株式会社見本製作所", "7123456789012")).await.unwrap();
    office.register(caller(id, None), &input("架空精機株式会社", "")).await.unwrap();
    let manager = caller(id, Some(company));
    let offer = Offer::Roles([Role::Staff].into());
    let invited = Invited { name: "佐藤".to_owned(), reading: None, email: None, offer, language: "ja".to_owned() };
    let made = office.invite(manager, invited).await.unwrap();
    office.accept(&made.token, None).await.unwrap();
    let check = office.begin_check(manager, packs::FIRST_CHECK).await.unwrap();
    let mut base = 0;
    for (answer, note) in
        [(Answer::Partial, "鍵は事務所"), (Answer::Partial, "鍵は事務所"), (Answer::Implemented, "済")]
    {
        let item = format!("{}/1", packs::FIRST_CHECK);
        let given = Given { item, answer: Some(answer), note: note.to_owned(), base };
        base = office.answer(manager, check, given, None).await.unwrap();
    }
    office.describe(manager, &input("株式会社見本", "7123456789012")).await.unwrap();
    manager
}

async fn examined(database: &Database) -> Examined {
    let store = Store::look(&database.address).await.unwrap();
    let examined = store.examine().await.unwrap();
    store.close().await;
    examined
}

/// Runs `damage` with all that guards the tables out of the way, and puts it back.
fn damage(database: &Database, damage: &str) {
    let hex = |bytes: &str| match database.address {
        Address::File(_) => format!("x'{bytes}'"),
        Address::Postgres { .. } => format!("'\\x{bytes}'"),
    };
    let damage = damage.replace("{x}", &hex("78")).replace("{salt}", &hex(&"ab".repeat(32)));
    let damage = match database.address {
        Address::File(_) => damage.replace("{id}", &format!("x'{}'", "12".repeat(16))),
        Address::Postgres { .. } => damage.replace("{id}", &format!("'{}'::uuid", "12".repeat(16))),
    };
    let whole = match database.address {
        Address::File(_) => {
            let drop = database.ask("SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'");
            let make = database.ask("SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'");
            format!("{drop}{damage};{make}")
        }
        Address::Postgres { .. } => format!("SET session_replication_role = replica; {damage}"),
    };
    assert!(database.attack(&whole), "{}: {damage}", database.name);
}

/// What is done, the flaw it must be found as, and what its place or its finding must say.
const DAMAGES: [(&str, Flaw, &str); 21] = [
    ("DELETE FROM event WHERE kind = 'registered'", Flaw::Gap, "version: 2"),
    ("DELETE FROM event WHERE position = (SELECT max(position) FROM event)", Flaw::Head, "Stream("),
    (
        "UPDATE event SET recorded_at = 1 WHERE position = (SELECT max(position) FROM event)",
        Flaw::Backwards,
        "1970-01-01",
    ),
    ("UPDATE event SET recorded_at = recorded_at + 1 WHERE position = 1", Flaw::Column, "recorded_at = "),
    ("UPDATE event SET bytes = {x} WHERE position = 1", Flaw::Unreadable, "position: 1,"),
    ("UPDATE stream SET kind = 'other' WHERE kind = 'member'", Flaw::Unreadable, "`other`"),
    ("UPDATE event SET kind = 'other' WHERE kind = 'registered'", Flaw::Column, "kind = registered"),
    ("UPDATE event SET effective_on = '2020-01-01' WHERE position = 1", Flaw::Column, "effective_on = "),
    ("UPDATE event SET by_person = NULL WHERE position = 1", Flaw::Column, "by_person = "),
    ("UPDATE event SET acting_for = owner WHERE position = 1", Flaw::Column, "acting_for = "),
    ("UPDATE event SET owner = {id} WHERE position = 1", Flaw::Owner, "12121212"),
    ("UPDATE stream SET version = version + 1 WHERE kind = 'check'", Flaw::Head, "version 2"),
    ("UPDATE stream SET recorded_at = recorded_at + 1 WHERE kind = 'check'", Flaw::Head, "Stream("),
    ("DELETE FROM text", Flaw::NoText, "Event {"),
    ("UPDATE text SET body = '別の名前'", Flaw::OtherText, "Text("),
    ("UPDATE text SET owner = {id}", Flaw::Owner, "Text("),
    (
        "INSERT INTO text (id, owner, salt, body) SELECT {id}, owner, {salt}, 'x' FROM text LIMIT 1",
        Flaw::Unnamed,
        "12121212",
    ),
    ("DELETE FROM person", Flaw::Orphan, "event.by_person"),
    ("DELETE FROM stream WHERE kind = 'check-section'", Flaw::Orphan, "event.stream"),
    ("UPDATE reservation SET stream = {id}", Flaw::Orphan, "reservation.stream"),
    ("UPDATE invitation SET organisation = {id}", Flaw::Orphan, "invitation.organisation"),
];

#[tokio::test]
async fn every_damage_is_found_with_its_place() {
    for database in databases() {
        let store = database.open().await;
        lived_in(&office(store.clone())).await;
        let sound = store.examine().await.unwrap();
        assert!(sound.findings.is_empty(), "{}: {:#?}", database.name, sound.findings);
        assert!(sound.streams > 5 && sound.events > 8 && sound.texts > 4, "{sound:?}");
        // An answer that was given again with the same note kept no second text.
        store.close().await;
        drop(store);
        for (statement, flaw, place) in DAMAGES {
            let copy = copy(&database).await;
            damage(&copy, statement);
            let found = examined(&copy).await.findings;
            let told = found.iter().any(|finding| finding.flaw == flaw && format!("{finding:?}").contains(place));
            assert!(told, "{}: {statement}: {found:#?}", database.name);
        }
    }
}

/// The writer of a closed store ends a moment later.
async fn copy(database: &Database) -> Database {
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    database.copy()
}

#[tokio::test]
async fn a_guard_that_was_taken_away_is_found() {
    for database in databases() {
        let store = database.open().await;
        store.close().await;
        drop(store);
        let attacks: &[&str] = match database.address {
            Address::File(_) => &[
                "DROP TRIGGER event_is_never_updated",
                "DROP TRIGGER stream_only_grows; CREATE TRIGGER stream_only_grows BEFORE UPDATE ON stream BEGIN SELECT 1; END",
                "DROP INDEX event_owner",
                "CREATE TRIGGER helper AFTER INSERT ON event BEGIN SELECT 1; END",
                "CREATE TABLE other (id INTEGER)",
            ],
            Address::Postgres { .. } => &[
                "DROP TRIGGER event_is_never_updated ON event",
                "ALTER TABLE event DISABLE TRIGGER event_is_never_updated",
                "ALTER TABLE event DISABLE TRIGGER ALL",
                "ALTER TABLE event ENABLE REPLICA TRIGGER event_is_never_deleted",
                "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
                "CREATE OR REPLACE TRIGGER stream_only_grows BEFORE UPDATE ON stream FOR EACH ROW
                 WHEN (NEW.id <> OLD.id) EXECUTE FUNCTION refuse('a stream only grows')",
                "DROP INDEX event_owner",
                "DROP INDEX job_due; CREATE INDEX job_due ON job (due_at, id)",
                "CREATE TRIGGER helper BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse('x')",
                "GRANT UPDATE ON event TO PUBLIC",
                "GRANT DELETE ON access_trail TO PUBLIC",
                "GRANT TRUNCATE ON stream TO PUBLIC",
            ],
        };
        for attack in attacks {
            let copy = copy(&database).await;
            assert!(copy.attack(attack), "{attack}");
            let found = examined(&copy).await.findings;
            let told = found.iter().all(|one| matches!(one.flaw, Flaw::Schema | Flaw::Right)) && !found.is_empty();
            assert!(told, "{}: {attack}: {found:#?}", database.name);
            assert!(found.iter().all(|one| matches!(one.at, Spot::Schema(_))), "{found:?}");
        }
        assert!(examined(&copy(&database).await).await.findings.is_empty(), "{}", database.name);
    }
}

#[tokio::test]
async fn a_damaged_file_is_found() {
    let database = embedded();
    let store = database.open().await;
    lived_in(&office(store.clone())).await;
    store.close().await;
    drop(store);
    let copy = copy(&database).await;
    // An index whose definition is no longer what it holds.
    let other = "PRAGMA writable_schema = ON; UPDATE sqlite_schema
        SET sql = 'CREATE INDEX event_owner ON event (owner, version)' WHERE name = 'event_owner'";
    assert!(copy.attack(other));
    let found = examined(&copy).await.findings;
    assert!(found.iter().any(|one| one.flaw == Flaw::Damaged), "{found:#?}");
}

/// As the role the service should run as: everything works, and nothing undoes the record.
#[tokio::test]
async fn the_role_of_the_service_does_its_work_and_cannot_change_the_record() {
    let database = postgres();
    let Address::Postgres { url, .. } = &database.address else { panic!("no PostgreSQL") };
    let role = format!("service_{}", Uuid::new_v4().simple());
    assert!(database.attack(&format!("CREATE ROLE {role} LOGIN")));
    let owner = database.open().await;
    // Before the grant it sees nothing.
    let service = Address::Postgres { url: url.replace("mamori@", &format!("{role}@")), connections: 4 };
    assert!(matches!(Store::open(&service).await, Err(StoreError::NotGranted)));

    let refused = owner.grant("nobody_of_this_name").await;
    assert!(matches!(refused, Err(StoreError::NoService(NoService::NoSuchRole))), "{refused:?}");
    let refused = owner.grant("mamori").await;
    assert!(matches!(refused, Err(StoreError::NoService(NoService::TooStrong))), "{refused:?}");
    let granted = owner.grant(&role).await.unwrap();
    let rights = |table: &str| granted.iter().find(|one| one.table == table).map(|one| one.rights.as_str());
    assert_eq!(rights("event"), Some("INSERT, SELECT"));
    assert_eq!(rights("access_trail"), Some("INSERT, SELECT"));
    assert_eq!(rights("stream"), Some("INSERT, SELECT, UPDATE"));
    assert_eq!(rights("session"), Some("DELETE, INSERT, SELECT, UPDATE"));
    assert_eq!(rights("_sqlx_migrations"), Some("SELECT"));
    owner.grant(&role).await.unwrap();

    let store = Store::open(&service).await.unwrap();
    let office = office(store.clone());
    let manager = lived_in(&office).await;
    let stranger = Caller { acting_for: Some(OrganisationId(Uuid::new_v4())), ..manager };
    assert!(office.members(stranger).await.is_err(), "a refusal is noted");
    let rebuilt = office.rebuild().await.unwrap();
    assert!(rebuilt.iter().all(|one| one.missing + one.surplus == 0), "{rebuilt:?}");
    let sound = store.examine().await.unwrap();
    assert!(sound.findings.is_empty() && !sound.owner, "{sound:#?}");
    assert!(owner.examine().await.unwrap().owner, "the owner is told that it could lift the limits");

    let attacks = [
        "UPDATE event SET bytes = bytes",
        "UPDATE event SET kind = kind WHERE false",
        "DELETE FROM event WHERE false",
        "TRUNCATE event",
        "DELETE FROM stream WHERE false",
        "TRUNCATE stream CASCADE",
        "UPDATE access_trail SET outcome = 'allowed' WHERE false",
        "DELETE FROM access_trail WHERE false",
        "TRUNCATE access_trail",
        "UPDATE stream SET version = 0",
        "ALTER TABLE event DISABLE TRIGGER event_is_never_updated",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "ALTER TABLE event OWNER TO CURRENT_USER",
        "ALTER TABLE event RENAME TO other",
        "DROP TRIGGER event_is_never_updated ON event",
        "DROP TABLE event",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER helper BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse('x')",
        "CREATE RULE helper AS ON UPDATE TO event DO INSTEAD NOTHING",
        "CREATE TABLE other (id BIGINT)",
        "CREATE FUNCTION other() RETURNS BIGINT LANGUAGE sql AS 'SELECT 1'",
        "GRANT UPDATE ON event TO CURRENT_USER; UPDATE event SET kind = kind WHERE false",
        "SET ROLE mamori",
        "UPDATE _sqlx_migrations SET success = false",
        "COPY event TO PROGRAM 'true'",
    ];
    for attack in attacks {
        let as_role = format!("SET SESSION AUTHORIZATION {role}; {attack}");
        assert!(!database.attack(&as_role), "{attack}");
        // Said by the role itself, not by somebody who became it.
        assert!(!past(&service, attack), "{attack}");
    }
    assert!(past(&service, "SELECT 1"), "the attacks reached the database");
    let still = store.examine().await.unwrap();
    assert!(still.findings.is_empty() && still.events == sound.events, "{still:#?}");
    let read = office.checks(manager).await.unwrap();
    assert_eq!(read.len(), 1);

    // Tables of another version: the service does not start, and says who has to do something.
    assert!(database.attack("UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 1"));
    let refused = Store::open(&service).await.map(|_| ());
    assert!(matches!(refused, Err(StoreError::OtherVersion { .. })), "{refused:?}");
    store.close().await;
    assert!(database.attack(&format!("DROP OWNED BY {role}; DROP ROLE {role}")));
}

fn past(address: &Address, statement: &str) -> bool {
    let Address::Postgres { url, .. } = address else { panic!("no PostgreSQL") };
    let done =
        std::process::Command::new("psql").args([url, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement]).output();
    done.unwrap().status.success()
}

#[tokio::test]
async fn the_embedded_database_has_no_roles_and_is_not_made_by_looking() {
    let database = embedded();
    assert!(Store::look(&database.address).await.is_err(), "there is nothing to look at");
    let Address::File(path) = &database.address else { panic!("no file") };
    assert!(!path.exists());
    let refused = database.open().await.grant("x").await;
    assert!(matches!(refused, Err(StoreError::NoService(NoService::NoRoles))), "{refused:?}");
}
