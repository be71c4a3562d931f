//! A schema tab: the page of a symbol or the source it is written in, with the way back. It makes no page.

use std::sync::Arc;

use farcall_core::{
    engine::SourceId,
    schema::{DocBlock, Page, PageKind, SymbolKind},
};

use super::OnDemand;

/// A schema tab.
pub struct SchemaTab {
    /// The source that knows the symbol; `None` until one does.
    pub source: Option<SourceId>,
    /// What is looked at.
    pub at: Spot,
    /// What was looked at before, the latest last.
    pub back: Vec<Spot>,
    /// What was gone back from, the latest last.
    pub forward: Vec<Spot>,
    /// The page.
    pub page: OnDemand<Arc<Shown>>,
    /// The source text.
    pub text: OnDemand<Arc<FileText>>,
}

/// A place to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Full name of the symbol; of a method `pkg.Service/Method`.
    pub symbol: String,
    /// Its page or its source.
    pub view: SchemaView,
}

/// Two views of a symbol.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SchemaView {
    /// What there is to know of it.
    #[default]
    Page,
    /// The text it is written in.
    Source,
}

/// A page as it is drawn: its comments are prose.
pub struct Shown {
    /// What core says of the symbol.
    pub page: Page,
    /// Its comment.
    pub docs: Vec<DocBlock>,
    /// The comment of each member.
    pub member_docs: Vec<Vec<DocBlock>>,
}

/// A file of a schema as text.
pub struct FileText {
    /// The file, as the schema names it.
    pub file: String,
    /// The whole text.
    pub text: Arc<str>,
    /// Byte at which the definition that was asked for begins.
    pub at: Option<usize>,
    /// Where it lies on disk; `None`: the text was made of its descriptor.
    pub path: Option<std::path::PathBuf>,
}

/// How far back one can go.
const BACK_MAX: usize = 100;

impl SchemaTab {
    /// A tab that looks at a symbol.
    pub fn new(source: Option<SourceId>, symbol: String) -> Self {
        Self {
            source,
            at: Spot { symbol, view: SchemaView::Page },
            back: Vec::new(),
            forward: Vec::new(),
            page: OnDemand::NotAsked,
            text: OnDemand::NotAsked,
        }
    }

    /// A copy for another tab: where it is and the way there.
    pub fn duplicate(&self) -> Self {
        Self {
            source: self.source,
            at: self.at.clone(),
            back: self.back.clone(),
            forward: self.forward.clone(),
            page: self.page.clone(),
            text: self.text.clone(),
        }
    }

    /// Title of the tab: the name of the symbol alone, of a package the whole.
    pub fn title(&self) -> &str {
        match self.kind() {
            Some(PageKind::Package) => &self.at.symbol,
            _ => short_name(&self.at.symbol),
        }
    }

    /// What kind of symbol it is, once that is known.
    pub fn kind(&self) -> Option<PageKind> {
        self.page.shown().filter(|shown| shown.page.name == self.at.symbol).map(|shown| shown.page.kind)
    }

    /// Look at another place; the one before can be gone back to.
    pub fn go(&mut self, to: Spot) {
        if to == self.at {
            return;
        }
        self.back.push(std::mem::replace(&mut self.at, to));
        if self.back.len() > BACK_MAX {
            self.back.remove(0);
        }
        self.forward.clear();
    }

    /// Go back to the place before; says whether there is one.
    pub fn go_back(&mut self) -> bool {
        step(&mut self.back, &mut self.at, &mut self.forward)
    }

    /// Go forward to where one came back from.
    pub fn go_forward(&mut self) -> bool {
        step(&mut self.forward, &mut self.at, &mut self.back)
    }
}

fn step(from: &mut Vec<Spot>, at: &mut Spot, to: &mut Vec<Spot>) -> bool {
    let Some(next) = from.pop() else { return false };
    to.push(std::mem::replace(at, next));
    true
}

/// The last part of a name: `Order` of `shop.v1.Order`, `Get` of `shop.v1.Orders/Get`.
pub fn short_name(symbol: &str) -> &str {
    symbol.rsplit(['.', '/']).next().unwrap_or(symbol)
}

/// The kind of page that a symbol has.
pub fn page_kind(kind: SymbolKind) -> PageKind {
    match kind {
        SymbolKind::Service => PageKind::Service,
        SymbolKind::Method => PageKind::Method,
        SymbolKind::Message => PageKind::Message,
        SymbolKind::Enum => PageKind::Enum,
        SymbolKind::Extension => PageKind::Extension,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(symbol: &str) -> Spot {
        Spot { symbol: symbol.to_owned(), view: SchemaView::Page }
    }

    #[test]
    fn the_way_back_is_that_of_a_browser() {
        let mut tab = SchemaTab::new(None, "a.A".to_owned());
        tab.go(spot("a.B"));
        tab.go(spot("a.B"));
        tab.go(spot("a.C"));
        assert!(tab.go_back() && tab.go_back() && !tab.go_back());
        assert_eq!(tab.at, spot("a.A"));
        assert!(tab.go_forward());
        assert_eq!(tab.at, spot("a.B"));
        tab.go(spot("a.D"));
        assert!(!tab.go_forward(), "another way was taken");
        assert!(tab.go_back());
        assert_eq!(tab.at, spot("a.B"));
    }

    #[test]
    fn the_way_back_is_bounded() {
        let mut tab = SchemaTab::new(None, "a.0".to_owned());
        (1..=BACK_MAX + 7).for_each(|at| tab.go(spot(&format!("a.{at}"))));
        assert_eq!(tab.back.len(), BACK_MAX);
        assert_eq!(
            (short_name("shop.v1.Orders/Get"), short_name("shop.v1.Order"), tab.title()),
            ("Get", "Order", "107")
        );
    }
}
