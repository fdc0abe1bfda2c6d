//! A real mail server beside a test (`server.py`, with aiosmtpd), and what it received.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use tempfile::TempDir;

/// A mail as it arrived, decoded by Python's reader of mail.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) to: Vec<String>,
    pub(crate) tls: bool,
    pub(crate) headers: Vec<String>,
    pub(crate) subject: String,
    pub(crate) sender: String,
    pub(crate) language: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// The server; it ends with the test.
pub(crate) struct Mailbox {
    server: Child,
    port: u16,
    mails: Receiver<String>,
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

impl Mailbox {
    /// Starts a server.
    pub(crate) fn open(arguments: &[&str]) -> Self {
        let python = here().join("../../.venv/bin/python");
        let server = Command::new(&python)
            .arg(here().join("tests/mail/server.py"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut server = server.unwrap_or_else(|error| panic!("{}: {error}; `./test` makes it", python.display()));
        let lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let (send, mails) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let port = mails.recv_timeout(Duration::from_secs(30)).expect("the mail server starts").parse().unwrap();
        Self { server, port, mails }
    }

    /// The address of a server that is not there.
    pub(crate) fn closed() -> String {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        format!("smtp://127.0.0.1:{port}")
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn address(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The next mail that arrived.
    pub(crate) fn next(&mut self) -> Received {
        let line = self.mails.recv_timeout(Duration::from_secs(20)).expect("a mail");
        let mail: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = |key: &str| mail[key].as_str().unwrap_or_default().to_owned();
        let list =
            |key: &str| mail[key].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
        Received {
            to: list("to"),
            tls: mail["tls"].as_bool().unwrap(),
            headers: list("headers"),
            subject: text("subject"),
            sender: text("sender"),
            language: text("language"),
            text: text("text"),
            html: text("html"),
        }
    }

    /// Nothing more arrived.
    pub(crate) fn is_empty(&mut self) {
        let more = self.mails.recv_timeout(Duration::from_millis(300));
        assert!(more.is_err(), "{more:?}");
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A certificate for `localhost` that nobody vouches for.
pub(crate) struct Certificate {
    public: String,
    key: String,
    _folder: TempDir,
}

impl Certificate {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (public, key) = (at("public.pem"), at("key.pem"));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", &key, "-out", &public])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self { public, key, _folder: folder }
    }

    pub(crate) fn public(&self) -> &str {
        &self.public
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }
}
