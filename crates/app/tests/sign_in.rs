//! Sign-in on both databases: what proves who somebody is, for how long, how often it may be tried.

#[path = "sign_in/device.rs"]
mod device;

use std::time::Duration;

use app::Random;
use app::sign_in::{
    FirstStep, Keys, Names, Opened, Over, Pending, RecoveryCodes, Refused, Secret, Session, SignIn, SignInError, Site,
    ToDo, Visitor, Way,
};
use device::{Device, ORIGIN};
use jiff::Timestamp;
use record::{OrganisationId, PersonId};
use store::{Email, Invitation, InvitationKind, Person, Statements, Store};
use totp_rs::Builder;
use uuid::Uuid;

use crate::support::{Database, databases};

const HANAKO: PersonId = PersonId(Uuid::from_u128(2));
const TARO: PersonId = PersonId(Uuid::from_u128(3));
const FIRM: OrganisationId = OrganisationId(Uuid::from_u128(1));
const MAIL: &str = "hanako@example.jp";
const PASSWORD: &str = "あさごはんはパンと卵";
const OTHER: &str = "correct horse battery";

/// This many seconds after the test began.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_132_800 + seconds).unwrap()
}

fn from(address: &str) -> Visitor {
    Visitor {
        address: address.parse().unwrap(),
        device: None,
        session: None,
        words: "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(),
    }
}

fn here() -> Visitor {
    from("203.0.113.7")
}

struct Place {
    sign_in: SignIn,
    store: Store,
    name: &'static str,
}

fn keys() -> Keys {
    Keys::new(1, &[7; 32])
}

