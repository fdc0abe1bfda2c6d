//! The vault in a folder and in an object store that speaks S3: what is kept is read back and nothing else is, and whatever
//! goes wrong leaves nothing half.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use object_store::ObjectStoreExt as _;
use object_store::aws::AmazonS3Builder;
use object_store::path::Path as Key;
use record::{Digest, OrganisationId, PersonId};
use store::vault::{Bucket, Bytes, Coming, Identity, Vault, VaultError, VaultPlace};
use tempfile::TempDir;
use uuid::Uuid;

static S3: OnceLock<String> = OnceLock::new();

/// As long as any test needs.
pub(crate) const LIMIT: u64 = 64 * 1024 * 1024;

struct Safe {
    name: &'static str,
    vault: Vault,
    folder: TempDir,
    bucket: Option<(String, String)>,
    identity: Identity,
}

pub(crate) fn endpoint() -> String {
    let start = || {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/s3");
        let started = Command::new(script).arg("start").output().unwrap();
        assert!(started.status.success(), "no object store: {}", String::from_utf8_lossy(&started.stderr));
        String::from_utf8(started.stdout).unwrap().trim().to_owned()
    };
    S3.get_or_init(start).clone()
}

fn curl(arguments: &[&str]) {
    let done = Command::new("curl").args(["-sf", "-o", "/dev/null"]).args(arguments).status().unwrap();
    assert!(done.success(), "{arguments:?}");
}

/// Makes a bucket.
pub(crate) fn made(endpoint: &str, name: &str) {
    curl(&[
        "-X",
        "PUT",
        "-d",
        "<CreateBucketConfiguration><LocationConstraint>ap-northeast-1</LocationConstraint></CreateBucketConfiguration>",
        &format!("{endpoint}/{name}"),
    ]);
}

pub(crate) fn bucket(endpoint: &str, name: &str) -> Bucket {
    Bucket {
        name: name.to_owned(),
        prefix: "files".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        region: Some("ap-northeast-1".to_owned()),
        key: Some(("test".to_owned(), "test".to_owned())),
        patience: Duration::from_secs(1),
    }
}

fn in_folder() -> Safe {
    let folder = tempfile::tempdir().unwrap();
    let place = VaultPlace::Folder(folder.path().join("vault"));
    let vault = Vault::open(&place, &folder.path().join("incoming")).unwrap();
    Safe { name: "folder", vault, folder, bucket: None, identity: Identity::fresh() }
}

fn in_s3() -> Safe {
    let (endpoint, name) = (endpoint(), format!("test-{}", Uuid::new_v4().simple()));
    made(&endpoint, &name);
    let folder = tempfile::tempdir().unwrap();
    let place = VaultPlace::S3(bucket(&endpoint, &name));
    let vault = Vault::open(&place, &folder.path().join("incoming")).unwrap();
    Safe { name: "S3", vault, folder, bucket: Some((endpoint, name)), identity: Identity::fresh() }
}

fn safes() -> Vec<Safe> {
    vec![in_folder(), in_s3()]
}

pub(crate) fn pieces(bytes: &[u8]) -> impl stream::Stream<Item = Result<Bytes, std::io::Error>> + Send + use<> {
    let pieces: Vec<_> = bytes.chunks(70_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces)
}

/// Bytes that no compressor makes shorter and no two of which are the same file.
pub(crate) fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..length.div_ceil(8)).flat_map(|_| next()).take(length).collect()
}

impl Safe {
    async fn keep(&self, bytes: &[u8]) -> (Digest, Digest) {
        let received = self.vault.receive(&self.identity.recipient(), pieces(bytes), LIMIT).await.unwrap();
        assert_eq!((received.bytes, received.sha256), (bytes.len() as u64, Digest::of(bytes)), "{}", self.name);
        let found = (received.object, received.sha256);
        self.vault.keep(received).await.unwrap();
        found
    }

    async fn read(&self, (object, sha256): (Digest, Digest)) -> Result<Vec<u8>, VaultError> {
        let opened = self.vault.read(object, sha256, &self.identity).await?;
        let pieces: Vec<Bytes> = opened.stream().try_collect().await?;
        Ok(pieces.concat())
    }

    async fn objects(&self) -> BTreeSet<Digest> {
        let mut objects = BTreeSet::new();
        self.vault.each(|listed| _ = objects.insert(listed.object)).await.unwrap();
        objects
    }

    fn waiting(&self) -> usize {
        fs::read_dir(self.folder.path().join("incoming")).unwrap().count()
    }

    fn path(&self, object: Digest) -> PathBuf {
        let name = object.to_string();
        self.folder.path().join("vault/objects").join(&name[..2]).join(name)
    }

