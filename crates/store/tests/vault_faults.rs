//! An object store that fails in the middle of its work: behind a relay that loses, cuts, delays and changes what passes between
//! the vault and a real one. What fails is told in bounded time, nothing is lost, and wrong bytes are never given out as right.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt as _;
use record::Digest;
use store::vault::{Bucket, Bytes, Identity, Vault, VaultError, VaultPlace};
use tempfile::TempDir;
use uuid::Uuid;

use crate::vault::{LIMIT, bucket, endpoint, made, noise, pieces};

/// How an answer goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// It is an error of the store, which did nothing.
    Error,
    /// It never comes; the store did nothing.
    Silent,
    /// It never comes; the store did what it was asked.
    Lost,
    /// It comes, but later than a moment.
    Late,
    /// The connection breaks in the middle of it.
    Cut,
    /// Its body is another one of the same length.
    OtherBytes,
    /// It names another version.
    OtherEtag,
    /// It is good, and the store was given half of what was sent.
    Half,
    /// It is good, and the store did nothing.
    Nothing,
}

/// The methods it goes wrong with, how, and how often.
type Fault = (&'static [&'static str], Wrong, usize);

/// What ends a head.
const END: &[u8] = b"\r\n\r\n";
const ALWAYS: usize = usize::MAX;
const ONCE: usize = 1;

/// How long the vault waits for a silent store: long enough for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longer than that.
const LONG: Duration = Duration::from_secs(9);
/// No operation takes longer, whatever happens.
const BOUNDED: Duration = Duration::from_secs(60);

fn ended(bytes: &[u8]) -> Option<usize> {
    bytes.windows(END.len()).position(|part| part == END).map(|at| at + END.len())
}

/// A request: its head and its body.
fn request(near: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let (mut bytes, mut buffer) = (Vec::new(), vec![0; 65_536]);
    let head = loop {
        if let Some(end) = ended(&bytes) {
            break end;
        }
        let read = near.read(&mut buffer).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
    };
    let body = bytes.split_off(head);
    let head = String::from_utf8(bytes).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    let mut body = body;
    while body.len() < length.unwrap_or(0) {
        let read = near.read(&mut buffer).ok().filter(|read| *read > 0)?;
        body.extend_from_slice(&buffer[..read]);
    }
    Some((head, body))
}

/// What the real store answers.
fn passed(to: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let kept = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default();
        !["content-length", "connection"].iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    let lines: Vec<&str> = head.trim_end().lines().filter(kept).collect();
    let head = format!("{}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", lines.join("\r\n"), body.len());
    let mut far = TcpStream::connect(to).unwrap();
    far.write_all(head.as_bytes()).unwrap();
    far.write_all(body).unwrap();
    let mut answer = Vec::new();
    far.read_to_end(&mut answer).unwrap();
    answer
}

fn serve(mut near: TcpStream, to: &str, fault: &Mutex<Option<Fault>>) {
    let Some((head, body)) = request(&mut near) else { return };
    let method = head.split(' ').next().unwrap_or_default().to_owned();
    let wrong = {
        let mut fault = fault.lock().unwrap();
        match fault.as_mut().filter(|(methods, ..)| methods.contains(&method.as_str())) {
            Some((_, wrong, times)) if *times > 0 => {
                *times = times.saturating_sub(usize::from(*times != ALWAYS));
                Some(*wrong)
            }
            _ => None,
        }
    };
    let close = "Connection: close\r\n";
    let answer = match wrong {
        None => passed(to, &head, &body),
        Some(Wrong::Error) => {
            format!("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n{close}\r\n").into_bytes()
        }
        Some(Wrong::Nothing) => {
            format!("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 0\r\n{close}\r\n").into_bytes()
        }
        Some(Wrong::Half) => passed(to, &head, &body[..body.len() / 2]),
        Some(Wrong::Silent) => {
            std::thread::sleep(LONG);
            return;
        }
        Some(Wrong::Lost) => {
            passed(to, &head, &body);
            std::thread::sleep(LONG);
            return;
        }
        Some(Wrong::Late) => {
            std::thread::sleep(Duration::from_millis(500));
            passed(to, &head, &body)
        }
        Some(Wrong::Cut) => {
            let mut answer = passed(to, &head, &body);
            let body = ended(&answer).unwrap();
            answer.truncate(body + (answer.len() - body) / 2);
            answer
        }
        Some(Wrong::OtherBytes) => {
            let mut answer = passed(to, &head, &body);
            let body = ended(&answer).unwrap();
            let middle = body + (answer.len() - body) / 2;
            answer[middle..].iter_mut().for_each(|byte| *byte ^= 1);
            answer
        }
        Some(Wrong::OtherEtag) => {
            let answer = passed(to, &head, &body);
            let (head, body) = answer.split_at(ended(&answer).unwrap());
            let head = String::from_utf8(head.to_vec()).unwrap();
            let other = |line: &str| match line.to_lowercase().starts_with("etag:") {
                true => "ETag: \"0123456789abcdef0123456789abcdef\"".to_owned(),
                false => line.to_owned(),
            };
            let lines: Vec<String> = head.trim_end().lines().map(other).collect();
            [lines.join("\r\n").as_bytes(), END, body].concat()
        }
    };
    // The vault may have given up.
    let _ = near.write_all(&answer);
}

