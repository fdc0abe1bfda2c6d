//! Letters and jobs with a real mail server, on both databases: what is mailed, to whom, once; and what is not.

#[path = "mail/mailbox.rs"]
mod mailbox;

use std::sync::Arc;

use app::access::Policy;
use app::checks::Given;
use app::jobs::{Hands, Round, Worker};
use app::mail::{MailSettings, Post};
use app::members::{Change, Delivery, Invited, Over};
use app::sign_in::{Keys, Names, Refused as SignInRefused, Secret, SignIn, SignInError, Site, Visitor};
use app::today::Waiting;
use app::{Caller, Clock, Door, Office, Operator, Random, Refused, packs};
use criteria::answers::Answer;
use jiff::{SignedDuration, Timestamp};
use mailbox::{Mailbox, Received};
use protection::check::Error;
use record::{OrganisationId, PersonId};
use scheme::member::{Offer, Role};
use scheme::organisation::Input;
use store::{Address, Email, Person, StoreError};
use uuid::Uuid;

use crate::support::{Database, databases};

const ORIGIN: &str = "https://mamori.example.jp";
const PASSWORD: &str = "ながいながいあいことばです";

/// An installation whose letters go to `mailbox`, with a company and its manager.
struct House {
    office: Office,
    sign_in: SignIn,
    manager: Caller,
    name: &'static str,
}

impl House {
    async fn new(database: &Database) -> Self {
        let store = database.open().await;
        let keys = Keys::new(1, &[7; 32]);
        let sign_in = SignIn::new(store.clone(), Random::System, keys, Site::without_passkeys("Mamori"));
        let outbox = sign_in.new_outbox();
        let sign_in = sign_in.with_outbox(outbox.clone());
        let door = Door::new(store, Clock::System, Random::System).with_outbox(outbox);
        let catalogue = packs::shipped().unwrap();
        let office = Office::new(door, Arc::new(Policy::shipped().unwrap()), catalogue);
        let founder = add(&office, "山田", "yamada@example.jp").await;
        let company = office.register(caller(founder, None), &input("株式会社見本製作所")).await.unwrap();
        let manager = caller(founder, Some(company));
        Self { office, sign_in, manager, name: database.name }
    }

    fn worker(&self, mailbox: Option<&Mailbox>) -> Worker {
        self.worker_at(mailbox.map(Mailbox::address).as_deref(), None)
    }

    fn worker_at(&self, smtp: Option<&str>, root: Option<&[u8]>) -> Worker {
        let post = smtp.map(|smtp| {
            let from = "Mamori 事務局 <mamori@example.jp>".to_owned();
            let settings = MailSettings { smtp: smtp.to_owned(), from, root: root.map(<[u8]>::to_vec) };
            Post::new(&settings, Some(ORIGIN), &Operator::default()).unwrap()
        });
        Worker::new(Hands { office: self.office.clone(), sign_in: self.sign_in.clone(), post })
    }

    async fn invite(&self, name: &str, email: &str) -> app::members::MadeInvitation {
        self.office.invite(self.manager, invited(name, email)).await.unwrap()
    }
}

fn caller(person: PersonId, acting_for: Option<OrganisationId>) -> Caller {
    Caller::new(person, acting_for, Uuid::new_v4()).stepped_up()
}

fn email(text: &str) -> Option<Email> {
    Some(Email { shown: text.to_owned(), folded: text.to_lowercase() })
}

async fn add(office: &Office, name: &str, address: &str) -> PersonId {
    let person = Person {
        id: PersonId(Uuid::new_v4()),
        name: Some(name.to_owned()),
        reading: None,
        email: email(address),
        language: "ja".to_owned(),
        created_at: 1,
        erased_on: None,
    };
    let id = person.id;
    let added = office.store().write(move |tx| Box::pin(async move { tx.add_person(&person).await }));
    added.await.map_err(|error: StoreError| error).unwrap();
    id
}

fn input(name: &str) -> Input {
    Input { kinds: vec!["company".to_owned()], name: name.to_owned(), ..Input::default() }
}

