//! `mamori serve` as processes of their own, and devices that speak HTTP to them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "ながいながいあいことばです";

/// A process that serves.
pub(crate) struct Process {
    child: Child,
    /// `127.0.0.1:49152`
    pub(crate) address: String,
    lines: BufReader<std::process::ChildStdout>,
}

/// Where an installation is: its folder, and perhaps a PostgreSQL.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) data: &'a Path,
    pub(crate) database: Option<&'a str>,
}

/// The binary for this place, without anything this machine's environment says.
pub(crate) fn mamori(place: Place<'_>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mamori"));
    command.args(arguments).args(["--lang", "en", "--data"]).arg(place.data);
    for name in ["MAMORI_CONFIG", "MAMORI_DATABASE", "MAMORI_ORIGIN", "MAMORI_LANG"] {
        command.env_remove(name);
    }
    if let Some(url) = place.database {
        command.args(["--database", url]);
    }
    command
}

/// Starts a process without waiting for it.
pub(crate) fn spawn(place: Place<'_>) -> Child {
    let mut command = mamori(place, &["serve", "--listen", "127.0.0.1:0", "--connections", "4", "--log", "off"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

impl Process {
    pub(crate) fn start(place: Place<'_>) -> Self {
        Self::ready(spawn(place))
    }

    /// Waits until the process serves.
    pub(crate) fn ready(mut child: Child) -> Self {
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        lines.read_line(&mut ready).unwrap();
        if ready.is_empty() {
            let mut why = String::new();
            child.stderr.take().unwrap().read_to_string(&mut why).unwrap();
            panic!("it does not start: {why}");
        }
        let address = ready.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { child, address, lines }
    }

    /// The path of the set-up link, which the second line tells where nobody is there yet.
    pub(crate) fn set_up(&mut self) -> String {
        format!("/set-up/{}", self.line().rsplit('/').next().unwrap())
    }

    /// The next line it tells, once it does.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it where it stands.
    pub(crate) fn kill(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Whether it ends by itself within some seconds.
    pub(crate) fn ends(&mut self) -> bool {
        (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            self.child.try_wait().unwrap().is_some()
        })
    }

    /// Sends a form, or nothing; none = no answer came.
    pub(crate) fn ask(&self, device: &mut Device, method: &str, path: &str, form: &[(&str, &str)]) -> Option<Answer> {
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.send(device, (method, path), ("application/x-www-form-urlencoded", body.join("&").as_bytes()))
    }

    /// Sends bytes of a type; none = no answer came.
    pub(crate) fn send(
        &self,
        device: &mut Device,
        (method, path): (&str, &str),
        (kind, body): (&str, &[u8]),
    ) -> Option<Answer> {
        let cookies = device.header();
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookies}\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = Answer::read(&String::from_utf8_lossy(&answer))?;
        device.keep(&answer);
        Some(answer)
    }

    /// Sends a form with a file, as a browser without scripts does.
    pub(crate) fn upload(
        &self,
        device: &mut Device,
        path: &str,
        form: &[(&str, &str)],
        (name, bytes): (&str, &[u8]),
    ) -> Option<Answer> {
        let field = |(name, value): &(&str, &str)| {
            format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let fields: String = form.iter().map(field).collect();
        let head = format!("--part\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
        let body = [fields.as_bytes(), head.as_bytes(), bytes, b"\r\n--part--\r\n"].concat();
        self.send(device, ("POST", path), ("multipart/form-data; boundary=part", &body))
    }

    /// Sends a form that names files which came before; gives where it leads.
    pub(crate) fn post_form_of_files(&self, device: &mut Device, form: &[(&str, &str)]) -> String {
        let done = self.upload(device, "/evidence", form, ("", b"")).unwrap();
        assert_eq!(done.status, 303, "{}", done.body);
        done.location
    }

    pub(crate) fn get(&self, device: &mut Device, path: &str) -> Answer {
        self.ask(device, "GET", path, &[]).unwrap_or_else(|| panic!("no answer to GET {path}"))
    }

    pub(crate) fn post(&self, device: &mut Device, path: &str, form: &[(&str, &str)]) -> Answer {
        self.ask(device, "POST", path, form).unwrap_or_else(|| panic!("no answer to POST {path}"))
    }

    /// The first person, with a company.
    pub(crate) fn manager(&mut self) -> Device {
        let mut device = Device::default();
        let path = self.set_up();
        let form = [("name", "山田工場長"), ("email", "yamada@example.jp"), ("password", PASSWORD)];
        let done = self.post(&mut device, &path, &form);
        assert_eq!((done.status, done.location.as_str()), (303, "/today"), "{}", done.body);
        let done = self.post(&mut device, "/organisations/new", &COMPANY);
        assert_eq!(done.status, 303, "{}", done.body);
        device
    }

    /// The path of an invitation made for `name`.
    pub(crate) fn invite(&self, manager: &mut Device, name: &str, role: &str) -> String {
        let made = self.post(manager, "/members/invite", &[("name", name), ("role", role)]);
        assert_eq!(made.status, 200, "{}", made.body);
        let at = made.body.find("/invitations/").unwrap();
        made.body[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c)).collect()
    }

    /// Somebody who accepts an invitation.
    pub(crate) fn join(&self, invitation: &str) -> Device {
        let mut device = Device::default();
        let done = self.post(&mut device, invitation, &[("password", PASSWORD)]);
        assert_eq!(done.status, 303, "{}", done.body);
        device
    }
}

/// The company of the first person.
pub(crate) const COMPANY: [(&str, &str); 4] =
    [("kinds", "company"), ("name", "株式会社見本製作所"), ("corporate_number", "7123456789012"), ("employees", "40")];

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// One device with its cookies.
#[derive(Default, Clone)]
pub(crate) struct Device {
    cookies: Vec<(String, String)>,
}

impl Device {
    pub(crate) fn header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, answer: &Answer) {
        for (name, value) in &answer.cookies {
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.clone(), value.clone()));
            }
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) body: String,
    cookies: Vec<(String, String)>,
}

