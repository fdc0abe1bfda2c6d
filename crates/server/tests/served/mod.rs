//! A server on real sockets, on a port that the system chose, and a client that speaks as slowly as a test wants.

#![allow(dead_code, reason = "each test file takes what it needs")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use app::installation::{Installation, Place};
use app::log::Sealer;
use app::{Clock, Office, Operator, packs};
use server::{Accounts, Limits, NoTls, NotBound, Patience, Proxies, Renewal, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than anything takes that ends at all.
pub(crate) const LONG: Duration = Duration::from_secs(20);

/// A server that runs.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    pub(crate) metrics: SocketAddr,
    pub(crate) office: Office,
    pub(crate) sealer: Sealer,
    pub(crate) renewal: Option<Renewal>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
    data: tempfile::TempDir,
}

/// Much longer than a test takes; what a test is about it shortens.
pub(crate) fn patience() -> Patience {
    Patience { head: LONG * 3, body: LONG * 3, answer: LONG * 3, farewell: LONG, connections: 100, of_one_network: 100 }
}

pub(crate) fn settings(patience: Patience) -> Settings {
    Settings {
        listen: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        operator: Operator::default(),
        proxies: Proxies::default(),
        limits: Limits::USUAL,
        patience,
        metrics: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        tls: None,
    }
}

/// An installation with nobody in it.
async fn opened() -> (Installation, tempfile::TempDir) {
    let data = tempfile::tempdir().unwrap();
    let place = Place {
        data: data.path().to_owned(),
        database: None,
        connections: 4,
        origin: None,
        name: "Mamori".to_owned(),
        heads: None,
        vault: None,
    };
    (Installation::open(&place, packs::shipped().unwrap()).await.unwrap(), data)
}

pub(crate) async fn served(settings: Settings) -> Served {
    let (Installation { office, sign_in, set_up, sealer, .. }, data) = opened().await;
    let accounts = Accounts { office: office.clone(), sign_in, origin: None, set_up };
    let bound = server::bind(settings, packs::shipped().unwrap(), Clock::System, accounts).await.unwrap();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, bound.address().unwrap().port()));
    let metrics = bound.metrics_address().unwrap().unwrap();
    let renewal = bound.renewal();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(bound.run(async {
        let _ = stopped.await;
    }));
    Served { address, metrics, office, sealer, renewal, stop, running, data }
}

/// What is wrong with the certificate and key of these settings.
pub(crate) async fn refused(settings: Settings) -> NoTls {
    let (opened, _data) = opened().await;
    let Installation { office, sign_in, set_up, .. } = opened;
    let accounts = Accounts { office, sign_in, origin: None, set_up };
    match server::bind(settings, packs::shipped().unwrap(), Clock::System, accounts).await {
        Err(NotBound::Tls(fault)) => fault,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it is served"),
    }
}

impl Served {
    /// Asks it to stop; done once it has.
    pub(crate) fn stop(self) -> JoinHandle<()> {
        self.stop.send(()).unwrap();
        self.running
    }

    pub(crate) async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }

    /// A connection that comes from this address of the machine itself.
    pub(crate) async fn connect_from(&self, last: u8) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(IpAddr::from([127, 0, 0, last]), 0)).unwrap();
        Client(socket.connect(self.address).await.unwrap())
    }

    /// A good client: it sends its request at once and is answered.
    pub(crate) async fn is_well(&self) {
        let mut client = self.connect().await;
        client.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
        let answer = client.rest().await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }

    /// The numbers as they are now.
    pub(crate) async fn numbers(&self) -> String {
        let mut client = Client(TcpStream::connect(self.metrics).await.unwrap());
        client.send("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
        let answer = client.rest().await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 ") && head.contains("text/plain; version=0.0.4"), "{head}");
        body.to_owned()
    }

    /// The number after this name with its labels.
    pub(crate) async fn number(&self, name: &str) -> f64 {
        let numbers = self.numbers().await;
        let line = numbers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name} in {numbers}")).parse().unwrap()
    }
}

/// A client that does as it is told.
pub(crate) struct Client(pub(crate) TcpStream);

impl Client {
    pub(crate) async fn send(&mut self, text: &str) {
        timeout(LONG, self.0.write_all(text.as_bytes())).await.unwrap().unwrap();
    }

    /// What still comes until the other end closes.
    pub(crate) async fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        // A connection that was broken off ends, too.
        let _ = timeout(LONG, self.0.read_to_end(&mut bytes)).await.expect("the connection is closed");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Some bytes of an answer; it is asked for until this is in it.
    pub(crate) async fn until(&mut self, part: &str) -> String {
        let mut bytes = Vec::new();
        while !String::from_utf8_lossy(&bytes).contains(part) {
            let read = timeout(LONG, self.0.read_buf(&mut bytes)).await.unwrap().unwrap();
            assert!(read > 0, "closed after {}", String::from_utf8_lossy(&bytes));
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
