//! A new way in for a member who cannot sign in any more, on both databases: who may make one for whom, what it takes
//! away, and what it never leads to.

use std::sync::Arc;

use app::access::{Action, Policy};
use app::history::Asked;
use app::members::{Change, Invited, Over};
use app::sign_in::{FirstStep, Keys, Names, Secret, SignIn, Site, Visitor};
use app::{Caller, Clock, Door, Office, Random, Refused, packs};
use jiff::SignedDuration;
use jiff::civil::Date;
use record::{OrganisationId, PersonId};
use scheme::member::{self, Offer, Role};
use scheme::organisation::Input;
use store::Email;
use uuid::Uuid;

use crate::people::{self, person};
use crate::support::{Database, databases};

const PASSWORD: &str = "ながいながいあいことばです";
const NEW: &str = "まったくべつのあいことば";

struct House {
    office: Office,
    sign_in: SignIn,
    executive: Caller,
    name: &'static str,
}

fn caller(person: PersonId, acting_for: Option<OrganisationId>) -> Caller {
    Caller::new(person, acting_for, Uuid::new_v4()).stepped_up()
}

fn visitor() -> Visitor {
    Visitor { address: [203, 0, 113, 7].into(), device: None, session: None, words: String::new() }
}

fn email(text: &str) -> Option<Email> {
    (!text.is_empty()).then(|| Email { shown: text.to_owned(), folded: text.to_owned() })
}

impl House {
    /// A company whose executive is the first person.
    async fn new(database: &Database) -> Self {
        let store = database.open().await;
        let keys = Keys::new(1, &[7; 32]);
        let sign_in = SignIn::new(store.clone(), Random::System, keys, Site::without_passkeys("Mamori"));
        let door = Door::new(store, Clock::System, Random::System);
        let catalogue = packs::shipped().unwrap();
        let office = Office::new(door, Arc::new(Policy::shipped().unwrap()), catalogue);
        let founder = person(&office, "山田").await;
        let manager = company(&office, founder, "株式会社見本製作所").await;
        let mut house = Self { office, sign_in, executive: manager, name: database.name };
        // Whoever registers is the information protection manager and may invite the first executive.
        let first = house.member("社長", "shacho@example.jp", Offer::Roles([Role::Executive].into())).await;
        house.executive = caller(first, manager.acting_for);
        house
    }

    async fn member(&self, name: &str, address: &str, offer: Offer) -> PersonId {
        let invited =
            Invited { name: name.to_owned(), reading: None, email: email(address), offer, language: "ja".to_owned() };
        let made = self.office.invite(self.executive, invited).await.unwrap();
        self.office.accept(&made.token, None).await.unwrap();
        let secret = Secret::read(&made.token).unwrap();
        self.sign_in.by_invitation(&secret, &visitor(), Clock::System.now()).await.unwrap();
        made.person
    }

    async fn of_role(&self, role: Role) -> Caller {
        let person = self.member(role.word(), "", Offer::Roles([role].into())).await;
        caller(person, self.executive.acting_for)
    }

    fn until(&self) -> Date {
        self.office.today().saturating_add(jiff::ToSpan::days(30))
    }
}

async fn company(office: &Office, founder: PersonId, name: &str) -> Caller {
    let input = Input { kinds: vec!["company".to_owned()], name: name.to_owned(), ..Input::default() };
    let company = office.register(caller(founder, None), &input).await.unwrap();
    caller(founder, Some(company))
}

#[tokio::test]
async fn who_manages_members_makes_a_new_way_in_and_for_a_manager_who_may_appoint() {
    for database in databases() {
        let house = House::new(&database).await;
        let mut callers = vec![("executive", house.executive)];
        for role in [Role::ProtectionManager, Role::Staff, Role::Viewer] {
            callers.push((role.word(), house.of_role(role).await));
        }
        let until = house.until();
        let supporter = house.member("支援", "", Offer::Support { until }).await;
        callers.push(("supporter", caller(supporter, house.executive.acting_for)));
        let stranger = person(&house.office, "知らない人").await;
        callers.push(("foreign", company(&house.office, stranger, "株式会社よそ").await));
        callers.push(("nobody", caller(person(&house.office, "だれか").await, None)));
        // A role that manages until some day counts as well.
        let heir = house.of_role(Role::Staff).await.person;
        let later = house.office.today().saturating_add(jiff::ToSpan::days(10));
        let grant = Change::Grant(Role::ProtectionManager, Some(later));
        house.office.change_member(house.executive, heir, grant).await.unwrap();
        let targets = [
            ("staff", house.of_role(Role::Staff).await.person, true),
            ("viewer", house.of_role(Role::Viewer).await.person, true),
            ("supporter", house.member("支援2", "", Offer::Support { until }).await, true),
            ("protection_manager", house.of_role(Role::ProtectionManager).await.person, false),
            ("executive", house.of_role(Role::Executive).await.person, false),
            ("heir", heir, false),
        ];
        for (who, by) in &callers {
            for (whom, person, by_manager) in targets {
                let done = house.office.renew(*by, person).await;
                let may = *who == "executive" || *who == "protection_manager" && by_manager;
                let place = format!("{}: {who} for {whom}: {:?}", house.name, done.as_ref().err());
                match (&done, may) {
                    (Ok(made), true) => assert!(made.by_pin && !made.token.is_empty(), "{place}"),
                    (Err(Refused::Access(access)), false) => assert!(!access.allowed && !access.step_up, "{place}"),
                    (Err(Refused::NotThere), false) => assert!(["foreign", "nobody"].contains(who), "{place}"),
                    _ => panic!("{place}"),
                }
            }
        }
        // Without having confirmed who they are nobody does.
        let unconfirmed = Caller { stepped_up: false, ..house.executive };
        let refused = house.office.renew(unconfirmed, targets[0].1).await;
        assert!(matches!(refused, Err(Refused::Access(access)) if access.step_up), "{}", house.name);
        // Nobody for themselves, for who is not there, was invited only, or is gone.
        let gone = house.of_role(Role::Staff).await.person;
        house.office.change_member(house.executive, gone, Change::Remove).await.unwrap();
        for person in [house.executive.person, PersonId(Uuid::new_v4())] {
            let refused = house.office.renew(house.executive, person).await;
            assert!(matches!(refused, Err(Refused::NotThere)), "{}", house.name);
        }
        let refused = house.office.renew(house.executive, gone).await;
        assert!(matches!(refused, Err(Refused::Member(member::Error::Standing { .. }))), "{}", house.name);
        let trail =
            database.ask("SELECT count(*) FROM access_trail WHERE action = 'member.renew' AND outcome = 'allowed'");
        assert!(trail.trim().parse::<i64>().unwrap() >= 9, "{}: {trail}", house.name);
    }
}

