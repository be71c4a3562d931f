//! The page of a symbol with its comments as prose, and the source it is written in. It draws nothing.

use std::sync::Arc;

use farcall_core::schema::{Schema, prose};

use super::Done;
use crate::{
    proto_text,
    state::{FileText, Listing, Shown, TabId},
};

/// A page that is asked for.
pub struct PageJob {
    /// The tab that shows it.
    pub tab: TabId,
    /// The schema, by its list.
    pub listing: Arc<Listing>,
    /// The symbol.
    pub symbol: String,
}

/// A source text that is asked for.
pub struct TextJob {
    /// The tab that shows it.
    pub tab: TabId,
    /// The schema.
    pub schema: Schema,
    /// The symbol.
    pub symbol: String,
}

impl PageJob {
    /// Make the page.
    pub fn run(self) -> Done {
        let shown = shown(self.listing.schema(), &self.symbol);
        let shown = shown.map(Arc::new).ok_or_else(|| format!("The schema has no {}", self.symbol));
        Done::Page(self.tab, self.symbol, shown)
    }
}

fn shown(schema: &Schema, symbol: &str) -> Option<Shown> {
    let page = schema.page(symbol)?;
    let docs = prose(&page.docs);
    let member_docs = page.members.iter().map(|member| prose(&member.docs)).collect();
    Some(Shown { page, docs, member_docs })
}

impl TextJob {
    /// Read the text.
    pub fn run(self) -> Done {
        let text = self.text().map(Arc::new);
        Done::Text(self.tab, self.symbol, text)
    }

    fn text(&self) -> Result<FileText, String> {
        let page = self.schema.page(&self.symbol).ok_or_else(|| format!("The schema has no {}", self.symbol))?;
        let text = self.schema.file_text(&page.file).ok_or("A package is written in no single file")?;
        let path = self.schema.source_path(&page.file).map(std::path::Path::to_path_buf);
        let told = page.place.map(|place| line_start(&text, place.line.saturating_sub(1) as usize));
        let at = proto_text::place_of(&text, &self.symbol).or(told.filter(|_| path.is_some()));
        Ok(FileText { file: page.file, text: text.into(), at, path })
    }
}

/// Where a 0-based line begins.
fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line).map(str::len).sum()
}
