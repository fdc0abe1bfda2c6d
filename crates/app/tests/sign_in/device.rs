//! A device with passkeys, for the tests: it answers as a browser does, and can be made to misbehave.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use record::Digest;
use serde_json::{Value, json};

/// Where the page is that asks.
pub(crate) const ORIGIN: &str = "https://mamori.example.jp";

/// A device with one passkey.
pub(crate) struct Device {
    key: SigningKey,
    credential: Vec<u8>,
    /// Whom the passkey is for, as the site said.
    pub(crate) person: Vec<u8>,
    /// How often it signed.
    pub(crate) counter: u32,
    /// Whether it checks who holds it.
    pub(crate) verifies: bool,
    /// Where it believes the page to be.
    pub(crate) origin: String,
}

impl Device {
    /// A device of its own for each number from 1 to 255.
    pub(crate) fn new(number: u8) -> Self {
        let key = SigningKey::from_slice(&[number; 32]).unwrap();
        let credential = vec![number; 16];
        Self { key, credential, person: Vec::new(), counter: 1, verifies: true, origin: ORIGIN.to_owned() }
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// Hash of the site's domain, what was checked, how often it signed.
    fn data(&self, attested: bool) -> Vec<u8> {
        let flags = 1 | if self.verifies { 4 } else { 0 } | if attested { 64 } else { 0 };
        [&Digest::of(b"mamori.example.jp").0[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// The answer to a registration.
    pub(crate) fn register(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        self.person = unbase64(options["user"]["id"].as_str().unwrap());
        let client_data = self.client_data("webauthn.create", &options["challenge"]);
        let point = self.key.verifying_key().to_sec1_point(false);
        // COSE: an elliptic curve key, ES256, P-256, x, y.
        let key = [
            &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..],
            point.x().unwrap(),
            &[0x22, 0x58, 0x20],
            point.y().unwrap(),
        ]
        .concat();
        let length = u16::try_from(self.credential.len()).unwrap().to_be_bytes();
        let data = [&self.data(true)[..], &[0; 16], &length, &self.credential, &key].concat();
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}
        let length = u8::try_from(data.len()).unwrap();
        let attestation = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"[..], &[length], &data].concat();
        json!({
            "id": base64(&self.credential),
            "rawId": base64(&self.credential),
            "type": "public-key",
            "response": { "attestationObject": base64(&attestation), "clientDataJSON": base64(&client_data) },
            "extensions": {},
        })
    }

    /// The answer to a sign-in or a step-up.
    pub(crate) fn sign(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let client_data = self.client_data("webauthn.get", &options["publicKey"]["challenge"]);
        let data = self.data(false);
        let signature: Signature = self.key.sign(&[&data[..], &Digest::of(&client_data).0].concat());
        json!({
            "id": base64(&self.credential),
            "rawId": base64(&self.credential),
            "type": "public-key",
            "response": {
                "authenticatorData": base64(&data),
                "clientDataJSON": base64(&client_data),
                "signature": base64(signature.to_der().as_bytes()),
                "userHandle": base64(&self.person),
            },
            "extensions": {},
        })
    }
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            text.push(char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}

fn unbase64(text: &str) -> Vec<u8> {
    let value = |letter: u8| LETTERS.iter().position(|known| *known == letter).unwrap();
    let mut bytes = Vec::new();
    for chunk in text.as_bytes().chunks(4) {
        let bits = chunk.iter().fold(0, |bits, letter| bits << 6 | value(*letter)) << (6 * (4 - chunk.len()));
        bytes.extend((0..chunk.len() - 1).map(|at| (bits >> (16 - 8 * at) & 255) as u8));
    }
    bytes
}