#[tokio::test]
async fn a_new_way_in_is_used_once_and_takes_every_earlier_one_away() {
    for database in databases() {
        let house = House::new(&database).await;
        let (sign_in, now) = (&house.sign_in, Clock::System.now());
        let person = house.member("佐藤", "sato@example.jp", Offer::Roles([Role::Staff].into())).await;
        sign_in.set_password(person, PASSWORD, &Names::default(), now).await.unwrap();
        let FirstStep::Done(opened) = sign_in.by_password("sato@example.jp", PASSWORD, &visitor(), now).await.unwrap()
        else {
            panic!("no second factor")
        };
        let session = sign_in.session(&opened.secret, now).await.unwrap();
        sign_in.offer_totp(&session, now).await.unwrap();
        let replaced = house.office.renew(house.executive, person).await.unwrap();
        assert!(!replaced.by_pin, "{}: who has an address chooses a password", house.name);
        assert!(sign_in.session(&opened.secret, now).await.is_err(), "{}: signed out at once", house.name);
        assert!(sign_in.by_password("sato@example.jp", PASSWORD, &visitor(), now).await.is_ok(), "until it is used");
        let made = house.office.renew(house.executive, person).await.unwrap();
        let over = house.office.invitation(&replaced.token).await;
        assert!(matches!(over, Err(Refused::Invitation(Over::Expired))), "{}: {over:?}", house.name);
        let open = house.office.invitation(&made.token).await.unwrap();
        assert!(open.renews && !open.known && open.person.id == person, "{}", house.name);
        assert!(made.expires_at < now + SignedDuration::from_hours(24 * 7 + 1), "{}", house.name);
        let secret = Secret::read(&made.token).unwrap();
        let chosen = (NEW, &Names::default());
        sign_in.by_invitation_with_password(&secret, chosen, &visitor(), now).await.unwrap();
        assert!(sign_in.by_password("sato@example.jp", PASSWORD, &visitor(), now).await.is_err(), "{}", house.name);
        assert!(sign_in.by_password("sato@example.jp", NEW, &visitor(), now).await.is_ok(), "{}", house.name);
        assert!(!sign_in.ways(person, None).await.unwrap().second, "{}", house.name);
        assert!(database.ask("SELECT count(*) FROM totp").trim() == "0", "{}", house.name);
        assert!(sign_in.by_invitation(&secret, &visitor(), now).await.is_err(), "{}: once", house.name);
        let history = house.office.history(house.executive, &Asked::default(), None, 50).await.unwrap();
        let told = history.entries.iter().filter(|entry| entry.what == "member-renewed").count();
        assert_eq!(told, 2, "{}: the organisation's history tells it", house.name);
    }
}

#[tokio::test]
async fn no_new_way_in_leads_into_another_organisation_or_to_a_higher_role() {
    for database in databases() {
        let house = House::new(&database).await;
        let manager = house.of_role(Role::ProtectionManager).await;
        let person = house.member("佐藤", "sato@example.jp", Offer::Roles([Role::Staff].into())).await;
        let made = house.office.renew(manager, person).await.unwrap();
        // Promoted meanwhile: the paper of who may not appoint is of no use any more.
        house.office.change_member(house.executive, person, Change::Grant(Role::Executive, None)).await.unwrap();
        let over = house.office.invitation(&made.token).await;
        assert!(matches!(over, Err(Refused::Invitation(Over::Expired))), "{}: {over:?}", house.name);
        let secret = Secret::read(&made.token).unwrap();
        let used = house.sign_in.by_invitation(&secret, &visitor(), Clock::System.now()).await;
        assert!(used.is_err(), "{}", house.name);
        // Invited elsewhere after the paper was made, and before another one is.
        let made = house.office.renew(house.executive, person).await.unwrap();
        let other = company(&house.office, people::person(&house.office, "よその人").await, "株式会社よそ").await;
        let invited = Invited {
            name: "佐藤".to_owned(),
            reading: None,
            email: email("sato@example.jp"),
            offer: Offer::Roles([Role::Staff].into()),
            language: "ja".to_owned(),
        };
        assert_eq!(house.office.invite(other, invited).await.unwrap().person, person, "{}", house.name);
        let over = house.office.invitation(&made.token).await;
        assert!(matches!(over, Err(Refused::Invitation(Over::Withdrawn))), "{}: {over:?}", house.name);
        let refused = house.office.renew(house.executive, person).await;
        assert!(matches!(refused, Err(Refused::Member(member::Error::Elsewhere))), "{}", house.name);
        let could = house.office.could(manager, Action::MemberRenew).await.unwrap();
        assert!(could, "{}", house.name);
    }
}