/// A vault whose object store stands behind the relay.
struct Shaky {
    vault: Vault,
    fault: Arc<Mutex<Option<Fault>>>,
    identity: Identity,
    folder: TempDir,
}

fn shaky() -> Shaky {
    let (real, name) = (endpoint(), format!("test-{}", Uuid::new_v4().simple()));
    made(&real, &name);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let relay = format!("http://{}", listener.local_addr().unwrap());
    let (fault, to) = (Arc::new(Mutex::new(None)), real.strip_prefix("http://").unwrap().to_owned());
    let told = fault.clone();
    std::thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let (to, told) = (to.clone(), told.clone());
            std::thread::spawn(move || serve(near, &to, &told));
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let place = Bucket { patience: PATIENCE, ..bucket(&relay, &name) };
    let vault = Vault::open(&VaultPlace::S3(place), &folder.path().join("incoming")).unwrap();
    Shaky { vault, fault, identity: Identity::fresh(), folder }
}

impl Shaky {
    /// Does something while the fault is there, in bounded time.
    async fn under<T>(&self, fault: Fault, work: impl Future<Output = T>) -> T {
        *self.fault.lock().unwrap() = Some(fault);
        let begun = Instant::now();
        let done = work.await;
        *self.fault.lock().unwrap() = None;
        assert!(begun.elapsed() < BOUNDED, "{fault:?} took {:?}", begun.elapsed());
        done
    }

    async fn put(&self, bytes: &[u8]) -> ((Digest, Digest), Result<(), VaultError>) {
        let received = self.vault.receive(&self.identity.recipient(), pieces(bytes), LIMIT).await.unwrap();
        let named = (received.object, received.sha256);
        (named, self.vault.keep(received).await)
    }

    async fn read(&self, (object, sha256): (Digest, Digest)) -> Result<Vec<u8>, VaultError> {
        let opened = self.vault.read(object, sha256, &self.identity).await?;
        let pieces: Vec<Bytes> = opened.stream().try_collect().await?;
        Ok(pieces.concat())
    }

    async fn listed(&self) -> Result<Vec<Digest>, VaultError> {
        let mut found = Vec::new();
        self.vault.each(|listed| found.push(listed.object)).await?;
        Ok(found)
    }
}

/// What may come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Done,
    Refused,
    /// Either; what was told is so.
    Told,
}

fn fits<T: std::fmt::Debug>(end: End, done: &Result<T, VaultError>, fault: Fault) {
    let fits = match end {
        End::Done => done.is_ok(),
        End::Refused => done.is_err(),
        End::Told => true,
    };
    assert!(fits, "{fault:?}: expected {end:?}, found {:?}", done.as_ref().map(|_| ()));
}