fn invited(name: &str, address: &str) -> Invited {
    Invited {
        name: name.to_owned(),
        reading: None,
        email: email(address),
        offer: Offer::Roles([Role::Staff].into()),
        language: "ja".to_owned(),
    }
}

fn visitor() -> Visitor {
    Visitor { address: [203, 0, 113, 7].into(), device: None, session: None, words: String::new() }
}

fn now() -> Timestamp {
    Clock::System.now()
}

fn after(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

/// What is encrypted in the jobs, as hexadecimal digits.
fn sealed(database: &Database) -> String {
    let sql = match database.address {
        Address::File(_) => "SELECT lower(hex(sealed)) FROM job WHERE sealed IS NOT NULL",
        Address::Postgres { .. } => "SELECT encode(sealed, 'hex') FROM job WHERE sealed IS NOT NULL",
    };
    database.ask(sql)
}

fn link(mail: &Received, before: &str) -> String {
    let at = mail.text.find(before).unwrap_or_else(|| panic!("{}", mail.text)) + before.len();
    mail.text[at..].chars().take_while(char::is_ascii_hexdigit).collect()
}

#[tokio::test]
async fn an_invitation_arrives_in_japanese_with_its_link_and_nothing_of_it_stays_in_the_job() {
    for database in databases() {
        let (house, mut mailbox) = (House::new(&database).await, Mailbox::open(&[]));
        let made = house.invite("佐藤 花子", "Sato@example.jp").await;
        assert!(made.mailed, "{}", house.name);
        // Waiting, the row holds neither the token nor the address nor the name in clear.
        let row = database.ask("SELECT payload, key FROM job WHERE kind = 'mail'");
        for clear in [made.token.as_str(), "佐藤", "example.jp", "見本"] {
            assert!(!row.contains(clear), "{}: {row}", house.name);
        }
        let sealed = sealed(&database);
        let token: String = made.token.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(sealed.len() > token.len() && !sealed.contains(&token), "{}: {sealed}", house.name);
        let mut worker = house.worker(Some(&mailbox));
        let round = worker.round(now()).await.unwrap();
        assert_eq!((round.again, round.dead), (0, 0), "{}: {round:?}", house.name);
        let mail = mailbox.next();
        assert_eq!(mail.to, ["Sato@example.jp"]);
        assert_eq!(mail.subject, "株式会社見本製作所 から Mamori への招待");
        assert_eq!(mail.sender, "Mamori 事務局 <mamori@example.jp>");
        assert_eq!((mail.language.as_str(), mail.tls), ("ja", false));
        for said in ["佐藤 花子 様", "担当者", "1回だけ使えます", "国の機関のサイトではありません"]
        {
            assert!(mail.text.contains(said) && mail.html.contains(said), "{said}: {}", mail.text);
        }
        assert_eq!(link(&mail, "https://mamori.example.jp/invitations/"), made.token);
        assert!(mail.html.contains(&format!("href=\"{ORIGIN}/invitations/{}\"", made.token)));
        assert_eq!(database.ask("SELECT count(*) FROM job WHERE sealed IS NOT NULL").trim(), "0", "{}", house.name);
        // Nothing is left to do, and what was done is not done again.
        assert_eq!(worker.round(now()).await.unwrap(), Round::default());
        assert!(house.office.accept(&made.token, None).await.is_ok());
        mailbox.is_empty();
    }
}

#[tokio::test]
async fn a_hostile_name_makes_no_header_and_no_encoded_word() {
    for database in databases() {
        let (house, mut mailbox) = (House::new(&database).await, Mailbox::open(&[]));
        let hostile = "架空\r\nBcc: all@example.jp\r\n\r\n=?utf-8?B?5YGH?= <b>";
        let id = add(&house.office, hostile, "victim@example.jp").await;
        let firm = house.office.register(caller(id, None), &input("=?utf-8?B?5YGH44Oh44O844Or?= 工業")).await.unwrap();
        let made = house.office.invite(caller(id, Some(firm)), invited(hostile, "guest@example.jp")).await.unwrap();
        assert!(made.mailed);
        house.worker(Some(&mailbox)).round(now()).await.unwrap();
        let mail = mailbox.next();
        assert!(mail.subject.starts_with("=?utf-8?B?5YGH44Oh44O844Or?= 工業"), "as it is called: {}", mail.subject);
        assert_eq!(mail.to, ["guest@example.jp"], "{}", house.name);
        assert!(!mail.headers.iter().any(|name| name == "bcc" || name == "cc"), "{:?}", mail.headers);
        assert!(mail.text.starts_with("架空 Bcc: all@example.jp"), "one line of text: {}", mail.text);
        assert!(!mail.html.contains("<b>"), "{}", mail.html);
        mailbox.is_empty();
    }
}

#[tokio::test]
async fn while_the_server_is_down_a_letter_waits_and_then_goes_out_once() {
    for database in databases() {
        let house = House::new(&database).await;
        house.invite("佐藤", "sato@example.jp").await;
        let closed = Mailbox::closed();
        let mut worker = house.worker_at(Some(&closed), None);
        let round = worker.round(now()).await.unwrap();
        assert_eq!((round.again, round.dead), (1, 0), "{}", house.name);
        assert_eq!(database.ask("SELECT fault, state FROM job WHERE kind = 'mail'").trim(), "mail_unreachable|waiting");
        assert_eq!(worker.round(now()).await.unwrap(), Round::default(), "not before its time");
        let mut mailbox = Mailbox::open(&[]);
        let mut worker = house.worker(Some(&mailbox));
        assert_eq!(worker.round(after(1)).await.unwrap().done, 1, "{}", house.name);
        assert_eq!(mailbox.next().to, ["sato@example.jp"]);
        worker.round(after(48)).await.unwrap();
        mailbox.is_empty();
    }
}

#[tokio::test]
async fn what_never_succeeds_ends_as_a_dead_letter_and_what_the_server_refuses_at_once() {
    for database in databases() {
        let house = House::new(&database).await;
        house.invite("佐藤", "sato@example.jp").await;
        let mut worker = house.worker_at(Some(&Mailbox::closed()), None);
        let mut tried = 0;
        for hour in 0..24 {
            let round = worker.round(after(hour)).await.unwrap();
            tried += round.again + round.dead;
        }
        assert_eq!(tried, 12, "{}", house.name);
        assert_eq!(database.ask("SELECT state, tries FROM job WHERE kind = 'mail'").trim(), "dead|12");
        let mailbox = Mailbox::open(&["--refuse", "gone@example.jp"]);
        house.invite("鈴木", "gone@example.jp").await;
        let round = house.worker(Some(&mailbox)).round(now()).await.unwrap();
        assert_eq!((round.again, round.dead), (0, 1), "{}", house.name);
        let fault = database.ask("SELECT fault FROM job WHERE fault = 'mail_refused'");
        assert_eq!(fault.trim(), "mail_refused", "a word, and no address: {}", house.name);
    }
}

#[tokio::test]
async fn mail_goes_over_tls_where_that_is_required_and_nowhere_else() {
    let certificate = mailbox::Certificate::new();
    for database in databases() {
        let house = House::new(&database).await;
        let mut mailbox = Mailbox::open(&["--tls", certificate.public(), certificate.key()]);
        let smtp = format!("smtp://localhost:{}?tls=required", mailbox.port());
        house.invite("佐藤", "sato@example.jp").await;
        // A certificate nobody vouches for is not taken.
        let round = house.worker_at(Some(&smtp), None).round(now()).await.unwrap();
        assert_eq!((round.again, round.dead), (1, 0), "{}: {round:?}", house.name);
        let root = std::fs::read(certificate.public()).unwrap();
        let mut worker = house.worker_at(Some(&smtp), Some(&root));
        assert_eq!(worker.round(after(1)).await.unwrap().done, 1, "{}", house.name);
        assert!(mailbox.next().tls, "{}", house.name);
        // A server that offers no TLS gets nothing.
        let mut plain = Mailbox::open(&[]);
        let smtp = format!("smtp://localhost:{}?tls=required", plain.port());
        house.invite("鈴木", "suzuki@example.jp").await;
        let round = house.worker_at(Some(&smtp), None).round(now()).await.unwrap();
        assert_eq!((round.again, round.dead), (1, 0), "{}", house.name);
        plain.is_empty();
    }
}

#[tokio::test]
async fn an_invitation_that_was_replaced_or_withdrawn_is_not_mailed_and_its_holder_is_told_why() {
    for database in databases() {
        let (house, mut mailbox) = (House::new(&database).await, Mailbox::open(&[]));
        let first = house.invite("佐藤", "sato@example.jp").await;
        let second = house.office.invite_again(house.manager, first.person, Delivery::Mail).await.unwrap();
        let mut worker = house.worker(Some(&mailbox));
        worker.round(now()).await.unwrap();
        assert_eq!(link(&mailbox.next(), "/invitations/"), second.token, "{}: the second one only", house.name);
        mailbox.is_empty();
        assert_eq!(over_of(&house, &first.token).await, Over::Replaced, "{}", house.name);
        let paper = house.office.invite_again(house.manager, first.person, Delivery::Hand).await.unwrap();
        assert!(!paper.mailed, "{}", house.name);
        assert_eq!(over_of(&house, &second.token).await, Over::Replaced);
        house.office.change_member(house.manager, first.person, Change::Withdraw).await.unwrap();
        assert_eq!(over_of(&house, &paper.token).await, Over::Withdrawn, "{}", house.name);
        // Invited anew, the old paper stays worthless.
        let last = house.invite("佐藤", "sato@example.jp").await;
        assert_ne!(over_of(&house, &paper.token).await, Over::Unknown);
        house.office.accept(&last.token, None).await.unwrap();
        house.sign_in.by_invitation(&Secret::read(&last.token).unwrap(), &visitor(), now()).await.unwrap();
        assert_eq!(over_of(&house, &last.token).await, Over::Used, "{}", house.name);
        assert_eq!(over_of(&house, &"0".repeat(64)).await, Over::Unknown);
        let again = house.office.invite_again(house.manager, last.person, Delivery::Hand).await;
        assert!(matches!(again, Err(Refused::NotThere)), "{}: a member is not invited again", house.name);
        worker.round(now()).await.unwrap();
        mailbox.is_empty();
    }
}

async fn over_of(house: &House, token: &str) -> Over {
    match house.office.invitation(token).await {
        Err(Refused::Invitation(over)) => over,
        other => panic!("{}: {other:?}", house.name),
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_that_works_once_for_an_hour_and_ends_every_session() {
    for database in databases() {
        let (house, mut mailbox) = (House::new(&database).await, Mailbox::open(&[]));
        let (sign_in, names) = (&house.sign_in, Names::default());
        let person = house.manager.person;
        sign_in.set_password(person, PASSWORD, &names, now()).await.unwrap();
        let opened = sign_in.by_password("yamada@example.jp", PASSWORD, &visitor(), now()).await.unwrap();
        let app::sign_in::FirstStep::Done(opened) = opened else { panic!("no second factor") };
        let mut worker = house.worker(Some(&mailbox));
        worker.round(now()).await.unwrap();
        assert!(mailbox.next().subject.contains("はじめての端末"), "{}", house.name);

        sign_in.ask_reset("ＹＡＭＡＤＡ@example.jp", &visitor(), now()).await.unwrap();
        let row = database.ask("SELECT payload, key FROM job WHERE kind = 'reset'") + &sealed(&database);
        assert!(!row.contains("yamada") && !row.contains("example"), "{}: {row}", house.name);
        assert!(!row.contains("6578616d706c65"), "nor in bytes: {row}");
        // The request, then its letter.
        worker.round(now()).await.unwrap();
        worker.round(now()).await.unwrap();
        let mail = mailbox.next();
        assert_eq!(mail.to, ["yamada@example.jp"], "to the address that is known, not to the one that was typed");
        let secret = Secret::read(&link(&mail, "https://mamori.example.jp/reset/")).unwrap();
        assert_eq!(sign_in.reset_of(&secret, now()).await.unwrap(), person, "{}", house.name);
        let late = sign_in.reset_of(&secret, after(1)).await;
        assert!(matches!(late, Err(SignInError::Refused(SignInRefused::Over(_)))), "{}: {late:?}", house.name);
        let weak = sign_in.reset_password(&secret, "short", &names, &visitor(), now()).await;
        assert!(matches!(weak, Err(SignInError::Refused(SignInRefused::Password(_)))), "{}", house.name);
        assert!(sign_in.session(&opened.secret, now()).await.is_ok());
        let new = "まったくべつのあいことば";
        sign_in.reset_password(&secret, new, &names, &visitor(), now()).await.unwrap();
        assert!(sign_in.session(&opened.secret, now()).await.is_err(), "{}: every session ended", house.name);
        let again = sign_in.reset_password(&secret, new, &names, &visitor(), now()).await;
        assert!(matches!(again, Err(SignInError::Refused(SignInRefused::Over(_)))), "{}: once", house.name);
        assert!(sign_in.by_password("yamada@example.jp", PASSWORD, &visitor(), now()).await.is_err());
        worker.round(now()).await.unwrap();
        assert!(mailbox.next().subject.contains("パスワードが変わりました"), "{}", house.name);
    }
}

#[tokio::test]
async fn who_asks_for_an_address_that_nobody_has_sees_and_costs_the_same_and_nothing_is_mailed() {
    for database in databases() {
        let (house, mut mailbox) = (House::new(&database).await, Mailbox::open(&[]));
        let (known, unknown) = ("yamada@example.jp", "nobody@example.jp");
        house.sign_in.set_password(house.manager.person, PASSWORD, &Names::default(), now()).await.unwrap();
        let mut statements = Vec::new();
        for address in [known, unknown, "no address at all"] {
            let (asked, count) = store::Statements::of(house.sign_in.ask_reset(address, &visitor(), now())).await;
            asked.unwrap();
            statements.push(count);
        }
        assert!(statements.windows(2).all(|pair| pair[0] == pair[1]), "{}: {statements:?}", house.name);
        let lengths = database.ask("SELECT DISTINCT length(payload) FROM job WHERE kind = 'reset'");
        assert_eq!(lengths.lines().count(), 1, "{}", house.name);
        let mut worker = house.worker(Some(&mailbox));
        for _ in 0..4 {
            worker.round(now()).await.unwrap();
        }
        assert_eq!(mailbox.next().to, [known], "{}", house.name);
        mailbox.is_empty();
    }
}

#[tokio::test]
async fn a_mailbox_is_not_flooded_and_asking_too_often_is_refused_at_its_place_only() {
    for database in databases() {
        let (house, mut mailbox) = (House::new(&database).await, Mailbox::open(&[]));
        house.sign_in.set_password(house.manager.person, PASSWORD, &Names::default(), now()).await.unwrap();
        for _ in 0..20 {
            house.sign_in.ask_reset("yamada@example.jp", &visitor(), now()).await.unwrap();
        }
        let refused = house.sign_in.ask_reset("yamada@example.jp", &visitor(), now()).await;
        assert!(
            matches!(refused, Err(SignInError::Refused(SignInRefused::TooOften { .. }))),
            "{}: {refused:?}",
            house.name
        );
        let elsewhere = Visitor { address: [198, 51, 100, 1].into(), ..visitor() };
        house.sign_in.ask_reset("yamada@example.jp", &elsewhere, now()).await.unwrap();
        let mut worker = house.worker(Some(&mailbox));
        while worker.round(now()).await.unwrap() != Round::default() {}
        for _ in 0..4 {
            assert_eq!(mailbox.next().to, ["yamada@example.jp"], "{}", house.name);
        }
        mailbox.is_empty();
    }
}

#[tokio::test]
async fn whose_role_is_taken_is_told_and_an_erased_person_is_not_written_to() {
    for database in databases() {
        let (house, mut mailbox) = (House::new(&database).await, Mailbox::open(&[]));
        let made = house.invite("佐藤", "sato@example.jp").await;
        house.office.accept(&made.token, None).await.unwrap();
        let mut worker = house.worker(Some(&mailbox));
        worker.round(now()).await.unwrap();
        mailbox.next();
        let revoke = Change::Revoke(Role::Staff);
        house.office.change_member(house.manager, made.person, revoke.clone()).await.unwrap();
        house.office.change_member(house.manager, made.person, revoke).await.unwrap();
        worker.round(now()).await.unwrap();
        let mail = mailbox.next();
        assert!(mail.subject.contains("役割が変わりました") && mail.text.contains("担当者"), "{}", mail.text);
        house.office.change_member(house.manager, made.person, Change::Remove).await.unwrap();
        let gone = made.person;
        let erased =
            house.office.store().write(move |tx| Box::pin(async move { tx.erase_person(gone, "2026-11-29", 1).await }));
        assert!(erased.await.map_err(|error: StoreError| error).unwrap());
        assert_eq!(worker.round(now()).await.unwrap().done, 1, "{}: pointless is done", house.name);
        mailbox.is_empty();
    }
}

#[tokio::test]
async fn an_executive_is_asked_for_a_confirmation_once_for_each_state_and_not_once_it_is_pointless() {
    for database in databases() {
        let (house, mut mailbox) = (House::new(&database).await, Mailbox::open(&[]));
        let (office, manager) = (&house.office, house.manager);
        let check = office.begin_check(manager, packs::FIRST_CHECK).await.unwrap();
        let answer = async |item: u8| {
            let item = format!("{}/{item}", packs::FIRST_CHECK);
            let given = Given { item, answer: Some(Answer::Partial), note: "カナリア".to_owned(), base: 0 };
            office.answer(manager, check, given, None).await.unwrap();
        };
        answer(1).await;
        let nobody = office.ask_sign_off(manager, check).await;
        assert!(matches!(nobody, Err(Refused::Check(Error::NobodyToAsk))), "{}: {nobody:?}", house.name);
        let offer = Offer::Roles([Role::Executive].into());
        let english = Invited { offer, language: "en".to_owned(), ..invited("Mihon", "mihon@example.jp") };
        let made = office.invite(manager, english).await.unwrap();
        office.accept(&made.token, None).await.unwrap();
        let president = caller(made.person, manager.acting_for);
        let mut worker = house.worker(Some(&mailbox));
        worker.round(now()).await.unwrap();
        mailbox.next();
        // Twice on one state is once; nothing of the check stands in the letter.
        office.ask_sign_off(manager, check).await.unwrap();
        office.ask_sign_off(manager, check).await.unwrap();
        worker.round(now()).await.unwrap();
        let mail = mailbox.next();
        assert_eq!((mail.to, mail.language.as_str()), (vec!["mihon@example.jp".to_owned()], "en"), "{}", house.name);
        assert!(mail.text.contains(&format!("{ORIGIN}/en/checks/{check}")), "{}", mail.text);
        assert!(mail.text.contains("株式会社見本製作所") && !mail.text.contains("カナリア"), "{}", mail.text);
        mailbox.is_empty();
        // It stands on the desk of who was asked, though the check is not answered to the end; and on nobody else's.
        let waiting = office.desk(president).await.unwrap().waiting;
        let asked = Some((Some("山田".to_owned()), office.today()));
        assert_eq!(waiting, [Waiting::Confirmation { check: 0, asked }], "{}", house.name);
        assert!(office.desk(manager).await.unwrap().waiting.is_empty(), "{}", house.name);
        // Asked for another state and confirmed before it is mailed: nothing is.
        answer(2).await;
        assert!(office.desk(president).await.unwrap().waiting.is_empty(), "{}: another state", house.name);
        office.ask_sign_off(manager, check).await.unwrap();
        let shown = office.check(president, check).await.unwrap();
        office.sign_off(president, check, shown.versions(), shown.content()).await.unwrap();
        assert_eq!(worker.round(now()).await.unwrap().done, 1, "{}", house.name);
        mailbox.is_empty();
        let again = office.ask_sign_off(manager, check).await;
        assert!(matches!(again, Err(Refused::Check(Error::Confirmed { .. }))), "{}: {again:?}", house.name);
        // Only who works on the check asks, and nobody of another organisation.
        answer(3).await;
        let refused = office.ask_sign_off(president, check).await;
        assert!(matches!(refused, Err(Refused::Access(_))), "{}: {refused:?}", house.name);
        let other = office.register(caller(manager.person, None), &input("架空精機株式会社")).await.unwrap();
        let foreign = office.ask_sign_off(caller(manager.person, Some(other)), check).await;
        assert!(matches!(foreign, Err(Refused::NotThere)), "{}: {foreign:?}", house.name);
        let rebuilt = office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|table| (table.missing, table.surplus) == (0, 0)), "{}: {rebuilt:?}", house.name);
    }
}

#[tokio::test]
async fn two_workers_mail_each_letter_once_and_one_that_stops_leaves_its_jobs_to_the_other() {
    for database in databases() {
        let house = House::new(&database).await;
        let mut mailbox = Mailbox::open(&[]);
        for number in 0..12 {
            house.invite("佐藤", &format!("sato{number}@example.jp")).await;
        }
        // One begins and is stopped at once; whatever it held is done by the others.
        house.worker(Some(&mailbox)).run(std::future::ready(())).await;
        let mut workers = [house.worker(Some(&mailbox)), house.worker(Some(&mailbox))];
        let [first, second] = &mut workers;
        for _ in 0..6 {
            let (one, other) = tokio::join!(first.round(now()), second.round(now()));
            one.unwrap();
            other.unwrap();
        }
        let mut to: Vec<String> = (0..12).map(|_| mailbox.next().to.remove(0)).collect();
        to.sort_unstable();
        to.dedup();
        assert_eq!(to.len(), 12, "{}", house.name);
        mailbox.is_empty();
        assert_eq!(database.ask("SELECT count(*) FROM job WHERE kind = 'tidy'").trim(), "1", "one a night");
    }
}

#[tokio::test]
async fn without_a_mail_setting_nothing_is_kept_and_the_link_is_handed_over() {
    for database in databases() {
        let house = House::new(&database).await;
        let door = Door::new(house.office.store().clone(), Clock::System, Random::System);
        let office = house.office.through(door);
        let made = office.invite(house.manager, invited("佐藤", "sato@example.jp")).await.unwrap();
        assert!(!made.mailed, "{}", house.name);
        assert_eq!(database.ask("SELECT count(*) FROM job").trim(), "0", "{}", house.name);
        let keys = Keys::new(1, &[7; 32]);
        let site = Site::without_passkeys("Mamori");
        let sign_in = SignIn::new(house.office.store().clone(), Random::System, keys, site);
        let asked = sign_in.ask_reset("yamada@example.jp", &visitor(), now()).await;
        assert!(matches!(asked, Err(SignInError::Refused(SignInRefused::NoMail))), "{}: {asked:?}", house.name);
    }
}

#[tokio::test]
async fn the_nightly_work_forgets_what_is_over_and_keeps_the_rest() {
    for database in databases() {
        let house = House::new(&database).await;
        let person = house.manager.person;
        let (old, fresh) = (after(-24 * 31).as_microsecond(), after(-24 * 28).as_microsecond());
        let kept = house.office.store().write(move |tx| {
            Box::pin(async move {
                tx.keep_answer(person, "old", record::Digest::of(b"a"), "{}", old).await?;
                tx.keep_answer(person, "fresh", record::Digest::of(b"a"), "{}", fresh).await
            })
        });
        kept.await.map_err(|error: StoreError| error).unwrap();
        // Due at three in the morning in Japan: one of two rounds three hours apart comes after it, at whatever hour
        // this test runs.
        let mut worker = house.worker(None);
        for hours in [24, 27] {
            worker.round(after(hours)).await.unwrap();
        }
        assert_eq!(database.ask("SELECT key FROM idempotency").trim(), "fresh", "{}", house.name);
    }
}
