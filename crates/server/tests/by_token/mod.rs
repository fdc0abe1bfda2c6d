//! An installation with people in every role, each with a token, and a program that asks with one.

use app::access::{Action, Grants};
use app::installation::{Installation, Place};
use app::jobs::{Hands, Worker};
use app::members::{Change, Email, Invited};
use app::sign_in::SignIn;
use app::tokens::NewToken;
use app::{Caller, Clock, Office, Operator, packs};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use record::{OrganisationId, PersonId};
use scheme::member::{Offer, Role};
use scheme::organisation::Input;
use serde_json::Value;
use server::{Accounts, Site, router};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::outside::postgres;
use crate::stamping::Desk;

/// An installation with its router, on one of the databases.
pub(crate) struct House {
    pub(crate) name: &'static str,
    pub(crate) office: Office,
    sign_in: SignIn,
    router: Router,
    first: PersonId,
    _data: TempDir,
}

/// Somebody with a token for everything that can be granted.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) caller: Caller,
    pub(crate) token: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// How the type of a problem ends.
    pub(crate) fn kind(&self) -> &str {
        let kind = self.body["type"].as_str().unwrap_or_default();
        kind.strip_prefix("/api/docs#problem-").unwrap_or(kind)
    }

    /// A header; empty = it is not there.
    pub(crate) fn head(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The entity tag.
    pub(crate) fn etag(&self) -> String {
        self.headers.get(header::ETAG).map(|tag| tag.to_str().unwrap().to_owned()).unwrap_or_default()
    }
}

async fn house(name: &'static str, database: Option<String>) -> House {
    let data = tempfile::tempdir().unwrap();
    let place = Place {
        data: data.path().to_owned(),
        database,
        origin: None,
        name: "Mamori".to_owned(),
        connections: 8,
        heads: None,
        vault: None,
    };
    let catalogue = packs::shipped().unwrap();
    let Installation { office, sign_in, .. } = Installation::open(&place, catalogue).await.unwrap();
    let email = Email { shown: "first@example.jp".to_owned(), folded: "first@example.jp".to_owned() };
    let first = office.set_up("最初の人".to_owned(), email, "ja".to_owned()).await.unwrap();
    let accounts = Accounts { office: office.clone(), sign_in: sign_in.clone(), origin: None, set_up: None };
    let site = Site::new(catalogue, Operator::default(), Clock::System).with_accounts(accounts);
    House { name, office, sign_in, router: router(site), first, _data: data }
}

/// One on each database.
pub(crate) async fn houses() -> Vec<House> {
    vec![house("SQLite", None).await, house("PostgreSQL", Some(postgres())).await]
}

/// The role of whoever registers an organisation of this kind.
pub(crate) fn founder(kind: &str) -> Role {
    match kind {
        "certification_body" => Role::Administrator,
        "ministry" => Role::Documents,
        _ => Role::ProtectionManager,
    }
}

impl House {
    /// Has all evidence stamped that is not, as it is done at night.
    pub(crate) async fn stamp(&self, desk: &Desk) {
        let (office, now) = (self.office.clone().with_authority(desk.as_asked()), Clock::System.now());
        office.stamp_at_night(now).await.unwrap();
        let mut worker = Worker::new(Hands { office, sign_in: self.sign_in.clone(), post: None });
        while worker.round(now).await.unwrap().done > 0 {}
    }

    /// Registers an organisation, with the first person as its founder.
    pub(crate) async fn organisation(&self, kind: &str, name: &str) -> Member {
        let caller = Caller::new(self.first, None, Uuid::new_v4()).stepped_up();
        let input = Input { kinds: vec![kind.to_owned()], name: name.to_owned(), ..Input::default() };
        let own = self.office.register(caller, &input).await.unwrap();
        let caller = Caller { acting_for: Some(own), ..caller };
        Member { caller, token: self.token(caller, Grants::offered()).await }
    }

    /// A token for these actions.
    pub(crate) async fn token(&self, caller: Caller, grants: impl Iterator<Item = Action>) -> String {
        let grants: Vec<&str> = grants.map(Action::word).collect();
        let until = self.office.today().tomorrow().unwrap().to_string();
        let new = NewToken::read("試験", grants, &until, self.office.today()).unwrap();
        self.office.make_token(caller.stepped_up(), new).await.unwrap().secret
    }

    /// Somebody who joins with a role.
    pub(crate) async fn joined(&self, manager: Caller, name: &str, role: Role) -> Caller {
        self.joined_by(manager, name, Offer::Roles([role].into())).await
    }

    /// Somebody who accepts an offer.
    pub(crate) async fn joined_by(&self, manager: Caller, name: &str, offer: Offer) -> Caller {
        let invited = Invited { name: name.to_owned(), reading: None, email: None, offer, language: "ja".to_owned() };
        let made = self.office.invite(manager, invited).await.unwrap();
        let open = self.office.accept(&made.token, None).await.unwrap();
        Caller::new(open.person.id, Some(open.organisation), Uuid::new_v4())
    }

    /// Somebody who joins with a role, with a token. Only who manages members makes tokens: everybody else had such a
    /// role for a moment.
    pub(crate) async fn member(&self, head: Caller, name: &str, role: Role, kind: &str) -> Member {
        let caller = self.joined(head, name, role).await;
        let manages = founder(kind);
        let lent = !role.manages_members();
        if lent {
            self.office.change_member(head, caller.person, Change::Grant(manages, None)).await.unwrap();
        }
        let token = self.token(caller, Grants::offered()).await;
        if lent {
            self.office.change_member(head, caller.person, Change::Revoke(manages)).await.unwrap();
        }
        Member { caller, token }
    }

    /// Asks, with whatever headers.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.answer(request.body(body).unwrap()).await
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: head.status, headers: head.headers, body, bytes }
    }

    /// Sends a file with a token.
    pub(crate) async fn send_file(&self, token: &str, path: &str, bytes: Vec<u8>) -> Answer {
        let request = Request::builder().method(Method::POST).uri(path);
        let request = request.header("authorization", format!("Bearer {token}"));
        let request = request.header(header::CONTENT_TYPE, "application/octet-stream");
        self.answer(request.body(Body::from(bytes)).unwrap()).await
    }

    /// Asks with a token.
    pub(crate) async fn by(&self, token: &str, method: Method, path: &str, body: Option<&Value>) -> Answer {
        self.by_with(token, method, path, &[], body).await
    }

    /// Asks with a token and more headers.
    pub(crate) async fn by_with(
        &self,
        token: &str,
        method: Method,
        path: &str,
        more: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers: Vec<(&str, &str)> =
            [("authorization", &*bearer)].into_iter().chain(more.iter().copied()).collect();
        self.ask(method, path, &headers, body).await
    }

    /// Reads with a token.
    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.by(token, Method::GET, path, None).await
    }
}

/// The organisation somebody acts for.
pub(crate) fn own(member: &Member) -> OrganisationId {
    member.caller.acting_for.unwrap()
}
