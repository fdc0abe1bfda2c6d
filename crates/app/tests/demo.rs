//! The sample on both databases: whole, invented, of use, and never beside anything real.

use std::collections::BTreeSet;
use std::net::IpAddr;

use app::demo::{self, NotFilled, Standing};
use app::installation::{Installation, Place};
use app::operator::Data;
use app::sign_in::{FirstStep, Visitor};
use app::{Caller, Clock, Random, packs};
use protection::check::Standing as Confirmed;
use store::Address;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{Database, databases};

const PASSWORD: &str = "たのしいみほんのあいことば";

/// An installation on this database, with a folder of its own for the keys.
async fn installation(database: &Database) -> (Installation, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (data, database) = match &database.address {
        Address::File(path) => (path.parent().unwrap().to_owned(), None),
        Address::Postgres { url, .. } => (folder.path().to_owned(), Some(url.clone())),
    };
    let place =
        Place { data, database, connections: 4, origin: None, name: "Mamori".to_owned(), heads: None, vault: None };
    (Installation::open(&place, packs::shipped().unwrap()).await.unwrap(), folder)
}

fn visitor() -> Visitor {
    Visitor { address: IpAddr::from([127, 0, 0, 1]), device: None, session: None, words: String::new() }
}

/// Somebody of the sample, signed in with the password.
async fn caller(installation: &Installation, email: &str, organisation: &str) -> Caller {
    let now = Clock::System.now();
    let step = installation.sign_in.by_password(email, PASSWORD, &visitor(), now).await.unwrap();
    let FirstStep::Done(opened) = step else { panic!("{email} has a second factor") };
    let own = installation.office.memberships(opened.person).await.unwrap();
    let acting_for = own.iter().find(|(_, name)| name == organisation).map(|(id, _)| *id);
    assert!(acting_for.is_some(), "{email} in {organisation}: {own:?}");
    Caller::new(opened.person, acting_for, Uuid::nil()).stepped_up()
}

#[tokio::test]
async fn everybody_in_the_list_signs_in_and_acts_as_it_says() {
    for database in databases() {
        let (installation, _folder) = installation(&database).await;
        demo::fill(&installation, PASSWORD, Clock::System.now()).await.unwrap();
        let residents = demo::residents(&installation).await.unwrap();
        for resident in &residents {
            for (organisation, _) in &resident.acts_as {
                caller(&installation, &resident.email, organisation).await;
            }
        }
        let roles: BTreeSet<&str> =
            residents.iter().flat_map(|one| &one.acts_as).flat_map(|(_, roles)| roles).map(String::as_str).collect();
        let every: BTreeSet<&str> = app::access::Role::all().map(app::access::Role::word).collect();
        let signed_in = BTreeSet::from(["signed_in"]);
        assert_eq!(&every - &roles, signed_in, "{}: every role has somebody to try it out", database.name);
        let organisations: BTreeSet<&String> =
            residents.iter().flat_map(|one| &one.acts_as).map(|(organisation, _)| organisation).collect();
        assert_eq!(organisations.len(), 8, "{}", database.name);
        assert!(organisations.iter().all(|name| name.contains("架空")), "{organisations:?}");
    }
}

#[tokio::test]
async fn the_press_shop_has_two_years_behind_it() {
    for database in databases() {
        let (installation, _folder) = installation(&database).await;
        let now = Clock::System.now();
        demo::fill(&installation, PASSWORD, now).await.unwrap();
        let office = &installation.office;
        let manager = caller(&installation, "makoto@press.example", "株式会社見本プレス（架空）").await;
        let checks = office.checks(manager).await.unwrap();
        let scores: Vec<_> = checks.iter().rev().map(|check| check.score.as_ref().unwrap().overall.unwrap()).collect();
        assert_eq!(scores.len(), 4, "{}", database.name);
        assert!(scores[0] < scores[1] && scores[1] < scores[2], "{}: it gets better: {scores:?}", database.name);
        let signed: Vec<_> = checks.iter().rev().map(|check| check.signed).collect();
        assert_eq!(signed, [Some(true), Some(true), Some(false), None], "one was changed since, one is under way");
        let under_way = office.check(manager, checks[0].row.stream).await.unwrap();
        let coverage = under_way.score().coverage;
        assert!(coverage.answered >= 8 && coverage.answered < coverage.items, "{coverage:?}");
        let who: BTreeSet<Uuid> =
            under_way.sections.iter().flat_map(|section| &section.given).map(|given| given.by).collect();
        assert!(who.len() >= 4 && !under_way.notes.is_empty(), "several answer, and write notes");
        let changed = office.check(manager, checks[1].row.stream).await.unwrap();
        assert!(matches!(changed.signed(), Some((_, Confirmed::ChangedSince { .. }))));
        // The past is told as such, and nothing is told of the future.
        let history = office.history(manager, &app::history::Asked::default(), None, 10_000).await.unwrap();
        let days = |at: jiff::Timestamp| at.duration_until(now).as_hours() / 24;
        assert!(days(history.entries.last().unwrap().at) > 700, "{}", database.name);
        assert!(history.entries.iter().all(|entry| entry.at <= now));
        assert!(history.entries.windows(2).all(|two| two[0].at >= two[1].at), "{}: in order", database.name);
        let members = office.members(manager).await.unwrap();
        let standing: Vec<&str> = members.rows.iter().map(|row| row.standing.as_str()).collect();
        for each in ["member", "invited", "left"] {
            assert!(standing.contains(&each), "{}: {each} in {standing:?}", database.name);
        }
    }
}

