//! A time-stamping authority of the tests' own, made by `openssl`: a root, a signer, and answers by `openssl ts`.
//!
//! It is also the outside judge: `openssl ts -verify` says whether what we keep holds.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

/// What the signer of an authority is like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Like {
    /// Its key, as `openssl genpkey` takes it.
    pub(crate) key: &'static [&'static str],
    /// With which digest it signs.
    pub(crate) digest: &'static str,
    /// From when to when its certificate is good: `20200101000000Z`.
    pub(crate) from: &'static str,
    /// …
    pub(crate) until: &'static str,
    /// What its certificate is for.
    pub(crate) purpose: &'static str,
    /// With which digest a token names the signer's certificate.
    pub(crate) naming: &'static str,
}

/// A key of RSA, 2,048 bits.
pub(crate) const RSA: &[&str] = &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];

/// Good for ten years, as an authority should be.
pub(crate) const GOOD: Like = Like {
    key: RSA,
    digest: "sha256",
    from: "20200101000000Z",
    until: "20491231235959Z",
    purpose: "critical,timeStamping",
    naming: "sha256",
};

/// An authority.
pub(crate) struct Authority {
    folder: TempDir,
    /// It numbers its tokens one after the other.
    turn: Mutex<()>,
    files: AtomicU64,
}

impl Authority {
    /// One whose signer is like this.
    pub(crate) fn like(like: Like) -> Self {
        let authority = Self { folder: tempfile::tempdir().unwrap(), turn: Mutex::default(), files: AtomicU64::new(0) };
        let config = format!(
            "[ca]\ndefault_ca = own\n[own]\ndatabase = index\nserial = number\nnew_certs_dir = .\ndefault_md = sha256\npolicy = any\n\
             unique_subject = no\n[any]\ncountryName = optional\norganizationName = optional\ncommonName = supplied\n\
             [signer]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\nsubjectKeyIdentifier = hash\n\
             authorityKeyIdentifier = keyid\nextendedKeyUsage = {}\n[req]\ndistinguished_name = none\n[none]\n\
             [root]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash\n\
             [tsa]\ndefault_tsa = one\n[one]\nserial = token\nsigner_cert = signer.pem\nsigner_key = signer.key\nsigner_digest = {}\n\
             default_policy = 1.2.392.200000.1\ndigests = sha256\naccuracy = secs:1\nordering = no\ntsa_name = yes\n\
             ess_cert_id_chain = no\ness_cert_id_alg = {}\n",
            like.purpose, like.digest, like.naming
        );
        authority.write("openssl.cnf", config.as_bytes());
        authority.write("index", b"");
        authority.write("number", b"1000\n");
        authority.write("token", b"01\n");
        authority.key("root.key", RSA);
        let subject = "/C=JP/O=Mihon Jikoku/CN=Mihon Root";
        authority.run(
            &["req", "-new", "-x509", "-config", "openssl.cnf", "-key", "root.key", "-subj", subject, "-extensions"],
            &["root", "-days", "10000", "-out", "root.pem"],
        );
        authority.renew(like);
        authority
    }

    /// The signer gets another key and certificate.
    pub(crate) fn renew(&self, like: Like) {
        self.key("signer.key", like.key);
        let subject = "/C=JP/O=見本時刻認証/CN=見本タイムスタンプ局";
        self.run(
            &["req", "-new", "-utf8", "-config", "openssl.cnf", "-key", "signer.key", "-subj", subject],
            &["-out", "signer.csr"],
        );
        let made = [
            "ca",
            "-batch",
            "-notext",
            "-config",
            "openssl.cnf",
            "-cert",
            "root.pem",
            "-keyfile",
            "root.key",
            "-md",
            "sha256",
        ];
        let dated = [
            "-startdate",
            like.from,
            "-enddate",
            like.until,
            "-extensions",
            "signer",
            "-in",
            "signer.csr",
            "-out",
            "signer.pem",
        ];
        self.run(&made, &[&dated[..], &["-utf8", "-preserveDN"]].concat());
    }

    fn key(&self, name: &str, kind: &[&str]) {
        self.run(&["genpkey", "-out", name], kind);
    }

    /// A name for a file that no other test uses.
    pub(crate) fn fresh(&self, name: &str) -> String {
        format!("{name}-{}", self.files.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }

    /// The certificate of its root, as PEM.
    pub(crate) fn root(&self) -> String {
        String::from_utf8(self.read("root.pem")).unwrap()
    }

    pub(crate) fn try_run(&self, some: &[&str], more: &[&str]) -> Output {
        Command::new("openssl").args(some).args(more).current_dir(self.path()).output().unwrap()
    }

    pub(crate) fn run(&self, some: &[&str], more: &[&str]) -> Vec<u8> {
        let output = self.try_run(some, more);
        assert!(output.status.success(), "openssl {some:?} {more:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// What it answers to a request.
    pub(crate) fn reply(&self, request: &[u8]) -> Vec<u8> {
        let (asked, answer) = (self.fresh("asked"), self.fresh("answer"));
        self.write(&asked, request);
        let _turn = self.turn.lock().unwrap();
        self.run(&["ts", "-reply", "-config", "openssl.cnf", "-queryfile", &asked], &["-out", &answer]);
        self.read(&answer)
    }

    /// What `openssl ts -verify` says of a token for these bytes, at an instant in seconds since 1970.
    pub(crate) fn judge(&self, token: &[u8], of: &[u8], at: i64) -> Result<(), String> {
        let (judged, data) = (self.fresh("judged"), self.fresh("data"));
        self.write(&judged, token);
        self.write(&data, of);
        let at = at.to_string();
        let output = self.try_run(
            &["ts", "-verify", "-in", &judged, "-token_in", "-data", &data, "-CAfile", "root.pem"],
            &["-attime", &at],
        );
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }
}
