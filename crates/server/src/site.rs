//! What every handler shares: the packs, the operator, the clock, and the pages made once.

use std::collections::HashMap;
use std::sync::Arc;

use app::{Clock, Operator, Texts};
use axum::http::HeaderMap;
use axum::response::Response;
use criteria::catalogue::Catalogue;
use criteria::edition::EditionId;
use criteria::pack::checklist::Checklist;
use criteria::text::Lang;
use tokio::sync::Semaphore;

use crate::accounts::Accounts;
use crate::api::packs::{list_json, pack_json};
use crate::error::{PageRefusal, Refusal};
use crate::limits::{Allowances, Limits};
use crate::metrics::Metrics;
use crate::proxies::Proxies;
use crate::ready::Ready;
use crate::view;

/// How many sheets are read or papers made at once.
const AT_ONCE: usize = 2;

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    catalogue: &'static Catalogue,
    operator: Operator,
    clock: Clock,
    pages: HashMap<(Page, Lang), Ready>,
    pack_list: Ready,
    packs: HashMap<String, Ready>,
    accounts: Option<Accounts>,
    proxies: Proxies,
    requests: Allowances,
    papers: Allowances,
    metrics: Metrics,
    /// Whether people come over TLS, ours or that of a proxy.
    tls: bool,
    /// How many sheets and papers may be under way at once: each takes a core and some memory.
    heavy: Arc<Semaphore>,
}

/// The pages that depend on nothing but their language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Page {
    /// The door.
    Home,
    /// The questions of a checklist.
    Check(String),
    /// The result of a checklist, to be filled on the device.
    Result(String),
    /// The answer sheet on paper.
    Sheet(String),
    /// A checklist of one's own, to be opened on the device.
    Own,
    /// The form that finds a certification body.
    Bodies,
    /// All cases and approaches.
    Cases,
    /// All consultation desks.
    Desks,
    /// About the data.
    About,
    /// Privacy.
    Privacy,
    /// The viewer of the API's description.
    ApiDocs,
}

impl Site {
    /// Renders every page that can be rendered once.
    #[must_use]
    pub fn new(catalogue: &'static Catalogue, operator: Operator, clock: Clock) -> Self {
        let mut pages = HashMap::new();
        for lang in Lang::ALL {
            let frame = view::Frame { texts: Texts::new(lang), operator: &operator, who: None, today: clock.today() };
            for (page, markup) in view::standing_pages(frame, catalogue) {
                pages.insert((page, lang), Ready::new("text/html; charset=utf-8", markup.into_string()));
            }
        }
        let pack_list = Ready::new("application/json", list_json(catalogue.packs()));
        let newest = catalogue.packs().iter().filter_map(|pack| catalogue.pack(&pack.edition.pack));
        let packs =
            newest.map(|pack| (pack.edition.pack.clone(), Ready::new("application/json", pack_json(pack)))).collect();
        Self(Arc::new(Inner {
            catalogue,
            operator,
            clock,
            pages,
            pack_list,
            packs,
            accounts: None,
            proxies: Proxies::default(),
            requests: Allowances::new(Limits::USUAL.requests),
            papers: Allowances::new(Limits::USUAL.papers),
            metrics: Metrics::default(),
            tls: false,
            heavy: Arc::new(Semaphore::new(AT_ONCE)),
        }))
    }

