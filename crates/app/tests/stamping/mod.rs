//! The authority of the tests on a port of its own: it answers as a real one does, or as a test wants it to fail.

#![allow(dead_code, reason = "each test file takes what it needs")]

#[path = "../../../proof/tests/authority/mod.rs"]
pub(crate) mod authority;

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::authority::{Authority as Asked, AuthoritySettings};
use authority::{Authority, Like};

/// How it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As it should.
    Good,
    /// Not at all, for longer than anybody waits.
    Silent,
    /// The connection is closed.
    Closed,
    /// With this status.
    Status(u16),
    /// With a page.
    Page,
    /// The right bytes as something else.
    OtherType,
    /// From elsewhere.
    Elsewhere,
    /// With more than anybody reads.
    Endless,
    /// It refuses: what it was asked is spoilt on the way.
    Refusing,
    /// With what it answered the first time.
    First,
    /// With a stamp of another digest.
    OtherDigest,
}

/// What came to the desk: the content type and the body of each request.
type Came = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// The authority on its port.
pub(crate) struct Desk {
    pub(crate) authority: Arc<Authority>,
    pub(crate) url: String,
    manner: Arc<Mutex<Manner>>,
    /// The heads and bodies of what it was asked.
    asked: Came,
}

impl Desk {
    /// One that answers as it should, whose signer is like this.
    pub(crate) fn open(like: Like) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/tsr", listener.local_addr().unwrap());
        let authority = Arc::new(Authority::like(like));
        let (manner, asked) = (Arc::new(Mutex::new(Manner::Good)), Arc::new(Mutex::new(Vec::new())));
        let desk = Self { authority: authority.clone(), url, manner: manner.clone(), asked: asked.clone() };
        std::thread::spawn(move || {
            let mut first = None;
            for stream in listener.incoming().flatten() {
                // One after the other: who asks two things at once is seen by it.
                let manner = manner.lock().unwrap().clone();
                answer(stream, &manner, &authority, &asked, &mut first);
            }
        });
        desk
    }

    pub(crate) fn be(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    pub(crate) fn asked(&self) -> Vec<(String, Vec<u8>)> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn settings(&self) -> AuthoritySettings {
        AuthoritySettings { url: self.url.clone(), anchors: self.authority.root() }
    }

    /// As the product asks it.
    pub(crate) fn as_asked(&self) -> Asked {
        Asked::new(&self.settings()).unwrap()
    }
}

/// Reads a request to its end.
fn read(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let head = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(at) = head {
            let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if bytes.len() >= at + 4 + length.unwrap_or(0) {
                return Some((head, bytes[at + 4..].to_vec()));
            }
        }
        match stream.read(&mut piece) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&piece[..read]),
            _ => return None,
        }
    }
}

fn answer(
    mut stream: TcpStream,
    manner: &Manner,
    authority: &Authority,
    asked: &Mutex<Vec<(String, Vec<u8>)>>,
    first: &mut Option<Vec<u8>>,
) {
    let Some((head, body)) = read(&mut stream) else { return };
    asked.lock().unwrap().push((head, body.clone()));
    let spoilt = |from: usize, by: u8| {
        let mut other = body.clone();
        other[from] ^= by;
        other
    };
    let (status, kind, more, reply) = match manner {
        Manner::Closed => return,
        Manner::Silent => {
            std::thread::sleep(Duration::from_secs(20));
            return;
        }
        Manner::Status(status) => (*status, "text/plain", "", b"no".to_vec()),
        Manner::Page => (200, "text/html", "", b"<html>welcome</html>".to_vec()),
        Manner::OtherType => (200, "application/octet-stream", "", authority.reply(&body)),
        Manner::Elsewhere => (302, "text/plain", "Location: /elsewhere\r\n", Vec::new()),
        Manner::Endless => (200, "application/timestamp-reply", "", vec![0x30; 65 * 1024]),
        // The algorithm of the digest becomes one that it does not know.
        Manner::Refusing => {
            let oid = body.windows(9).position(|part| part == [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]).unwrap();
            (200, "application/timestamp-reply", "", authority.reply(&spoilt(oid + 8, 3)))
        }
        Manner::First => (200, "application/timestamp-reply", "", first.clone().unwrap()),
        Manner::OtherDigest => {
            let digest = body.windows(2).position(|part| part == [0x04, 0x20]).unwrap();
            (200, "application/timestamp-reply", "", authority.reply(&spoilt(digest + 5, 1)))
        }
        Manner::Good => (200, "application/timestamp-reply", "", authority.reply(&body)),
    };
    if *manner == Manner::Good {
        first.get_or_insert_with(|| reply.clone());
    }
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{more}Connection: close\r\n\r\n",
        reply.len()
    );
    // Who was told enough may be gone.
    let _ = stream.write_all(&[head.as_bytes(), &reply].concat());
    let _ = stream.shutdown(Shutdown::Write);
}