/// Hanako with a password, Taro with another; both have mail addresses.
async fn open(database: &Database) -> Place {
    let store = database.open().await;
    for (id, mail) in [(HANAKO, MAIL), (TARO, "taro@example.jp")] {
        let person = Person {
            id,
            name: Some("見本 花子".to_owned()),
            reading: None,
            email: Some(Email { shown: mail.to_owned(), folded: mail.to_owned() }),
            language: "ja".to_owned(),
            created_at: 0,
            erased_on: None,
        };
        let added: Result<(), store::StoreError> =
            store.write(move |tx| Box::pin(async move { tx.add_person(&person).await })).await;
        added.unwrap();
    }
    let sign_in = SignIn::new(store.clone(), Random::System, keys(), Site::new("守り", ORIGIN).unwrap());
    sign_in.set_password(HANAKO, PASSWORD, &Names::default(), at(0)).await.unwrap();
    sign_in.set_password(TARO, OTHER, &Names::default(), at(0)).await.unwrap();
    Place { sign_in, store, name: database.name }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, SignInError>) -> Refused {
    match result {
        Err(SignInError::Refused(refused)) => refused,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

#[track_caller]
fn done(step: Result<FirstStep, SignInError>) -> Opened {
    match step {
        Ok(FirstStep::Done(opened)) => opened,
        other => panic!("expected a session, found {other:?}"),
    }
}

#[track_caller]
fn second(step: Result<FirstStep, SignInError>) -> Pending {
    match step {
        Ok(FirstStep::Second(pending)) => pending,
        other => panic!("expected a second step, found {other:?}"),
    }
}

impl Place {
    async fn enter(&self, seconds: i64) -> Opened {
        done(self.sign_in.by_password(MAIL, PASSWORD, &here(), at(seconds)).await)
    }

    async fn session(&self, opened: &Opened, seconds: i64) -> Session {
        self.sign_in.session(&opened.secret, at(seconds)).await.unwrap()
    }

    /// Sets a second factor up; gives its secret and the recovery codes.
    async fn with_second(&self, seconds: i64) -> (String, RecoveryCodes) {
        let opened = self.enter(seconds).await;
        let session = self.session(&opened, seconds).await;
        let offer = self.sign_in.offer_totp(&session, at(seconds)).await.unwrap();
        assert!(offer.uri.starts_with("otpauth://totp/"), "{}", offer.uri);
        assert!(offer.uri.contains(&offer.secret) && offer.uri.contains("hanako%40example.jp"), "{}", offer.uri);
        let code = code(&offer.secret, seconds);
        let codes = self.sign_in.confirm_totp(&session, &code, at(seconds)).await.unwrap();
        (offer.secret, codes)
    }

    /// A shared terminal of an organisation; gives the secret that it keeps.
    async fn with_terminal(&self, organisation: OrganisationId, number: u128) -> Secret {
        let secret = Secret::fresh(&Random::System).unwrap();
        let new = store::Terminal {
            token: secret.digest(),
            id: Uuid::from_u128(number),
            organisation,
            name: "第二工場".to_owned(),
            made_by: HANAKO,
            created_at: 0,
            ended_at: None,
        };
        let added: Result<(), store::StoreError> =
            self.store.write(move |tx| Box::pin(async move { tx.add_terminal(&new).await })).await;
        added.unwrap();
        secret
    }

    /// Registers a device with a passkey.
    async fn with_passkey(&self, number: u8, seconds: i64) -> Device {
        let opened = self.enter(seconds).await;
        let session = self.session(&opened, seconds).await;
        let mut device = Device::new(number);
        let asked = self.sign_in.begin_passkey(&session, at(seconds)).await.unwrap();
        let answer = device.register(&asked.options);
        self.sign_in.register_passkey(&session, &asked.secret, &answer, "鍵", at(seconds)).await.unwrap();
        device
    }

    async fn by_passkey(&self, device: &mut Device, visitor: &Visitor, seconds: i64) -> Result<Opened, SignInError> {
        let asked = self.sign_in.begin_by_passkey(visitor, at(seconds)).await.unwrap();
        let answer = device.sign(&asked.options);
        self.sign_in.by_passkey(&asked.secret, &answer, visitor, at(seconds)).await
    }
}

/// What the person's app shows.
fn code(secret: &str, seconds: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret.as_bytes().to_vec()).build().unwrap();
    totp.generate(u64::try_from(at(seconds).as_second()).unwrap()).to_string()
}

#[tokio::test]
async fn a_password_opens_a_session_that_one_statement_finds() {
    for database in databases() {
        let place = open(&database).await;
        // Of any width, with capitals.
        let opened = done(place.sign_in.by_password("Ｈａｎａｋｏ@Example.jp ", PASSWORD, &here(), at(10)).await);
        let (session, statements) = Statements::of(place.sign_in.session(&opened.secret, at(10))).await;
        let session = session.unwrap();
        assert_eq!(statements, 1, "{}", place.name);
        assert_eq!((session.person, session.name.as_str(), session.language.as_str()), (HANAKO, "見本 花子", "ja"));
        assert_eq!((session.way, session.organisation, session.created_at), (Way::Password, None, at(10)));
        place.sign_in.act_for(&session, Some(FIRM)).await.unwrap();
        assert_eq!(place.session(&opened, 10).await.organisation, Some(FIRM));
        // The store knows its digest and not the secret itself.
        let mut reader = place.store.reader().await.unwrap();
        assert!(reader.session(opened.secret.digest()).await.unwrap().is_some());
        assert!(reader.session(opened.secret.text().parse().unwrap()).await.unwrap().is_none(), "{}", place.name);
    }
}

#[tokio::test]
async fn an_unknown_person_and_a_wrong_password_take_the_same_work_and_get_the_same_answer() {
    for database in databases() {
        let place = open(&database).await;
        let opened = place.enter(5).await;
        let session = place.session(&opened, 5).await;
        let mut device = Device::new(9);
        let asked = place.sign_in.begin_passkey(&session, at(5)).await.unwrap();
        let answer = device.register(&asked.options);
        place.sign_in.register_passkey(&session, &asked.secret, &answer, "鍵", at(5)).await.unwrap();
        let gone: Result<bool, store::StoreError> =
            place.store.write(|tx| Box::pin(async move { tx.remove_password(TARO).await })).await;
        assert!(gone.unwrap());
        let long = "x".repeat(5_000);
        let cases = [
            ("a wrong password", MAIL, OTHER),
            ("a password that no one can have", MAIL, &long),
            ("an empty password", MAIL, ""),
            ("an unknown person", "nobody@example.jp", PASSWORD),
            ("no address", "nobody", PASSWORD),
            ("a person without a password", "taro@example.jp", OTHER),
        ];
        for (number, (name, mail, password)) in cases.into_iter().enumerate() {
            let visitor = from(&format!("198.51.100.{number}"));
            let before = place.sign_in.hashes();
            let (result, statements) =
                Statements::of(place.sign_in.by_password(mail, password, &visitor, at(10))).await;
            assert_eq!(refused(result), Refused::NotRecognised, "{}: {name}", place.name);
            assert_eq!(place.sign_in.hashes() - before, 1, "{}: {name}", place.name);
            assert_eq!(statements, 3, "{}: {name}: the question and two counters", place.name);
        }
    }
}

#[tokio::test]
async fn a_locked_address_waits_longer_each_time_and_locks_no_other() {
    for database in databases() {
        let place = open(&database).await;
        let (stranger, known) = (from("198.51.100.66"), place.enter(0).await);
        for _ in 0..5 {
            let wrong = place.sign_in.by_password(MAIL, OTHER, &stranger, at(100)).await;
            assert_eq!(refused(wrong), Refused::NotRecognised);
        }
        let before = place.sign_in.hashes();
        let wait = |seconds| Refused::TooOften { retry_after: Duration::from_secs(seconds) };
        let locked = refused(place.sign_in.by_password(MAIL, PASSWORD, &stranger, at(110)).await);
        assert_eq!(locked, wait(20), "{}: even with the right password", place.name);
        assert_eq!(locked.to_do(), ToDo::Wait(Duration::from_secs(20)));
        assert_eq!(place.sign_in.hashes(), before, "no work for who has to wait");
        // An attempt that was refused does not lengthen the wait; the next one that counts doubles it.
        assert_eq!(refused(place.sign_in.by_password(MAIL, OTHER, &stranger, at(129)).await), wait(1));
        assert_eq!(refused(place.sign_in.by_password(MAIL, OTHER, &stranger, at(130)).await), Refused::NotRecognised);
        assert_eq!(refused(place.sign_in.by_password(MAIL, OTHER, &stranger, at(130)).await), wait(60));
        // Somebody unknown is locked in the same way.
        let other = from("198.51.100.67");
        for _ in 0..5 {
            refused(place.sign_in.by_password("nobody@example.jp", OTHER, &other, at(130)).await);
        }
        assert_eq!(refused(place.sign_in.by_password("nobody@example.jp", OTHER, &other, at(130)).await), wait(30));
        // Hanako comes in from elsewhere, another comes in from there, and her own device comes in from there, too.
        done(place.sign_in.by_password(MAIL, PASSWORD, &here(), at(131)).await);
        done(place.sign_in.by_password("taro@example.jp", OTHER, &stranger, at(131)).await);
        let own = Visitor { device: known.device.clone(), ..stranger.clone() };
        done(place.sign_in.by_password(MAIL, PASSWORD, &own, at(131)).await);
        // Her device is no help against anybody else, and none after half a year.
        assert_eq!(refused(place.sign_in.by_password(MAIL, PASSWORD, &stranger, at(131)).await), wait(59));
        // After the wait the right password begins anew.
        done(place.sign_in.by_password(MAIL, PASSWORD, &stranger, at(190)).await);
        for _ in 0..5 {
            let wrong = place.sign_in.by_password(MAIL, OTHER, &stranger, at(191)).await;
            assert_eq!(refused(wrong), Refused::NotRecognised);
        }
    }
}

#[tokio::test]
async fn a_device_that_is_known_has_a_counter_of_its_own_and_one_that_is_not_has_none() {
    for database in databases() {
        let place = open(&database).await;
        let known = Visitor { device: place.enter(0).await.device, ..here() };
        for _ in 0..5 {
            refused(place.sign_in.by_password(MAIL, OTHER, &known, at(10)).await);
        }
        let locked = refused(place.sign_in.by_password(MAIL, PASSWORD, &known, at(10)).await);
        assert!(matches!(locked, Refused::TooOften { .. }), "{}", place.name);
        // The place itself is not locked; and a token of Hanako's is none for Taro, nor is one that was made up.
        done(place.sign_in.by_password(MAIL, PASSWORD, &here(), at(10)).await);
        for device in [known.device.clone(), Some("00".repeat(90)), Some(String::new()), Some("あ".to_owned())] {
            let visitor = Visitor { device, ..from("198.51.100.1") };
            refused(place.sign_in.by_password("taro@example.jp", PASSWORD, &visitor, at(10)).await);
        }
        let visitor = from("198.51.100.1");
        refused(place.sign_in.by_password("taro@example.jp", PASSWORD, &visitor, at(10)).await);
        let locked = refused(place.sign_in.by_password("taro@example.jp", OTHER, &visitor, at(10)).await);
        assert!(matches!(locked, Refused::TooOften { .. }), "{}", place.name);
        // Half a year later it is a stranger's.
        let late = 181 * 86_400;
        for _ in 0..5 {
            refused(place.sign_in.by_password(MAIL, OTHER, &known, at(late)).await);
        }
        let locked = refused(place.sign_in.by_password(MAIL, PASSWORD, &here(), at(late)).await);
        assert!(matches!(locked, Refused::TooOften { .. }), "{}: it counted as the address", place.name);
    }
}

#[tokio::test]
async fn one_address_cannot_try_one_password_with_everybody() {
    for database in databases() {
        let place = open(&database).await;
        let stranger = from("2001:db8:1:100::1");
        // With an account of his own between the guesses: that clears nothing.
        for number in 0..50 {
            let mail = format!("person{number}@example.jp");
            refused(place.sign_in.by_password(&mail, OTHER, &stranger, at(10)).await);
            if number % 10 == 0 {
                done(place.sign_in.by_password("taro@example.jp", OTHER, &stranger, at(10)).await);
            }
        }
        let neighbour = from("2001:db8:1:1ff::2");
        let locked = refused(place.sign_in.by_password(MAIL, PASSWORD, &neighbour, at(10)).await);
        assert_eq!(locked, Refused::TooOften { retry_after: Duration::from_secs(5) }, "{}: one network", place.name);
        done(place.sign_in.by_password(MAIL, PASSWORD, &from("2001:db8:1:200::1"), at(10)).await);
    }
}

#[tokio::test]
async fn guesses_at_once_are_counted_one_by_one() {
    for database in databases() {
        let place = open(&database).await;
        let race: Vec<_> = (0..12)
            .map(|_| {
                let sign_in = place.sign_in.clone();
                tokio::spawn(async move { refused(sign_in.by_password(MAIL, OTHER, &here(), at(10)).await) })
            })
            .collect();
        let mut compared = 0;
        for racer in race {
            compared += usize::from(racer.await.unwrap() == Refused::NotRecognised);
        }
        assert_eq!(compared, 5, "{}", place.name);
    }
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_its_code_is_taken_once() {
    for database in databases() {
        let place = open(&database).await;
        let (secret, _) = place.with_second(0).await;
        let enter = |seconds| {
            let sign_in = place.sign_in.clone();
            async move { second(sign_in.by_password(MAIL, PASSWORD, &here(), at(seconds)).await).secret }
        };
        let by_code = |pending: Secret, typed: String, seconds| {
            let sign_in = place.sign_in.clone();
            async move { sign_in.by_code(&pending, &typed, &here(), at(seconds)).await }
        };
        // The code that confirmed it was taken with that.
        let pending = enter(1).await;
        assert_eq!(refused(by_code(pending.clone(), code(&secret, 0), 1).await), Refused::CodeUsed, "{}", place.name);
        let opened = by_code(pending.clone(), code(&secret, 30), 31).await.unwrap();
        let session = place.session(&opened, 31).await;
        assert_eq!((session.way, session.is_stepped_up(at(31))), (Way::PasswordAndCode, true));
        // The same step once more, with another first step; and the first step is used up.
        assert_eq!(refused(by_code(pending, code(&secret, 60), 61).await), Refused::Over(Over::Step));
        let pending = enter(62).await;
        assert_eq!(refused(by_code(pending.clone(), code(&secret, 30), 62).await), Refused::CodeUsed, "replayed");
        // A step to each side counts, typed in any width; two steps do not.
        for (shown, now, fits) in [(0, 62, false), (150, 62, false), (90, 62, true)] {
            let typed: String =
                code(&secret, shown).chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
            let result = by_code(pending.clone(), typed, now).await;
            assert_eq!(result.is_ok(), fits, "{}: the code of {shown} at {now}", place.name);
        }
        // Once a later one was taken, an earlier one is no more.
        let pending = enter(63).await;
        assert_eq!(refused(by_code(pending.clone(), code(&secret, 60), 64).await), Refused::CodeUsed);
        // Ten minutes later the first step is over.
        assert_eq!(refused(by_code(pending, code(&secret, 670), 663).await), Refused::Over(Over::Step));
        assert_eq!(
            refused(by_code(Secret::read(&"0".repeat(64)).unwrap(), code(&secret, 700), 700).await),
            Refused::Over(Over::Step)
        );
    }
}

#[tokio::test]
async fn of_two_that_show_the_same_code_at_once_one_comes_in() {
    for database in databases() {
        let place = open(&database).await;
        let (secret, _) = place.with_second(0).await;
        let mut race = Vec::new();
        for _ in 0..4 {
            let pending = second(place.sign_in.by_password(MAIL, PASSWORD, &here(), at(31)).await).secret;
            race.push((place.sign_in.clone(), pending, code(&secret, 31)));
        }
        let race: Vec<_> = race
            .into_iter()
            .map(|(sign_in, pending, code)| {
                tokio::spawn(async move { sign_in.by_code(&pending, &code, &here(), at(31)).await.is_ok() })
            })
            .collect();
        let mut won = 0;
        for racer in race {
            won += usize::from(racer.await.unwrap());
        }
        assert_eq!(won, 1, "{}", place.name);
    }
}

#[tokio::test]
async fn codes_cannot_be_guessed() {
    for database in databases() {
        let place = open(&database).await;
        let (secret, _) = place.with_second(0).await;
        let wrong = |seconds: i64| code(&secret, seconds + 86_400);
        for number in 0..20 {
            let visitor = from(&format!("198.51.100.{}", number / 5));
            let pending = second(place.sign_in.by_password(MAIL, PASSWORD, &visitor, at(100)).await).secret;
            let result = place.sign_in.by_code(&pending, &wrong(100), &visitor, at(100)).await;
            assert_eq!(refused(result), Refused::CodeWrong, "{}: {number}", place.name);
        }
        let visitor = from("198.51.100.99");
        let pending = second(place.sign_in.by_password(MAIL, PASSWORD, &visitor, at(100)).await).secret;
        let result = place.sign_in.by_code(&pending, &code(&secret, 100), &visitor, at(100)).await;
        assert!(matches!(refused(result), Refused::TooOften { .. }), "{}: from anywhere", place.name);
    }
}

#[tokio::test]
async fn a_recovery_code_is_of_use_once() {
    for database in databases() {
        let place = open(&database).await;
        let (_, codes) = place.with_second(0).await;
        assert_eq!(codes.0.len(), 10);
        let by = |typed: String| {
            let sign_in = place.sign_in.clone();
            async move {
                let pending = second(sign_in.by_password(MAIL, PASSWORD, &here(), at(10)).await).secret;
                sign_in.by_recovery_code(&pending, &typed, &here(), at(10)).await
            }
        };
        let opened = by(codes.0[3].to_uppercase().replace('-', " ")).await.unwrap();
        let session = place.session(&opened, 10).await;
        assert_eq!((session.way, session.is_stepped_up(at(10))), (Way::PasswordAndRecovery, false));
        assert_eq!(refused(by(codes.0[3].clone()).await), Refused::CodeWrong, "{}: used", place.name);
        assert_eq!(refused(by("0000-0000-0000-0000".to_owned()).await), Refused::CodeWrong);
        assert_eq!(refused(by("x".to_owned()).await), Refused::CodeWrong);
        assert_eq!(place.sign_in.recovery_codes_left(HANAKO).await.unwrap(), 9);
        let renewed = place.sign_in.renew_recovery_codes(&session, at(10)).await;
        assert!(matches!(refused(renewed), Refused::StepUpNeeded { .. }), "who used one up shows it once more");
        by(codes.0[4].clone()).await.unwrap();
    }
}

#[tokio::test]
async fn a_second_factor_is_offered_confirmed_renewed_and_removed() {
    for database in databases() {
        let place = open(&database).await;
        let opened = place.enter(0).await;
        let session = place.session(&opened, 0).await;
        assert_eq!(refused(place.sign_in.confirm_totp(&session, "000000", at(0)).await), Refused::NoSecond);
        assert_eq!(refused(place.sign_in.remove_totp(&session, at(0)).await), Refused::NoSecond);
        assert_eq!(refused(place.sign_in.renew_recovery_codes(&session, at(0)).await), Refused::NoSecond);
        let offer = place.sign_in.offer_totp(&session, at(0)).await.unwrap();
        // Not confirmed, it is not asked for.
        let other = place.enter(1).await;
        let wrong = place.sign_in.confirm_totp(&session, &code(&offer.secret, 90_000), at(1)).await;
        assert_eq!(refused(wrong), Refused::CodeWrong, "{}", place.name);
        place.sign_in.confirm_totp(&session, &code(&offer.secret, 1), at(1)).await.unwrap();
        assert_eq!(refused(place.sign_in.offer_totp(&session, at(1)).await), Refused::SecondThere);
        let codes = place.sign_in.renew_recovery_codes(&session, at(2)).await.unwrap();
        assert_eq!(codes.0.len(), 10);
        // Its secret stands in the database for nobody to read, and for nobody else.
        let keys = Keys::new(2, &[9; 32]).and_earlier(1, &[7; 32]);
        let rotated = SignIn::new(place.store.clone(), Random::System, keys, Site::new("守り", ORIGIN).unwrap());
        let sealed = place.store.reader().await.unwrap().totp(HANAKO).await.unwrap().unwrap().secret;
        let pending = second(rotated.by_password(MAIL, PASSWORD, &here(), at(61)).await).secret;
        rotated.by_code(&pending, &code(&offer.secret, 61), &here(), at(61)).await.unwrap();
        let anew = place.store.reader().await.unwrap().totp(HANAKO).await.unwrap().unwrap().secret;
        assert_ne!(sealed, anew, "{}: encrypted with the new key", place.name);
        let pending = second(place.sign_in.by_password(MAIL, PASSWORD, &here(), at(91)).await).secret;
        let broken = place.sign_in.by_code(&pending, &code(&offer.secret, 91), &here(), at(91)).await;
        assert_eq!(refused(broken), Refused::KeyLost, "{}: the key is not there", place.name);
        // Removed, it is not asked for; other sessions end.
        rotated.remove_totp(&session, at(92)).await.unwrap();
        assert_eq!(refused(place.sign_in.session(&other.secret, at(92)).await), Refused::Over(Over::Session));
        assert_eq!(place.sign_in.recovery_codes_left(HANAKO).await.unwrap(), 0);
        done(place.sign_in.by_password(MAIL, PASSWORD, &here(), at(93)).await);
    }
}

#[tokio::test]
async fn a_passkey_signs_in_whom_passwords_are_guessed_of() {
    for database in databases() {
        let place = open(&database).await;
        let mut device = place.with_passkey(5, 0).await;
        let stranger = from("198.51.100.66");
        for _ in 0..6 {
            refused(place.sign_in.by_password(MAIL, OTHER, &stranger, at(10)).await);
        }
        let opened = place.by_passkey(&mut device, &stranger, 10).await.unwrap();
        let session = place.session(&opened, 10).await;
        assert_eq!((session.person, session.way), (HANAKO, Way::Passkey), "{}", place.name);
        assert!(session.is_stepped_up(at(10)));
        let listed = place.sign_in.passkeys(HANAKO).await.unwrap();
        assert_eq!((listed[0].name.as_str(), listed[0].used_at), ("鍵", Some(at(10).as_microsecond())));
        // Password failures lock the password, still.
        assert!(matches!(
            refused(place.sign_in.by_password(MAIL, PASSWORD, &stranger, at(10)).await),
            Refused::TooOften { .. }
        ));
    }
}

#[tokio::test]
async fn a_passkey_proves_nothing_unless_everything_fits() {
    for database in databases() {
        let place = open(&database).await;
        let mut device = place.with_passkey(5, 0).await;
        let wrong = Refused::PasskeyWrong;
        // Without checking who holds it; from another site; with a counter that went back; for another person.
        device.verifies = false;
        assert_eq!(refused(place.by_passkey(&mut device, &here(), 1).await), wrong, "{}", place.name);
        device.verifies = true;
        device.origin = "https://mamori.example.jp.evil.example".to_owned();
        assert_eq!(refused(place.by_passkey(&mut device, &here(), 1).await), wrong);
        device.origin = ORIGIN.to_owned();
        device.counter = 50;
        place.by_passkey(&mut device, &here(), 2).await.unwrap();
        device.counter = 40;
        assert_eq!(refused(place.by_passkey(&mut device, &here(), 3).await), wrong, "a copy of the key");
        device.counter = 60;
        let own = std::mem::replace(&mut device.person, TARO.0.as_bytes().to_vec());
        assert_eq!(refused(place.by_passkey(&mut device, &here(), 4).await), Refused::NotRecognised);
        device.person = own;
        // One that was never registered here.
        let mut unknown = Device::new(6);
        unknown.person = HANAKO.0.as_bytes().to_vec();
        assert_eq!(refused(place.by_passkey(&mut unknown, &here(), 4).await), Refused::NotRecognised);
        // The answer to one question is none to another, and each is taken once and in time.
        let asked = place.sign_in.begin_by_passkey(&here(), at(5)).await.unwrap();
        let other = place.sign_in.begin_by_passkey(&here(), at(5)).await.unwrap();
        let late = place.sign_in.begin_by_passkey(&here(), at(5)).await.unwrap();
        let answer = device.sign(&asked.options);
        assert_eq!(refused(place.sign_in.by_passkey(&other.secret, &answer, &here(), at(5)).await), wrong);
        place.sign_in.by_passkey(&asked.secret, &answer, &here(), at(5)).await.unwrap();
        let again = place.sign_in.by_passkey(&asked.secret, &answer, &here(), at(5)).await;
        assert_eq!(refused(again), Refused::Over(Over::Step), "{}: replayed", place.name);
        let answer = device.sign(&late.options);
        let result = place.sign_in.by_passkey(&late.secret, &answer, &here(), at(305)).await;
        assert_eq!(refused(result), Refused::Over(Over::Step));
        for answer in [serde_json::Value::Null, serde_json::json!({}), serde_json::json!({"id": "x"})] {
            let asked = place.sign_in.begin_by_passkey(&here(), at(6)).await.unwrap();
            assert_eq!(refused(place.sign_in.by_passkey(&asked.secret, &answer, &here(), at(6)).await), wrong);
        }
    }
}

#[tokio::test]
async fn a_passkey_is_registered_by_its_person_after_a_step_up() {
    for database in databases() {
        let place = open(&database).await;
        let mut device = place.with_passkey(5, 0).await;
        let opened = place.enter(0).await;
        let session = place.session(&opened, 0).await;
        assert!(matches!(
            refused(place.sign_in.begin_passkey(&session, at(600)).await),
            Refused::StepUpNeeded { within } if within == Duration::from_secs(600)
        ));
        let taro = done(place.sign_in.by_password("taro@example.jp", OTHER, &here(), at(0)).await);
        let taro = place.session(&taro, 0).await;
        // The same key for another person; and an answer to what another was asked.
        let asked = place.sign_in.begin_passkey(&taro, at(1)).await.unwrap();
        let answer = device.register(&asked.options);
        let result = place.sign_in.register_passkey(&taro, &asked.secret, &answer, "鍵", at(1)).await;
        assert_eq!(refused(result), Refused::PasskeyKnown, "{}", place.name);
        let asked = place.sign_in.begin_passkey(&session, at(1)).await.unwrap();
        let answer = Device::new(6).register(&asked.options);
        let result = place.sign_in.register_passkey(&taro, &asked.secret, &answer, "鍵", at(1)).await;
        assert_eq!(refused(result), Refused::Over(Over::Step));
        // Without checking who holds it.
        let asked = place.sign_in.begin_passkey(&session, at(1)).await.unwrap();
        let mut careless = Device::new(7);
        careless.verifies = false;
        let answer = careless.register(&asked.options);
        let result = place.sign_in.register_passkey(&session, &asked.secret, &answer, "鍵", at(1)).await;
        assert_eq!(refused(result), Refused::PasskeyWrong, "{}", place.name);
        // Removed, it opens nothing.
        let credential = place.sign_in.passkeys(HANAKO).await.unwrap()[0].credential.clone();
        assert!(place.sign_in.remove_passkey(&session, credential, at(2)).await.unwrap());
        device.person = HANAKO.0.as_bytes().to_vec();
        assert_eq!(refused(place.by_passkey(&mut device, &here(), 3).await), Refused::NotRecognised);
        let bare = SignIn::new(place.store.clone(), Random::System, keys(), Site::without_passkeys("守り"));
        assert_eq!(refused(bare.begin_by_passkey(&here(), at(3)).await), Refused::NoPasskeys);
    }
}

#[tokio::test]
async fn a_step_up_holds_ten_minutes_and_replaces_the_secret() {
    for database in databases() {
        let place = open(&database).await;
        let mut device = place.with_passkey(5, 0).await;
        let opened = place.enter(0).await;
        assert!(place.session(&opened, 599).await.is_stepped_up(at(599)));
        assert!(!place.session(&opened, 600).await.is_stepped_up(at(600)));
        let wrong = place.sign_in.step_up_by_password(&opened.secret, OTHER, None, at(700)).await;
        assert_eq!(refused(wrong), Refused::NotRecognised);
        let next = place.sign_in.step_up_by_password(&opened.secret, PASSWORD, None, at(700)).await.unwrap();
        assert_eq!(refused(place.sign_in.session(&opened.secret, at(700)).await), Refused::Over(Over::Session));
        let session = place.sign_in.session(&next, at(700)).await.unwrap();
        assert_eq!(session.id, opened.session, "{}: the same session", place.name);
        assert!(session.is_stepped_up(at(1_299)) && !session.is_stepped_up(at(1_300)));

        let asked = place.sign_in.begin_step_up_by_passkey(&session, at(1_400)).await.unwrap();
        let answer = device.sign(&asked.options);
        let last = place.sign_in.step_up_by_passkey(&next, &asked.secret, &answer, at(1_400)).await.unwrap();
        assert!(place.sign_in.session(&last, at(1_400)).await.unwrap().is_stepped_up(at(1_400)));
        let again = place.sign_in.step_up_by_passkey(&last, &asked.secret, &answer, at(1_400)).await;
        assert_eq!(refused(again), Refused::Over(Over::Step), "{}: replayed", place.name);
        // With a second factor a code is expected; guesses are counted by session.
        let session = place.sign_in.session(&last, at(1_400)).await.unwrap();
        let offer = place.sign_in.offer_totp(&session, at(1_400)).await.unwrap();
        place.sign_in.confirm_totp(&session, &code(&offer.secret, 1_400), at(1_400)).await.unwrap();
        let step = |typed: Option<String>, seconds| {
            let (sign_in, last) = (place.sign_in.clone(), last.clone());
            async move { sign_in.step_up_by_password(&last, PASSWORD, typed.as_deref(), at(seconds)).await }
        };
        assert_eq!(refused(step(None, 1_401).await), Refused::CodeNeeded);
        assert_eq!(refused(step(Some(code(&offer.secret, 1_400)), 1_401).await), Refused::CodeUsed);
        for _ in 0..4 {
            assert_eq!(refused(step(Some(code(&offer.secret, 90_000)), 1_401).await), Refused::CodeWrong);
        }
        assert!(matches!(refused(step(Some(code(&offer.secret, 1_430)), 1_401).await), Refused::TooOften { .. }));
        step(Some(code(&offer.secret, 1_440)), 1_440).await.unwrap();
    }
}

#[tokio::test]
async fn a_session_ends_when_idle_when_old_and_when_it_is_ended() {
    const HOUR: i64 = 3_600;
    for database in databases() {
        let place = open(&database).await;
        let over = Refused::Over(Over::Session);
        let (idle, old, ended) = (place.enter(0).await, place.enter(0).await, place.enter(0).await);
        place.session(&idle, 12 * HOUR - 1).await;
        assert_eq!(refused(place.sign_in.session(&idle.secret, at(12 * HOUR)).await), over, "{}", place.name);
        for hours in (10..168).step_by(10) {
            let session = place.session(&old, hours * HOUR).await;
            place.sign_in.seen(&session, at(hours * HOUR)).await.unwrap();
        }
        place.session(&old, 168 * HOUR - 1).await;
        assert_eq!(refused(place.sign_in.session(&old.secret, at(168 * HOUR)).await), over, "{}", place.name);
        // Ended: by its secret, from the list, with all others.
        place.sign_in.sign_out(&ended.secret, at(10)).await.unwrap();
        place.sign_in.sign_out(&ended.secret, at(11)).await.unwrap();
        assert_eq!(refused(place.sign_in.session(&ended.secret, at(11)).await), over);
        let (first, other, third) = (place.enter(20).await, place.enter(21).await, place.enter(22).await);
        assert!(!place.sign_in.end_session(TARO, other.session, at(23)).await.unwrap());
        assert!(place.sign_in.end_session(HANAKO, other.session, at(23)).await.unwrap());
        let another = SignIn::new(database.open().await, Random::System, keys(), Site::without_passkeys("守り"));
        assert_eq!(refused(another.session(&other.secret, at(23)).await), over, "{}: another process", place.name);
        let listed = place.sign_in.sessions(HANAKO, at(23)).await.unwrap();
        assert_eq!(listed[0].id, third.session);
        assert_eq!(listed[0].device, "windows firefox", "two words, not what browsers tell");
        place.sign_in.end_sessions(HANAKO, Some(third.session), at(24)).await.unwrap();
        assert_eq!(refused(another.session(&first.secret, at(24)).await), over);
        place.session(&third, 24).await;
        // Whoever signs in again on the same device leaves no session behind.
        let visitor = Visitor { session: Some(third.secret.clone()), ..here() };
        let next = done(place.sign_in.by_password(MAIL, PASSWORD, &visitor, at(25)).await);
        assert_eq!(refused(place.sign_in.session(&third.secret, at(25)).await), over);
        assert_ne!(next.secret.text(), third.secret.text());
        assert!(place.sign_in.tidy(at(40 * 86_400)).await.unwrap() > 0);
    }
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session() {
    for database in databases() {
        let place = open(&database).await;
        let (one, other) = (place.enter(0).await, place.enter(0).await);
        let session = place.session(&one, 0).await;
        let names = Names { email: Some(MAIL.to_owned()), organisations: Vec::new() };
        let bad = place.sign_in.change_password(&session, "hanako-no-himitsu", &names, at(1)).await;
        assert_eq!(refused(bad).to_do(), ToDo::ChooseAnother);
        let late = place.sign_in.change_password(&session, OTHER, &names, at(601)).await;
        assert_eq!(refused(late).to_do(), ToDo::StepUp);
        place.sign_in.change_password(&session, OTHER, &names, at(2)).await.unwrap();
        place.session(&one, 2).await;
        assert_eq!(refused(place.sign_in.session(&other.secret, at(2)).await), Refused::Over(Over::Session));
        let earlier = place.sign_in.by_password(MAIL, PASSWORD, &here(), at(3)).await;
        assert_eq!(refused(earlier), Refused::NotRecognised, "{}", place.name);
        done(place.sign_in.by_password(MAIL, OTHER, &here(), at(3)).await);
        // A sign-in that waits for a code is over with a password that is reset.
        place.sign_in.set_password(HANAKO, PASSWORD, &names, at(4)).await.unwrap();
        let (secret, _) = place.with_second(10).await;
        let pending = second(place.sign_in.by_password(MAIL, PASSWORD, &here(), at(50)).await).secret;
        place.sign_in.set_password(HANAKO, OTHER, &names, at(51)).await.unwrap();
        let result = place.sign_in.by_code(&pending, &code(&secret, 52), &here(), at(52)).await;
        assert_eq!(refused(result), Refused::Over(Over::Step));
    }
}

#[tokio::test]
async fn a_pin_counts_at_a_registered_terminal_of_its_organisation_only() {
    for database in databases() {
        let place = open(&database).await;
        let elsewhere = OrganisationId(Uuid::from_u128(9));
        let terminal = place.with_terminal(FIRM, 1).await;
        let foreign = place.with_terminal(elsewhere, 2).await;
        assert_eq!(refused(place.sign_in.set_pin(TARO, FIRM, "123456", at(0)).await).to_do(), ToDo::ChooseAnother);
        place.sign_in.set_pin(TARO, FIRM, "４７１２８８", at(0)).await.unwrap();
        let opened = place.sign_in.by_pin(&terminal, TARO, "471288", &here(), at(1)).await.unwrap();
        let session = place.session(&opened, 1).await;
        assert_eq!((session.person, session.organisation, session.way), (TARO, Some(FIRM), Way::Pin), "{}", place.name);
        assert!(!session.is_stepped_up(at(1)), "a PIN is no step-up");
        assert!(opened.device.is_none(), "a shared device is nobody's");
        assert_eq!(refused(place.sign_in.act_for(&session, Some(elsewhere)).await), Refused::TerminalOnly);
        let idle = place.sign_in.session(&opened.secret, at(1 + 15 * 60)).await;
        assert_eq!(refused(idle), Refused::Over(Over::Session), "{}: the next one stands behind", place.name);
        // Elsewhere, without a terminal, of somebody without a PIN: each takes one comparison or none at all.
        let before = place.sign_in.hashes();
        let try_at = |secret: &Secret, person, seconds| {
            let (sign_in, secret) = (place.sign_in.clone(), secret.clone());
            async move { refused(sign_in.by_pin(&secret, person, "471288", &here(), at(seconds)).await) }
        };
        assert_eq!(try_at(&foreign, TARO, 2).await, Refused::NotRecognised);
        assert_eq!(try_at(&terminal, HANAKO, 2).await, Refused::NotRecognised);
        assert_eq!(try_at(&terminal, PersonId(Uuid::from_u128(99)), 2).await, Refused::NotRecognised);
        assert_eq!(place.sign_in.hashes() - before, 3);
        let none = Secret::read(&"0".repeat(64)).unwrap();
        assert_eq!(try_at(&none, TARO, 2).await, Refused::Over(Over::Terminal));
        // Guesses wait a minute, then two, and so on; the password is not touched by it.
        for _ in 0..5 {
            let wrong = place.sign_in.by_pin(&terminal, TARO, "471289", &here(), at(3)).await;
            assert_eq!(refused(wrong), Refused::NotRecognised);
        }
        let locked = try_at(&terminal, TARO, 3).await;
        assert_eq!(locked, Refused::TooOften { retry_after: Duration::from_secs(60) });
        done(place.sign_in.by_password("taro@example.jp", OTHER, &here(), at(3)).await);
        // A terminal that ended takes nothing more.
        let ended: Result<bool, store::StoreError> =
            place.store.write(|tx| Box::pin(async { tx.end_terminal(FIRM, Uuid::from_u128(1), 100).await })).await;
        assert!(ended.unwrap());
        assert_eq!(try_at(&terminal, TARO, 101).await, Refused::Over(Over::Terminal));
        assert!(place.sign_in.remove_pin(TARO, FIRM).await.unwrap());
    }
}

#[tokio::test]
async fn an_invitation_lets_its_person_in_once() {
    for database in databases() {
        let place = open(&database).await;
        let token = |number: u8| Secret::read(&format!("{number:02x}").repeat(32)).unwrap();
        for (number, person) in [(1, Some(TARO)), (2, Some(TARO)), (3, None)] {
            let new = Invitation {
                token: token(number).digest(),
                organisation: FIRM,
                person,
                kind: InvitationKind::Paper,
                renews: false,
                made_by: HANAKO,
                created_at: at(0).as_microsecond(),
                expires_at: at(100).as_microsecond(),
                used_at: None,
            };
            let made: Result<(), store::StoreError> =
                place.store.write(move |tx| Box::pin(async move { tx.invite(&new).await })).await;
            made.unwrap();
        }
        let opened = place.sign_in.by_invitation(&token(1), &here(), at(10)).await.unwrap();
        let session = place.session(&opened, 10).await;
        assert_eq!((session.person, session.organisation, session.way), (TARO, Some(FIRM), Way::Invitation));
        place.sign_in.change_password(&session, PASSWORD, &Names::default(), at(11)).await.unwrap();
        let over = Refused::Over(Over::Invitation);
        for (number, seconds) in [(1, 12), (2, 100), (3, 12), (4, 12)] {
            let result = place.sign_in.by_invitation(&token(number), &here(), at(seconds)).await;
            assert_eq!(refused(result), over, "{}: {number}", place.name);
        }
    }
}

#[tokio::test]
async fn an_erased_person_is_signed_out_and_does_not_come_back() {
    for database in databases() {
        let place = open(&database).await;
        let mut device = place.with_passkey(5, 0).await;
        let opened = place.enter(0).await;
        let erased: Result<bool, store::StoreError> =
            place.store.write(|tx| Box::pin(async move { tx.erase_person(HANAKO, "2026-11-20", 1).await })).await;
        assert!(erased.unwrap());
        assert_eq!(refused(place.sign_in.session(&opened.secret, at(1)).await), Refused::Over(Over::Session));
        let result = place.sign_in.by_password(MAIL, PASSWORD, &here(), at(1)).await;
        assert_eq!(refused(result), Refused::NotRecognised, "{}", place.name);
        assert_eq!(refused(place.by_passkey(&mut device, &here(), 1).await), Refused::NotRecognised);
    }
}

#[tokio::test]
async fn nothing_secret_is_ever_shown() {
    for database in databases() {
        let place = open(&database).await;
        let opened = place.enter(0).await;
        let shown = format!("{opened:?} {:?}", keys());
        assert!(!shown.contains(&opened.secret.text()) && !shown.contains("7, 7"), "{shown}");
    }
}