#[tokio::test]
async fn what_is_acknowledged_stands_in_the_store_whole_however_it_failed() {
    let safe = shaky();
    // A short file is sent at once, a long one in pieces that are put together.
    for (length, begins) in [(300_000, 1), (20_000_000, 100)] {
        let puts: [Fault; 10] = [
            (&["PUT"], Wrong::Error, ONCE),
            (&["PUT"], Wrong::Error, ALWAYS),
            (&["PUT"], Wrong::Silent, ALWAYS),
            (&["PUT"], Wrong::Lost, ONCE),
            (&["PUT"], Wrong::Late, ONCE),
            (&["PUT"], Wrong::Cut, ONCE),
            (&["PUT"], Wrong::Half, ONCE),
            (&["PUT"], Wrong::Nothing, ALWAYS),
            (&["POST"], Wrong::Error, ALWAYS),
            (&["HEAD"], Wrong::Error, ALWAYS),
        ];
        let long = length > 8_000_000;
        let ends = [
            End::Done,
            End::Refused,
            End::Refused,
            End::Told,
            End::Done,
            End::Told,
            End::Refused,
            End::Refused,
            if long { End::Refused } else { End::Done },
            End::Refused,
        ];
        for (seed, (fault, end)) in (begins..).zip(puts.into_iter().zip(ends)) {
            let bytes = noise(length, seed);
            let (named, kept) = safe.under(fault, safe.put(&bytes)).await;
            fits(end, &kept, fault);
            let read = safe.read(named).await;
            match (&kept, &read) {
                (Ok(()), Ok(read)) => assert!(*read == bytes, "{fault:?}"),
                // It stands there whole, half or not at all; whoever sent it was told that it is not kept, and nothing names it.
                (Err(_), Ok(read)) => assert!(*read == bytes, "{fault:?}"),
                (Err(_), Err(VaultError::NotThere | VaultError::Changed(_))) => {}
                other => panic!("{fault:?}: {:?}", other.0),
            }
            // Once the store is well again, the same file is kept.
            let (named, kept) = safe.put(&bytes).await;
            kept.unwrap();
            assert!(safe.read(named).await.unwrap() == bytes, "{fault:?}");
        }
    }
    let waiting = std::fs::read_dir(safe.folder.path().join("incoming")).unwrap().count();
    assert_eq!(waiting, 0, "nothing is left on the disk of this machine");
}

#[tokio::test]
async fn what_is_read_is_right_or_refused_however_the_answer_went_wrong() {
    let safe = shaky();
    let bytes = noise(3_000_000, 7);
    let (named, kept) = safe.put(&bytes).await;
    kept.unwrap();
    let gets: [(Wrong, usize, End); 9] = [
        (Wrong::Error, ONCE, End::Done),
        (Wrong::Error, ALWAYS, End::Refused),
        (Wrong::Silent, ALWAYS, End::Refused),
        (Wrong::Late, ONCE, End::Done),
        (Wrong::Cut, ONCE, End::Told),
        (Wrong::Cut, ALWAYS, End::Refused),
        (Wrong::OtherBytes, ALWAYS, End::Refused),
        (Wrong::OtherEtag, ALWAYS, End::Done),
        (Wrong::Nothing, ALWAYS, End::Refused),
    ];
    for (wrong, times, end) in gets {
        let fault: Fault = (&["GET"], wrong, times);
        let read = safe.under(fault, safe.read(named)).await;
        fits(end, &read, fault);
        assert!(read.is_err() || read.is_ok_and(|read| read == bytes), "{fault:?}: wrong bytes");
        assert!(safe.read(named).await.unwrap() == bytes, "{fault:?}: it is still there");
    }
}

#[tokio::test]
async fn what_cannot_be_listed_or_removed_is_told_and_nothing_else_goes() {
    let safe = shaky();
    let (one, kept) = safe.put(b"one").await;
    kept.unwrap();
    let (other, kept) = safe.put(b"other").await;
    kept.unwrap();
    for (wrong, times, end) in [
        (Wrong::Error, ONCE, End::Done),
        (Wrong::Error, ALWAYS, End::Refused),
        (Wrong::Silent, ALWAYS, End::Refused),
        (Wrong::Late, ONCE, End::Done),
        (Wrong::Cut, ALWAYS, End::Refused),
        (Wrong::Nothing, ALWAYS, End::Refused),
    ] {
        let fault: Fault = (&["GET"], wrong, times);
        let listed = safe.under(fault, safe.listed()).await;
        fits(end, &listed, fault);
        assert!(listed.is_err() || listed.is_ok_and(|listed| listed.len() == 2), "{fault:?}: some of it only");
    }
    // In one request for many, or one for each.
    const REMOVE: &[&str] = &["DELETE", "POST"];
    for (wrong, times, end) in [
        (Wrong::Error, ALWAYS, End::Refused),
        (Wrong::Silent, ALWAYS, End::Refused),
        (Wrong::Nothing, ALWAYS, End::Told),
        (Wrong::Error, ONCE, End::Done),
        (Wrong::Lost, ONCE, End::Told),
    ] {
        let fault: Fault = (REMOVE, wrong, times);
        let removed = safe.under(fault, safe.vault.remove(one.0)).await;
        fits(end, &removed, fault);
        assert!(safe.read(other).await.unwrap() == b"other", "{fault:?}");
        if removed.is_ok() && wrong != Wrong::Nothing {
            assert!(safe.vault.find(one.0).await.unwrap().is_none(), "{fault:?}");
        }
    }
    safe.vault.remove(one.0).await.unwrap();
    assert_eq!(safe.listed().await.unwrap(), [other.0]);
}
