//! TLS of our own, met by clients that are not ours: handshakes, a certificate that is renewed, files that cannot be used, and
//! clients that are slow to shake hands.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use server::{NoTls, NoTlsWhy, Patience, Settings, TlsFiles};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::served::{Client, LONG, Served, patience, refused, served, settings};

const ASK: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// An authority of the test's own, and the pair it gave out.
struct Authority(TempDir);

fn openssl(folder: &Path, arguments: &[&str]) {
    let done = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

impl Authority {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        let own = ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority", "-days", "2"];
        openssl(folder.path(), &[&["req", "-x509"][..], &ec, &own].concat());
        let authority = Self(folder);
        authority.issue("pair");
        authority
    }

    /// `name.pem` and `name.key` for localhost.
    fn issue(&self, name: &str) {
        let (key, request, pem) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        let ec = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        let asked =
            ["-keyout", &key, "-out", &request, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
        openssl(self.0.path(), &[&ec[..], &asked].concat());
        let by = ["x509", "-req", "-in", &request, "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2"];
        let given = ["-copy_extensions", "copyall", "-out", &pem];
        openssl(self.0.path(), &[&by[..], &given].concat());
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Puts one file in the place of another, whole.
    fn replace(&self, from: &str, to: &str) {
        std::fs::copy(self.file(from), self.file("fresh")).unwrap();
        std::fs::rename(self.file("fresh"), self.file(to)).unwrap();
    }

    fn settings(&self, patience: Patience) -> Settings {
        let files = TlsFiles::new(self.file("pair.pem"), self.file("pair.key"));
        Settings { tls: Some(TlsFiles { look: Duration::from_millis(50), ..files }), ..settings(patience) }
    }

    async fn connect(&self, served: &Served) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.file("ca.pem")).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().unwrap();
        let config = config.with_root_certificates(roots).with_no_client_auth();
        let stream = TcpStream::connect(served.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }

    /// Asks and gives the answer, and the certificate by which it came.
    async fn ask(&self, served: &Served) -> (String, Vec<u8>) {
        let mut stream = self.connect(served).await;
        let shown = stream.get_ref().1.peer_certificates().unwrap()[0].to_vec();
        stream.write_all(ASK.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("it ends as TLS ends");
        (answer, shown)
    }

    fn certificate(&self, name: &str) -> Vec<u8> {
        CertificateDer::from_pem_file(self.file(name)).unwrap().to_vec()
    }

    /// Another program shakes hands with this version.
    fn other_program(&self, served: &Served, version: &str) -> Output {
        let address = served.address.to_string();
        let root = self.file("ca.pem");
        let mut command = Command::new("openssl");
        command.args(["s_client", "-connect", &address, "-servername", "localhost", "-verify_hostname", "localhost"]);
        command.args(["-verify_return_error", version, "-CAfile"]).arg(root);
        command.stdin(Stdio::null()).output().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_are_not_ours_are_answered_over_tls_1_2_and_1_3_and_told_to_come_by_no_other_way() {
    let authority = Authority::new();
    let served = served(authority.settings(patience())).await;
    let (answer, _) = authority.ask(&served).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.to_lowercase().contains("strict-transport-security: max-age=31536000\r\n"), "{answer}");
    for (version, spoken) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
        let done = authority.other_program(&served, version);
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success() && said.contains(spoken), "{said} {}", String::from_utf8_lossy(&done.stderr));
        assert!(said.contains("Verification: OK") || said.contains("Verify return code: 0 (ok)"), "{said}");
    }
    assert!(!authority.other_program(&served, "-tls1_1").status.success());
}

#[tokio::test]
async fn without_tls_of_our_own_nobody_is_told_that_there_is_any() {
    let served = served(settings(patience())).await;
    let mut client = served.connect().await;
    client.send(ASK).await;
    assert!(!client.rest().await.to_lowercase().contains("strict-transport-security"));
}

#[tokio::test]
async fn a_renewed_certificate_is_used_without_a_new_start_and_one_that_does_not_fit_is_not() {
    let authority = Authority::new();
    let served = served(authority.settings(patience())).await;
    let first = authority.certificate("pair.pem");
    let mut held = authority.connect(&served).await;
    assert_eq!(authority.ask(&served).await.1, first);
    authority.issue("next");
    // The key first: for a moment the two do not fit, and those before are used.
    authority.replace("next.key", "pair.key");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(authority.ask(&served).await.1, first);
    authority.replace("next.pem", "pair.pem");
    let (second, begun) = (authority.certificate("next.pem"), Instant::now());
    while authority.ask(&served).await.1 != second {
        assert!(begun.elapsed() < LONG, "the renewed one is never used");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(refused_by(&served).await, 0.0);
    // Nor does one that is gone, or broken, take it away; the numbers tell it until it is mended.
    std::fs::remove_file(authority.file("pair.pem")).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(authority.ask(&served).await.1, second);
    std::fs::write(authority.file("pair.pem"), "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n").unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!((authority.ask(&served).await.1, refused_by(&served).await), (second.clone(), 1.0));
    authority.replace("next.pem", "pair.pem");
    let begun = Instant::now();
    while refused_by(&served).await != 0.0 {
        assert!(begun.elapsed() < LONG, "it is told for ever");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(authority.ask(&served).await.1, second);
    held.write_all(ASK.as_bytes()).await.unwrap();
    let mut answer = String::new();
    held.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "who was connected stays so: {answer}");
}

/// Whether the numbers say that the files cannot be used.
async fn refused_by(served: &Served) -> f64 {
    served.number("mamori_tls_renewal_refused").await
}

#[tokio::test]
async fn whoever_renewed_the_certificate_need_not_wait_until_it_is_looked_at() {
    let authority = Authority::new();
    let files = TlsFiles::new(authority.file("pair.pem"), authority.file("pair.key"));
    let served = served(Settings { tls: Some(TlsFiles { look: LONG * 10, ..files }), ..settings(patience()) }).await;
    authority.issue("next");
    authority.replace("next.key", "pair.key");
    authority.replace("next.pem", "pair.pem");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_ne!(authority.ask(&served).await.1, authority.certificate("next.pem"), "nobody looks before the time");
    served.renewal.as_ref().unwrap().look();
    let begun = Instant::now();
    while authority.ask(&served).await.1 != authority.certificate("next.pem") {
        assert!(begun.elapsed() < LONG, "the renewed one is never used");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn whoever_does_not_shake_hands_is_gone_after_the_time_for_a_head() {
    let authority = Authority::new();
    let short = Duration::from_millis(400);
    let served = served(authority.settings(Patience { head: short, ..patience() })).await;
    let begun = Instant::now();
    let mut silent = served.connect().await;
    let mut half = served.connect().await;
    // The beginning of a handshake, and no more.
    half.0.write_all(&[0x16, 0x03, 0x01, 0x02, 0x00]).await.unwrap();
    // Without TLS there is no answer.
    let mut plain = served.connect().await;
    plain.send(ASK).await;
    assert!(!plain.rest().await.contains("200"));
    assert!(authority.ask(&served).await.0.starts_with("HTTP/1.1 200 "));
    for client in [&mut silent, &mut half] {
        client.rest().await;
    }
    assert!(begun.elapsed() >= short && begun.elapsed() < LONG);
    let _: Client = silent;
}

#[tokio::test]
async fn files_that_cannot_be_used_are_told_with_what_is_wrong() {
    let authority = Authority::new();
    authority.issue("other");
    std::fs::write(authority.file("empty"), "nothing\n").unwrap();
    std::fs::write(authority.file("broken"), "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n").unwrap();
    let locked = ["ec", "-in", "pair.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key"];
    openssl(authority.0.path(), &locked);
    let fault = |certificate: &str, key: &str| {
        let tls = Some(TlsFiles::new(authority.file(certificate), authority.file(key)));
        let settings = Settings { tls, ..settings(patience()) };
        async { refused(settings).await }
    };
    for (certificate, key, file, expected) in [
        ("none.pem", "pair.key", "none.pem", "unreadable"),
        ("pair.pem", "none.key", "none.key", "unreadable"),
        ("empty", "pair.key", "empty", "no certificate"),
        ("broken", "pair.key", "broken", "no certificate"),
        ("pair.key", "pair.key", "pair.key", "no certificate"),
        ("pair.pem", "empty", "empty", "no key"),
        ("pair.pem", "pair.pem", "pair.pem", "no key"),
        ("pair.pem", "other.key", "other.key", "other key"),
    ] {
        let NoTls { path, why } = fault(certificate, key).await;
        let found = match why {
            NoTlsWhy::Unreadable(_) => "unreadable",
            NoTlsWhy::NoCertificate => "no certificate",
            NoTlsWhy::NoKey => "no key",
            NoTlsWhy::OtherKey => "other key",
            NoTlsWhy::Unusable(_) => "unusable",
        };
        assert_eq!((path, found), (authority.file(file), expected), "{certificate} {key}");
    }
    // An old form of a key that is encrypted looks like a key, and is none that can be used.
    let locked = fault("pair.pem", "locked.key").await;
    assert_eq!(locked.path, authority.file("locked.key"), "{locked}");
}