#[tokio::test]
async fn what_was_filled_in_is_a_record_like_any_other() {
    for database in databases() {
        let (installation, _folder) = installation(&database).await;
        demo::fill(&installation, PASSWORD, Clock::System.now()).await.unwrap();
        let rebuilt = installation.office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|one| one.missing + one.surplus == 0), "{}: {rebuilt:?}", database.name);
        assert_eq!(database.ask("SELECT count(*) FROM organisation WHERE number IS NOT NULL").trim(), "0");
        assert_eq!(
            database.ask("SELECT count(*) FROM session WHERE ended_at IS NULL").trim(),
            "0",
            "nobody is signed in"
        );
    }
}

#[tokio::test]
async fn the_sample_goes_into_an_empty_installation_only_and_is_one_for_ever() {
    for database in databases() {
        let (installation, _folder) = installation(&database).await;
        assert_eq!(installation.data().await.unwrap(), Data::Real, "{}", database.name);
        assert_eq!(demo::standing(&installation).await.unwrap(), Standing::Empty);
        let weak = demo::fill(&installation, "password123", Clock::System.now()).await;
        assert!(matches!(weak, Err(NotFilled::SignIn(_))), "{weak:?}");
        assert_eq!(demo::standing(&installation).await.unwrap(), Standing::Empty, "nothing was done");
        demo::fill(&installation, PASSWORD, Clock::System.now()).await.unwrap();
        assert_eq!(installation.data().await.unwrap(), Data::Invented, "{}", database.name);
        let events = database.ask("SELECT count(*) FROM event");
        let again = demo::fill(&installation, PASSWORD, Clock::System.now()).await;
        assert!(matches!(again, Err(NotFilled::InUse)), "{again:?}");
        assert_eq!(database.ask("SELECT count(*) FROM event"), events);
        for attack in [
            "DELETE FROM installation_note",
            "UPDATE installation_note SET name = 'real'",
            "INSERT OR REPLACE INTO installation_note SELECT * FROM installation_note",
        ] {
            assert!(!database.attack(attack), "{}: {attack}", database.name);
        }
    }
}

#[tokio::test]
async fn beside_anything_real_or_half_a_sample_nothing_is_filled_in() {
    for database in databases() {
        let (installation, _folder) = installation(&database).await;
        let email = store::Email { shown: "yamada@example.jp".to_owned(), folded: "yamada@example.jp".to_owned() };
        installation.office.set_up("山田".to_owned(), email, "ja".to_owned()).await.unwrap();
        let refused = demo::fill(&installation, PASSWORD, Clock::System.now()).await;
        assert!(matches!(refused, Err(NotFilled::InUse)), "{}: {refused:?}", database.name);
        assert_eq!(installation.data().await.unwrap(), Data::Real, "{}", database.name);
    }
    for database in databases() {
        let (installation, _folder) = installation(&database).await;
        let begun = installation.office.store().write(|tx| Box::pin(async move { tx.note_invented(1).await }));
        assert!(begun.await.map_err(|error: store::StoreError| error).unwrap());
        let half = demo::standing(&installation).await;
        assert!(matches!(half, Err(NotFilled::Half)), "{}: {half:?}", database.name);
        assert_eq!(installation.data().await.unwrap(), Data::Invented, "{}: and it says so", database.name);
    }
}

#[tokio::test]
async fn a_lost_password_is_replaced_for_all() {
    for database in databases() {
        let (installation, _folder) = installation(&database).await;
        let now = Clock::System.now();
        let lost = demo::password(&Random::System).unwrap();
        demo::fill(&installation, &lost, now).await.unwrap();
        demo::change_passwords(&installation, PASSWORD, now).await.unwrap();
        caller(&installation, "taro@press.example", "株式会社見本プレス（架空）").await;
        let old = installation.sign_in.by_password("taro@press.example", &lost, &visitor(), now).await;
        assert!(old.is_err(), "{}", database.name);
    }
}

#[test]
fn a_password_is_made_that_nobody_guesses() {
    let made: BTreeSet<String> = (0..200).map(|_| demo::password(&Random::System).unwrap()).collect();
    assert_eq!(made.len(), 200);
    for password in &made {
        assert_eq!(password.len(), 19, "{password}");
        assert!(
            password.chars().all(|c| c == '-' || (c.is_ascii_alphanumeric() && !"01oil".contains(c))),
            "{password}"
        );
    }
}
