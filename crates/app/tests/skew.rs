//! What a decision rests on and what changes meanwhile, through the one write door, with real aggregates and several
//! stores: an absence that ends, a fact that ends, between looking and committing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::door::{Act, Actor, Loaded};
use app::{Clock, Door, Random, Refused};
use record::{OrganisationId, PersonId, StreamId};
use scheme::member::{self, Member, Role};
use scheme::organisation::{self, Change, Checked, Input, Kind, Organisation, Prefecture};
use store::Store;
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::support::{Database, databases};

/// A body with its administrator, and a company: two processes have them open.
struct Stage {
    doors: [Door; 2],
    body: OrganisationId,
    company: OrganisationId,
    person: PersonId,
}

const INSTALLATION: Actor = Actor { person: None, acting_for: None };

fn door(store: Store) -> Door {
    Door::new(store, Clock::System, Random::System)
}

async fn register(door: &Door, kind: Kind) -> OrganisationId {
    door.execute(INSTALLATION, move |act| {
        Box::pin(async move {
            let id = OrganisationId(act.id()?);
            let word = if kind == Kind::CertificationBody { "certification_body" } else { "company" };
            let input = Input { kinds: vec![word.to_owned()], name: "見本".to_owned(), ..Input::default() };
            let checked: Checked = organisation::check(&input).map_err(Refused::Input)?;
            let name = act.text(id, checked.name.clone())?;
            let mut loaded = act.load::<Organisation>(id, id.stream()).await?;
            act.decide(&mut loaded, organisation::Command::Register(Box::new(checked.profile(|_| name))))?;
            Ok::<_, Refused>(id)
        })
    })
    .await
    .unwrap()
}

async fn stage(database: &Database) -> Stage {
    let doors = [door(database.open().await), door(database.open().await)];
    let body = register(&doors[0], Kind::CertificationBody).await;
    let company = register(&doors[1], Kind::Company).await;
    Stage { doors, body, company, person: PersonId(Uuid::new_v4()) }
}

/// Makes the person an adviser of the body.
async fn advise(door: &Door, body: OrganisationId, person: PersonId) -> Result<(), Refused> {
    door.execute(INSTALLATION, move |act| {
        Box::pin(async move {
            let mut member = act.load::<Member>(body, body.member(person)).await?;
            let (roles, kinds) =
                (BTreeSet::from([Role::Adviser, Role::Administrator]), BTreeSet::from([Kind::CertificationBody]));
            act.decide(&mut member, member::Command::Found { person, roles, kinds })?;
            Ok(())
        })
    })
    .await
}

/// Something that may be done for a company only as long as the person is no adviser of the body.
async fn assign(act: &mut Act<'_>, stage: &Ids, moved: &str) -> Result<(), Refused> {
    let member = act.load::<Member>(stage.body, stage.body.member(stage.person)).await?;
    if member.version > 0 {
        return Err(Refused::Taken("adviser"));
    }
    act.rests_on(&member, "no-adviser");
    let mut company = act.load::<Organisation>(stage.company, stage.company.stream()).await?;
    let prefecture: Prefecture = moved.parse().unwrap();
    act.decide(&mut company, organisation::Command::Describe(vec![Change::Prefecture(Some(prefecture))]))?;
    Ok(())
}

#[derive(Clone, Copy)]
struct Ids {
    body: OrganisationId,
    company: OrganisationId,
    person: PersonId,
}

