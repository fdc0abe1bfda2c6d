//! A company with a check, and what seals what it does.

use std::sync::Arc;

use app::access::Policy;
use app::checks::Given;
use app::log::{Key, LogKey, Sealer, Verified, verify};
use app::{Caller, Clock, Door, Office, Random, packs};
use criteria::answers::Answer;
use record::StreamId;
use scheme::organisation::Input;
use store::Store;
use uuid::Uuid;

use crate::people::person;
use crate::support::Database;

/// A company with a check, and what seals what it does.
pub(crate) struct House {
    pub(crate) office: Office,
    pub(crate) sealer: Sealer,
    pub(crate) caller: Caller,
    pub(crate) check: StreamId,
}

pub(crate) fn key(secret: u8) -> LogKey {
    LogKey::new(&[secret; 32]).unwrap()
}

pub(crate) fn known() -> Vec<Key> {
    vec![key(9).public().clone()]
}

pub(crate) fn sealer(store: &Store, secret: u8) -> Sealer {
    Sealer::new(store.clone(), Clock::System, Random::System, key(secret))
}

impl House {
    pub(crate) async fn new(database: &Database) -> Self {
        let store = database.open().await;
        let door = Door::new(store.clone(), Clock::System, Random::System);
        let catalogue = packs::shipped().unwrap();
        let office = Office::new(door, Arc::new(Policy::shipped().unwrap()), catalogue);
        let id = person(&office, "山田").await;
        let nobody = Caller::new(id, None, Uuid::new_v4()).stepped_up();
        let input =
            Input {
                kinds: vec!["company".to_owned()], name: "株式会社見本製作所".to_owned(), ..Input::default()
            };
        let caller = Caller { acting_for: Some(office.register(nobody, &input).await.unwrap()), ..nobody };
        let check = office.begin_check(caller, packs::FIRST_CHECK).await.unwrap();
        Self { office, sealer: sealer(&store, 9), caller, check }
    }

    /// The same organisation, in another database or sealed by another.
    pub(crate) fn on(&self, store: &Store, sealer: Sealer) -> Self {
        let door = Door::new(store.clone(), Clock::System, Random::System).held_by(sealer.hold());
        Self { office: self.office.through(door), sealer, caller: self.caller, check: self.check }
    }

    pub(crate) fn store(&self) -> &Store {
        self.office.store()
    }

    /// Answers the first questions, each once.
    pub(crate) async fn answer(&self, questions: std::ops::Range<u32>) {
        for question in questions {
            let item = format!("{}/{}", packs::FIRST_CHECK, question + 1);
            let note = format!("メモ{question}");
            let given = Given { item, answer: Some(Answer::Partial), note, base: 0 };
            self.office.answer(self.caller, self.check, given, None).await.unwrap();
        }
    }

    pub(crate) async fn seal(&self) -> u64 {
        self.sealer.seal_all().await.unwrap()
    }

    pub(crate) async fn head(&self) -> String {
        self.store().reader().await.unwrap().newest_head().await.unwrap().unwrap().note
    }

    pub(crate) async fn verified(&self) -> Verified {
        verify(self.store(), known(), None).await.unwrap()
    }
}