    /// The same site, with accounts.
    #[must_use]
    pub fn with_accounts(mut self, accounts: Accounts) -> Self {
        // Nobody else has it yet; a site that is shared stays as it is.
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.tls |= accounts.origin.as_ref().is_some_and(|origin| origin.starts_with("https://"));
            inner.accounts = Some(accounts);
        }
        self
    }

    /// The same site, behind proxies whose word on addresses is taken.
    #[must_use]
    pub fn behind(mut self, proxies: Proxies) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.proxies = proxies;
        }
        self
    }

    /// The same site, with other limits on what is open to everybody.
    #[must_use]
    pub fn limited(mut self, limits: Limits) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.requests = Allowances::new(limits.requests);
            inner.papers = Allowances::new(limits.papers);
        }
        self
    }

    /// The same site, over TLS.
    #[must_use]
    pub fn over_tls(mut self) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.tls = true;
        }
        self
    }

    /// Whether people come over TLS.
    pub(crate) fn is_over_tls(&self) -> bool {
        self.0.tls
    }

    /// The same site, counting its requests there.
    #[must_use]
    pub(crate) fn counting(mut self, metrics: Metrics) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.metrics = metrics;
        }
        self
    }

    /// Where requests are counted.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// How often each network may still send something to be worked out.
    pub(crate) fn requests(&self) -> &Allowances {
        &self.0.requests
    }

    /// How often each network may still have a sheet read or a paper made.
    pub(crate) fn papers(&self) -> &Allowances {
        &self.0.papers
    }

    /// The proxies whose word on addresses is taken.
    pub(crate) fn proxies(&self) -> &Proxies {
        &self.0.proxies
    }

    /// The list of packs as JSON.
    pub(crate) fn pack_list(&self) -> &Ready {
        &self.0.pack_list
    }

    /// The newest edition of a pack as JSON.
    pub(crate) fn pack_document(&self, id: &str) -> Option<&Ready> {
        self.0.packs.get(id)
    }

    /// Does work that takes a core for some milliseconds away from the threads that answer, a few at once.
    pub(crate) async fn heavy<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = self.0.heavy.clone().acquire_owned().await.map_err(|_| Refusal::Broken)?;
        // The turn goes with the work: who asked may leave before it is done.
        let work = move || {
            let _turn = turn;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::Broken)
    }

    /// Who operates the installation.
    pub(crate) fn operator(&self) -> &Operator {
        &self.0.operator
    }

    /// The packs.
    pub(crate) fn catalogue(&self) -> &'static Catalogue {
        self.0.catalogue
    }

    /// The clock.
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// What every page in `lang` has around it.
    pub(crate) fn frame(&self, lang: Lang) -> view::Frame<'_> {
        view::Frame { texts: Texts::new(lang), operator: &self.0.operator, who: None, today: self.0.clock.today() }
    }

    /// The same, with who is signed in.
    pub(crate) fn frame_of<'a>(&'a self, lang: Lang, who: &'a view::Who) -> view::Frame<'a> {
        view::Frame { who: Some(who), ..self.frame(lang) }
    }

    /// The accounts; an installation without a database has no such pages.
    pub(crate) fn accounts(&self) -> Result<&Accounts, Refusal> {
        self.0.accounts.as_ref().ok_or(Refusal::NoSuchPage)
    }

    /// The refusal as a page in `lang`.
    pub(crate) fn refuse(&self, lang: Lang, refusal: &Refusal) -> PageRefusal {
        Self::worded(self.frame(lang), refusal)
    }

    /// The same to somebody who is signed in.
    pub(crate) fn refuse_to(&self, lang: Lang, refusal: &Refusal, who: &view::Who) -> PageRefusal {
        Self::worded(self.frame_of(lang, who), refusal)
    }

    fn worded(frame: view::Frame<'_>, refusal: &Refusal) -> PageRefusal {
        let page = view::error::page(frame, refusal);
        let (status, retry_after) = (refusal.status(), refusal.retry_after());
        PageRefusal { status, page, retry_after, refusal: Box::new(refusal.clone()) }
    }

    /// A page made at the start.
    pub(crate) fn page(&self, page: Page, lang: Lang, headers: &HeaderMap) -> Result<Response, Refusal> {
        self.0.pages.get(&(page, lang)).map(|ready| ready.answer(headers)).ok_or(Refusal::NoSuchPage)
    }

    /// The checklist with this id.
    pub(crate) fn checklist(&self, id: &str) -> Result<(&'static EditionId, &'static Checklist), Refusal> {
        let (pack, checklist) =
            self.0.catalogue.checklist(id).ok_or_else(|| Refusal::NoSuchPack(id.chars().take(40).collect()))?;
        Ok((&pack.edition, checklist))
    }
}