impl Stage {
    fn ids(&self) -> Ids {
        Ids { body: self.body, company: self.company, person: self.person }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adviser_role_granted_between_looking_and_commit_is_seen() {
    for database in databases() {
        let stage = stage(&database).await;
        let (ids, tries) = (stage.ids(), Arc::new(AtomicUsize::new(0)));
        let (looked, granted) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let embedded = database.name == "SQLite";
        let (first, counted) = (stage.doors[0].clone(), tries.clone());
        let (looked_too, granted_too) = (looked.clone(), granted.clone());
        let assigning = tokio::spawn(async move {
            first
                .execute(INSTALLATION, move |act| {
                    let (looked, granted, counted) = (looked_too.clone(), granted_too.clone(), counted.clone());
                    Box::pin(async move {
                        assign(act, &ids, "23").await?;
                        // Both have looked; on PostgreSQL the other one commits before this one does.
                        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                            looked.wait().await;
                            if !embedded {
                                granted.wait().await;
                            }
                        }
                        Ok::<(), Refused>(())
                    })
                })
                .await
        });
        looked.wait().await;
        advise(&stage.doors[1], stage.body, stage.person).await.unwrap();
        if !embedded {
            granted.wait().await;
        }
        let assigned = assigning.await.unwrap();
        let moved = database.ask("SELECT count(*) FROM event WHERE kind = 'described'");
        if embedded {
            // One writer at a time: the grant waited until the other had committed.
            assigned.unwrap();
            let order = "SELECT (SELECT position FROM event WHERE kind = 'described')
                < (SELECT max(position) FROM event WHERE stream IN (SELECT id FROM stream WHERE kind = 'member'))";
            assert_eq!((moved.trim(), database.ask(order).trim()), ("1", "1"));
        } else {
            assert!(matches!(assigned, Err(Refused::Taken("adviser"))), "{assigned:?}");
            assert_eq!(moved.trim(), "0", "nothing of it stands");
            assert_eq!(tries.load(Ordering::SeqCst), 1, "the second look found the adviser");
        }
    }
}

/// Whoever comes first: never both, with "assigned" after "advises".
#[tokio::test(flavor = "multi_thread")]
async fn of_an_assignment_and_an_advice_that_race_the_record_tells_an_order_that_is_allowed() {
    for database in databases() {
        let stage = stage(&database).await;
        for round in 0..12 {
            let ids = Ids { person: PersonId(Uuid::new_v4()), ..stage.ids() };
            let (a, b) = (stage.doors[round % 2].clone(), stage.doors[1 - round % 2].clone());
            let moved = format!("{:02}", round + 1);
            let assigning = tokio::spawn(async move {
                a.execute(INSTALLATION, move |act| {
                    let moved = moved.clone();
                    Box::pin(async move { assign(act, &ids, &moved).await })
                })
                .await
            });
            let advising = tokio::spawn(async move { advise(&b, ids.body, ids.person).await });
            let (assigned, advised) = (assigning.await.unwrap(), advising.await.unwrap());
            advised.unwrap();
            assert!(matches!(assigned, Ok(()) | Err(Refused::Taken("adviser"))), "{}: {assigned:?}", database.name);
            // Where it was assigned, that was before the advice was recorded: the evidence names the absence.
            let absent = database.ask("SELECT count(*) FROM event WHERE kind = 'described'");
            if assigned.is_ok() {
                let member = ids.body.member(ids.person).0.simple();
                let hex = match database.name {
                    "SQLite" => format!("x'{member}'"),
                    _ => format!("'{member}'"),
                };
                let order = format!(
                    "SELECT (SELECT max(position) FROM event WHERE kind = 'described')
                     < (SELECT min(position) FROM event WHERE stream = {hex})"
                );
                // Positions of PostgreSQL are taken before the commit, under the lock of the head that both need.
                let told = database.ask(&order);
                assert!(matches!(told.trim(), "1" | "t"), "{}: {told} {absent}", database.name);
            }
        }
        let sound = stage.doors[0].store().examine().await.unwrap();
        let wrong: Vec<_> = sound.findings.iter().filter(|one| one.flaw != store::Flaw::Orphan).collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", database.name);
    }
}

/// A fact that ends: what rests on it is decided anew, and refused.
#[tokio::test(flavor = "multi_thread")]
async fn an_accreditation_that_ends_between_looking_and_commit_is_seen() {
    for database in databases() {
        let stage = stage(&database).await;
        let (ids, tries) = (stage.ids(), Arc::new(AtomicUsize::new(0)));
        let (looked, ended) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let embedded = database.name == "SQLite";
        let (first, counted, looked_too, ended_too) =
            (stage.doors[0].clone(), tries.clone(), looked.clone(), ended.clone());
        let deciding = tokio::spawn(async move {
            first
                .execute(INSTALLATION, move |act| {
                    let (looked, ended, counted) = (looked_too.clone(), ended_too.clone(), counted.clone());
                    Box::pin(async move {
                        let body = act.load::<Organisation>(ids.body, ids.body.stream()).await?;
                        let stands = body.status.registered().unwrap().profile.kinds.contains(&Kind::CertificationBody);
                        let tried = counted.fetch_add(1, Ordering::SeqCst);
                        if !stands {
                            return Err(Refused::NotThere);
                        }
                        act.rests_on(&body, "is-a-body");
                        let mut company = act.load::<Organisation>(ids.company, ids.company.stream()).await?;
                        let there: Prefecture = "13".parse().unwrap();
                        let describe = organisation::Command::Describe(vec![Change::Prefecture(Some(there))]);
                        act.decide(&mut company, describe)?;
                        if tried == 0 {
                            looked.wait().await;
                            if !embedded {
                                ended.wait().await;
                            }
                        }
                        Ok::<(), Refused>(())
                    })
                })
                .await
        });
        looked.wait().await;
        let body = stage.body;
        let ending = stage.doors[1].execute(INSTALLATION, move |act| {
            Box::pin(async move {
                let mut loaded = act.load::<Organisation>(body, body.stream()).await?;
                act.decide(&mut loaded, organisation::Command::AddKind(Kind::Association))?;
                act.decide(&mut loaded, organisation::Command::DropKind(Kind::CertificationBody))?;
                Ok::<(), Refused>(())
            })
        });
        ending.await.unwrap();
        if !embedded {
            ended.wait().await;
        }
        let decided = deciding.await.unwrap();
        let described = database.ask("SELECT count(*) FROM event WHERE kind = 'described'");
        if embedded {
            decided.unwrap();
            let order = "SELECT (SELECT position FROM event WHERE kind = 'described')
                < (SELECT position FROM event WHERE kind = 'kind_dropped')";
            assert_eq!((described.trim(), database.ask(order).trim()), ("1", "1"));
        } else {
            assert!(matches!(decided, Err(Refused::NotThere)), "{decided:?}");
            assert_eq!(described.trim(), "0", "nothing of it stands");
            assert_eq!(tries.load(Ordering::SeqCst), 2, "it was decided once more");
        }
    }
}

#[tokio::test]
async fn streams_read_at_once_are_as_each_is_by_itself_and_as_they_were_asked_for() {
    for database in databases() {
        let stage = stage(&database).await;
        let (body, company, there, absent) = (stage.body, stage.company, stage.person, PersonId(Uuid::new_v4()));
        advise(&stage.doors[0], body, there).await.unwrap();
        let read = stage.doors[1].execute(INSTALLATION, move |act| {
            Box::pin(async move {
                let streams = vec![body.member(absent), body.member(there), body.member(there)];
                let all = act.load_all::<Member>(body, streams.clone()).await?;
                assert_eq!(all.iter().map(Loaded::stream).collect::<Vec<_>>(), streams);
                assert_eq!(all.iter().map(|one| one.version).collect::<Vec<_>>(), [0, 1, 1]);
                for one in &all {
                    let alone = act.load::<Member>(body, one.stream()).await?;
                    assert_eq!((&one.status, one.version), (&alone.status, alone.version));
                }
                // Another owner finds nothing there.
                let others =
                    act.load_all::<Member>(company, vec![StreamId(Uuid::new_v4()), body.member(there)]).await?;
                assert!(others.iter().all(|one| one.version == 0));
                assert!(act.load_all::<Member>(body, Vec::new()).await?.is_empty());
                Ok::<_, Refused>(())
            })
        });
        read.await.unwrap();
    }
}