    /// Puts other bytes in the place of an object, as somebody with the disk or the bucket in hand could.
    async fn replace(&self, object: Digest, bytes: &[u8]) {
        let Some((endpoint, name)) = &self.bucket else { return fs::write(self.path(object), bytes).unwrap() };
        let builder = AmazonS3Builder::new().with_bucket_name(name).with_endpoint(endpoint).with_allow_http(true);
        let builder = builder.with_access_key_id("test").with_secret_access_key("test").with_region("ap-northeast-1");
        let object = object.to_string();
        let key = Key::from(format!("files/objects/{}/{object}", &object[..2]));
        builder.build().unwrap().put(&key, Bytes::copy_from_slice(bytes).into()).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_kept_is_read_back_and_debians_age_reads_it_with_the_owners_key() {
    for safe in safes() {
        for (at, length) in [0, 1, 65_535, 65_536, 65_537, 3_000_000, 20_000_000].into_iter().enumerate() {
            let bytes = noise(length, at as u64);
            let kept = safe.keep(&bytes).await;
            assert!(safe.read(kept).await.unwrap() == bytes, "{}: {length}", safe.name);
            let stored = safe.vault.stored(kept.0).await.unwrap();
            assert_eq!(Digest::of(&stored), kept.0, "{}: its name is its content", safe.name);
            if length > 16 {
                assert!(!stored.windows(16).any(|part| part == &bytes[..16]), "{}: in clear", safe.name);
            }
            let (file, key) = (safe.folder.path().join("file.age"), safe.folder.path().join("key.txt"));
            fs::write(&file, &stored).unwrap();
            fs::write(&key, safe.identity.secret()).unwrap();
            let opened = Command::new("age").args(["-d", "-i"]).arg(&key).arg(&file).output().unwrap();
            assert!(opened.status.success() && opened.stdout == bytes, "{}: {length}", safe.name);
        }
        assert_eq!((safe.objects().await.len(), safe.waiting()), (7, 0), "{}", safe.name);
        // The same file twice is two objects: nobody sees that it is the same.
        let (one, other) = (safe.keep(b"the same").await, safe.keep(b"the same").await);
        assert_ne!(one.0, other.0, "{}", safe.name);
        safe.vault.remove(one.0).await.unwrap();
        safe.vault.remove(one.0).await.unwrap();
        assert!(matches!(safe.read(one).await, Err(VaultError::NotThere)), "{}", safe.name);
        assert_eq!(safe.vault.find(one.0).await.unwrap(), None, "{}", safe.name);
        assert!(safe.vault.find(other.0).await.unwrap().is_some(), "{}", safe.name);
    }
}

#[tokio::test]
async fn what_breaks_off_or_is_too_long_leaves_nothing() {
    for safe in safes() {
        let recipient = safe.identity.recipient();
        let bytes = noise(300_000, 1);
        let too_long = safe.vault.receive(&recipient, pieces(&bytes), 299_999).await;
        assert!(matches!(too_long, Err(VaultError::TooLong { limit: 299_999 })), "{}: {too_long:?}", safe.name);
        let broken = stream::iter([Ok(Bytes::from_static(b"begun")), Err(std::io::Error::other("gone"))]);
        let broken = safe.vault.receive(&recipient, broken, LIMIT).await;
        assert!(matches!(broken, Err(VaultError::BrokenOff)), "{}: {broken:?}", safe.name);
        // Who brings it is given up in the middle.
        let never = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"begun"))]).chain(stream::pending());
        let given_up = tokio::time::timeout(Duration::from_millis(100), safe.vault.receive(&recipient, never, LIMIT));
        assert!(given_up.await.is_err(), "{}", safe.name);
        // What came whole and is not kept goes as well.
        drop(safe.vault.receive(&recipient, pieces(&bytes), LIMIT).await.unwrap());
        for _ in 0..50 {
            if safe.waiting() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!((safe.waiting(), safe.objects().await.len()), (0, 0), "{}", safe.name);
    }
}

#[tokio::test]
async fn whatever_is_changed_in_the_vault_is_found_before_its_last_byte_leaves() {
    for safe in safes() {
        let bytes = noise(700_000, 2);
        let kept = safe.keep(&bytes).await;
        let stored = safe.vault.stored(kept.0).await.unwrap();
        for at in [0, 30, 150, stored.len() / 2, stored.len() - 1] {
            let mut changed = stored.clone();
            changed[at] ^= 1;
            safe.replace(kept.0, &changed).await;
            let read = safe.read(kept).await;
            assert!(matches!(read, Err(VaultError::Changed(_))), "{}: byte {at}: {read:?}", safe.name);
        }
        for changed in [&stored[..stored.len() - 1], &stored[..100], &[], &[&stored[..], b"more"].concat()] {
            safe.replace(kept.0, changed).await;
            let read = safe.read(kept).await;
            assert!(matches!(read, Err(VaultError::Changed(_))), "{}: {} bytes", safe.name, changed.len());
        }
        // Another file of the same owner, which opens with the same key.
        let other = safe.keep(&noise(700_000, 3)).await;
        safe.replace(kept.0, &safe.vault.stored(other.0).await.unwrap()).await;
        assert!(matches!(safe.read(kept).await, Err(VaultError::Changed(_))), "{}: exchanged", safe.name);
        safe.replace(kept.0, &stored).await;
        assert!(safe.read(kept).await.unwrap() == bytes, "{}", safe.name);
        // The key of another owner opens nothing.
        let read = safe.vault.read(kept.0, kept.1, &Identity::fresh()).await;
        assert!(matches!(read.map(drop), Err(VaultError::Lost)), "{}", safe.name);
    }
}

