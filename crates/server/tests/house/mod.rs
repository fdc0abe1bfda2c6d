//! An installation behind its router, on one of the databases, and the devices of its people.

use app::installation::{Installation, Place};
use app::jobs::{Hands, Worker};
use app::sign_in::SignIn;
use app::{Clock, Office, Operator, packs};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use server::{Accounts, Site, router};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::outside::postgres;
use crate::stamping::Desk;

pub(crate) const PASSWORD: &str = "ながいながいあいことばです";

/// An installation with its router, on one of the databases.
pub(crate) struct House {
    pub(crate) name: &'static str,
    pub(crate) office: Office,
    sign_in: SignIn,
    router: Router,
    pub(crate) set_up: String,
    _data: TempDir,
}

/// One device with its cookies.
#[derive(Default, Clone)]
pub(crate) struct Device {
    pub(crate) cookies: Vec<(String, String)>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) kind: String,
    pub(crate) cache: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

pub(crate) async fn house(name: &'static str, database: Option<String>) -> House {
    house_allowing(name, database, None).await
}

/// One where an organisation may have so many bytes in the vault.
async fn house_allowing(name: &'static str, database: Option<String>, storage: Option<u64>) -> House {
    let data = tempfile::tempdir().unwrap();
    let place = Place {
        data: data.path().to_owned(),
        database,
        connections: 8,
        origin: None,
        name: "Mamori".to_owned(),
        heads: None,
        vault: None,
    };
    let catalogue = packs::shipped().unwrap();
    let opened = Installation::open(&place, catalogue).await.unwrap().allowing(storage);
    let Installation { office, sign_in, set_up, .. } = opened;
    let token = set_up.as_ref().unwrap().text();
    let site = Site::new(catalogue, Operator::default(), Clock::System);
    let accounts = Accounts { office: office.clone(), sign_in: sign_in.clone(), origin: None, set_up };
    House { name, office, sign_in, router: router(site.with_accounts(accounts)), set_up: token, _data: data }
}

pub(crate) async fn houses() -> Vec<House> {
    vec![house("SQLite", None).await, house("PostgreSQL", Some(postgres())).await]
}

pub(crate) async fn houses_allowing(storage: u64) -> Vec<House> {
    let (sqlite, outside) = (house_allowing("SQLite", None, Some(storage)), Some(postgres()));
    vec![sqlite.await, house_allowing("PostgreSQL", outside, Some(storage)).await]
}

impl House {
    /// Has all evidence stamped that is not, as it is done at night.
    pub(crate) async fn stamp(&self, desk: &Desk) {
        let (office, now) = (self.office.clone().with_authority(desk.as_asked()), Clock::System.now());
        office.stamp_at_night(now).await.unwrap();
        let mut worker = Worker::new(Hands { office, sign_in: self.sign_in.clone(), post: None });
        while worker.round(now).await.unwrap().done > 0 {}
    }

    pub(crate) async fn ask(&self, device: &mut Device, method: Method, path: &str, form: &[(&str, &str)]) -> Answer {
        self.ask_from(device, method, path, form, "same-origin").await
    }

    pub(crate) async fn ask_from(
        &self,
        device: &mut Device,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
        from: &str,
    ) -> Answer {
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        self.send(device, (method, path), (kind, body.join("&").into_bytes()), from).await
    }

    /// Sends a form with a file in its field `file`.
    pub(crate) async fn post_file(
        &self,
        device: &mut Device,
        path: &str,
        form: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in form {
            let part = format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!("--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\r\n", file.0);
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file.1);
        body.extend_from_slice(b"\r\n--part--\r\n");
        self.send(device, (Method::POST, path), ("multipart/form-data; boundary=part", body), "same-origin").await
    }

    pub(crate) async fn send(
        &self,
        device: &mut Device,
        (method, path): (Method, &str),
        (kind, body): (&str, Vec<u8>),
        from: &str,
    ) -> Answer {
        let cookies: Vec<String> = device.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookies.join("; "))
            .header("sec-fetch-site", from)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                assert!(cookie.contains(part), "{cookie}");
            }
            let (name, rest) = cookie.split_once('=').unwrap();
            assert!(name.starts_with("__Host-"), "{cookie}");
            device.cookies.retain(|(known, _)| known != name);
            let value = rest.split(';').next().unwrap();
            if !value.is_empty() {
                device.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let text = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let kind = text(header::CONTENT_TYPE);
        let (location, cache) =
            (text(header::LOCATION).unwrap_or_default(), text(header::CACHE_CONTROL).unwrap_or_default());
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let kind = kind.unwrap_or_default();
        Answer { status, location, kind, cache, body: body.to_vec() }
    }

    pub(crate) async fn get(&self, device: &mut Device, path: &str) -> Answer {
        self.ask(device, Method::GET, path, &[]).await
    }

    pub(crate) async fn post(&self, device: &mut Device, path: &str, form: &[(&str, &str)]) -> Answer {
        self.ask(device, Method::POST, path, form).await
    }

    /// The first person, with a company.
    /// As if it were long ago that the person confirmed who they are.
    pub(crate) async fn tire(&self, device: &Device) {
        let (_, text) = device.cookies.iter().find(|(name, _)| name == "__Host-mamori-session").unwrap();
        let secret = app::sign_in::Secret::read(text).unwrap().digest();
        let long_ago = Clock::System.now().as_microsecond() - 11 * 60 * 1_000_000;
        let tired = self.office.store().write::<bool, app::Refused, _>(move |tx| {
            Box::pin(async move { Ok(tx.step_up_session(secret, secret, long_ago).await?) })
        });
        assert!(tired.await.unwrap());
    }

    pub(crate) async fn manager(&self) -> Device {
        let mut device = Device::default();
        let path = format!("/set-up/{}", self.set_up);
        let form = [("name", "山田工場長"), ("email", "yamada@example.jp"), ("password", PASSWORD)];
        let done = self.post(&mut device, &path, &form).await;
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/today"), "{}", done.text());
        self.register(&mut device, "株式会社見本製作所", "7123456789012").await;
        device
    }

    pub(crate) async fn register(&self, device: &mut Device, name: &str, number: &str) {
        let form = [("kinds", "company"), ("name", name), ("corporate_number", number), ("employees", "40")];
        let done = self.post(device, "/organisations/new", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    }

    /// Somebody invited by `manager`, who accepts on a device of their own.
    pub(crate) async fn joined(&self, manager: &mut Device, name: &str, role: &str) -> Device {
        let made = self.post(manager, "/members/invite", &[("name", name), ("role", role)]).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let text = made.text();
        let at = text.find("/invitations/").unwrap();
        let path: String = text[at..].chars().take_while(|c| *c != '<').collect();
        let mut device = Device::default();
        let shown = self.get(&mut device, &path).await;
        assert!(shown.text().contains(name), "{}", shown.text());
        let done = self.post(&mut device, &path, &[("password", PASSWORD)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let again = self.post(&mut Device::default(), &path, &[("password", PASSWORD)]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "once");
        device
    }

    pub(crate) async fn check(&self, device: &mut Device) -> String {
        self.post(device, "/checks", &[]).await.location
    }
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}