impl Answer {
    fn read(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let fields: Vec<(&str, &str)> = head.lines().skip(1).filter_map(|line| line.split_once(": ")).collect();
        let of = |wanted: &'static str| {
            let same = move |(name, _): &&(&str, &str)| name.eq_ignore_ascii_case(wanted);
            fields.iter().filter(same).map(|(_, value)| *value)
        };
        let cookies = of("set-cookie").filter_map(|value| value.split(';').next()?.split_once('='));
        let cookies = cookies.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let location = of("location").next().unwrap_or_default().to_owned();
        Some(Self { status, location, body: body.to_owned(), cookies })
    }
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// A database of its own on the tests' PostgreSQL, gone with its test.
pub(crate) struct Postgres {
    pub(crate) url: String,
    server: String,
    name: String,
}

impl Postgres {
    pub(crate) fn new() -> Self {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres");
        let started = Command::new(script).arg("start").output().unwrap();
        assert!(started.status.success(), "no PostgreSQL: {}", String::from_utf8_lossy(&started.stderr));
        let server = String::from_utf8(started.stdout).unwrap().trim().to_owned();
        Self::made(server, None)
    }

    /// Another one with the same in it; nobody may have this one open.
    pub(crate) fn copy(&self) -> Self {
        Self::made(self.server.clone(), Some(&self.name))
    }

    fn made(server: String, like: Option<&str>) -> Self {
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        let like = like.map(|like| format!(" TEMPLATE {like}")).unwrap_or_default();
        sql(&server, &format!("CREATE DATABASE {name}{like}"));
        let url = format!("{}/{name}", server.trim_end_matches("/postgres"));
        Self { url, server, name }
    }

    /// What the database answers to a question.
    pub(crate) fn ask(&self, question: &str) -> String {
        sql(&self.url, question)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let _ = Command::new("psql").args([&self.server, "-qAtX", "-c", &drop]).output();
    }
}

fn sql(url: &str, statement: &str) -> String {
    let done = Command::new("psql").args([url, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement]).output().unwrap();
    assert!(done.status.success(), "{statement}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}