#[tokio::test]
async fn a_file_in_parts_is_read_in_their_order_and_each_may_come_twice() {
    for safe in safes() {
        let id = |n| Uuid::from_u128(n);
        let of = Coming { owner: OrganisationId(id(1)), person: PersonId(id(2)), id: id(3) };
        let bytes = noise(2_500_000, 4);
        let recipient = safe.identity.recipient();
        let parts: Vec<&[u8]> = bytes.chunks(1_000_000).collect();
        for number in [2, 0, 1, 1] {
            let received = safe.vault.receive(&recipient, pieces(parts[number]), LIMIT).await.unwrap();
            safe.vault.keep_part(of, u32::try_from(number).unwrap(), received).await.unwrap();
        }
        assert_eq!(safe.vault.parts(of).await.unwrap(), [0, 1, 2], "{}", safe.name);
        for other in [Coming { person: PersonId(id(9)), ..of }, Coming { owner: OrganisationId(id(9)), ..of }] {
            assert!(safe.vault.parts(other).await.unwrap().is_empty(), "{}: nobody else's", safe.name);
        }
        let joined: Vec<Bytes> = safe.vault.joined(of, 3, safe.identity.clone()).try_collect().await.unwrap();
        assert!(joined.concat() == bytes, "{}", safe.name);
        assert!(safe.objects().await.is_empty(), "{}: a part is no object", safe.name);
        let parts = safe.vault.forget_parts_before(0).await.unwrap();
        assert_eq!((parts.gone, parts.there), (0, 3), "{}", safe.name);
        assert!(parts.bytes > 2_500_000, "{}: {}", safe.name, parts.bytes);
        safe.vault.forget_parts(of).await.unwrap();
        assert!(safe.vault.parts(of).await.unwrap().is_empty(), "{}", safe.name);
    }
}

/// Answers each connection by `answer`, as an object store that is out of order does.
fn out_of_order(answer: impl Fn(std::net::TcpStream) + Send + 'static) -> Vault {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.unwrap())));
    let incoming = tempfile::tempdir().unwrap().keep();
    Vault::open(&VaultPlace::S3(bucket(&endpoint, "test")), &incoming).unwrap()
}

#[tokio::test]
async fn an_object_store_that_answers_late_wrongly_or_not_at_all_is_told_soon() {
    let says = |text: &'static str| {
        move |mut stream: std::net::TcpStream| {
            let _ = stream.read(&mut [0; 4_096]);
            let _ = stream.write_all(text.as_bytes());
        }
    };
    let late = out_of_order(|stream| {
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(60));
            drop(stream);
        });
    });
    let wrong =
        out_of_order(says("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    let nonsense = out_of_order(says("this is no HTTP\r\n\r\n"));
    // It says that it has the object, and sends a part of it only.
    let short = out_of_order(says(
        "HTTP/1.1 200 OK\r\nContent-Length: 900\r\nLast-Modified: Sun, 29 Nov 2026 00:00:00 GMT\r\nETag: \"x\"\r\n\r\nage-encryption.org/v1\n",
    ));
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        Vault::open(&VaultPlace::S3(bucket(&endpoint, "test")), &tempfile::tempdir().unwrap().keep()).unwrap()
    };
    let identity = Identity::fresh();
    for (name, vault) in
        [("late", late), ("wrong", wrong), ("nonsense", nonsense), ("short", short), ("nobody", nobody)]
    {
        let begun = Instant::now();
        let read = vault.read(Digest::of(b"x"), Digest::of(b"y"), &identity).await;
        let read = read.map(drop);
        // An object that stands there short is damaged; a line that breaks damages nothing.
        assert!(matches!(read, Err(VaultError::Objects(_))), "{name}: {read:?}");
        let received = vault.receive(&identity.recipient(), pieces(b"a file"), LIMIT).await.unwrap();
        let kept = vault.keep(received).await;
        // One that answers well to what it did not do is told by what it has.
        let told = matches!(kept, Err(VaultError::Objects(_) | VaultError::NotTaken { .. }));
        assert!(told, "{name}: {kept:?}");
        assert!(begun.elapsed() < Duration::from_secs(30), "{name}: {:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn what_a_process_left_unfinished_goes_and_what_is_fresh_stays() {
    let safe = in_folder();
    fs::write(safe.folder.path().join("incoming/left"), b"half").unwrap();
    assert_eq!(safe.vault.forget_unfinished(Duration::from_secs(3_600)).unwrap(), 0);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(safe.vault.forget_unfinished(Duration::from_millis(1)).unwrap(), 1);
    assert_eq!(safe.waiting(), 0);
}
