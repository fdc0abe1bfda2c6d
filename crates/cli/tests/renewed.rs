//! A certificate that is renewed while `mamori serve` runs: it is taken when the process is asked to look by SIGHUP.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::restoring::{said, wait};
use crate::serving::{Place, mamori};

/// A process that is gone when its test is over.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Another pair in the place of the one that is there, as who renews certificates writes it.
fn issue(folder: &Path) {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    openssl.args(["-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "certificate.pem"]);
    let done = openssl.current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
}

/// The certificate by which another program is answered; none = it is not answered.
fn shown(port: u16) -> Option<String> {
    let mut openssl = Command::new("openssl");
    openssl.args(["s_client", "-servername", "localhost", "-connect", &format!("127.0.0.1:{port}")]);
    let answer = String::from_utf8(openssl.stdin(Stdio::null()).output().unwrap().stdout).unwrap();
    let from = answer.find("-----BEGIN CERTIFICATE-----")?;
    let until = answer.find("-----END CERTIFICATE-----")?;
    Some(answer[from..until].to_owned())
}

#[test]
fn a_service_with_tls_of_its_own_looks_at_its_certificate_when_it_is_told_to_and_goes_on() {
    let (data, pair) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    issue(pair.path());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (listen, path) = (format!("127.0.0.1:{port}"), |file: &str| pair.path().join(file).display().to_string());
    let (certificate, key) = (path("certificate.pem"), path("key.pem"));
    let tls = ["--origin", "https://localhost", "--tls-certificate", &certificate, "--tls-key", &key];
    let arguments = [&["serve", "--listen", &listen, "--log", "off"][..], &tls].concat();
    let mut service = mamori(Place { data: data.path(), database: None }, &arguments);
    let mut service = Running(service.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    wait("it answers", || shown(port).is_some());
    let first = shown(port).unwrap();
    issue(pair.path());
    let hung_up = || {
        let done = Command::new("kill").args(["-HUP", &service.0.id().to_string()]).status();
        assert!(done.unwrap().success());
    };
    hung_up();
    // Sooner than it looks by itself.
    wait("the renewed certificate is used", || shown(port).is_some_and(|now| now != first));
    let second = shown(port).unwrap();
    std::fs::write(&certificate, "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n").unwrap();
    hung_up();
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(shown(port), Some(second), "what cannot be used takes nothing away");
    assert!(service.0.try_wait().unwrap().is_none(), "it goes on");
}
