//! People of a test, added without an invitation.

use app::Office;
use record::PersonId;
use store::{Person, StoreError};
use uuid::Uuid;

/// Somebody of this name, in no organisation yet.
pub(crate) async fn person(office: &Office, name: &str) -> PersonId {
    let person = Person {
        id: PersonId(Uuid::new_v4()),
        name: Some(name.to_owned()),
        reading: None,
        email: None,
        language: "ja".to_owned(),
        created_at: 1,
        erased_on: None,
    };
    let id = person.id;
    let added = office.store().write(move |tx| Box::pin(async move { tx.add_person(&person).await }));
    added.await.map_err(|error: StoreError| error).unwrap();
    id
}
