//! Schema tabs: open a symbol, go to another and back, go to a definition, write a schema out.

use std::path::PathBuf;

use farcall_core::{
    engine::SourceId,
    schema::{MethodPath, PageKind},
};

use super::{Effect, work};
use crate::{
    action::{Action, OpenHow},
    job::{Export, Job, PageJob, TextJob},
    state::{
        ExportKind, Focus, OnDemand, SchemaTab, SchemaView, Spot, State, Tab, TabContent, TabId, Writing, WritingId,
        type_key,
    },
};

/// Open a symbol: in the preview tab, in a tab that stays, or in another one.
pub fn open(state: &mut State, source: Option<SourceId>, spot: Spot, how: OpenHow, out: &mut Vec<Effect>) {
    let source = state.source_of_symbol(&spot.symbol, source).map(|source| source.id).or(source);
    if let Some(source) = source {
        state.left.selected = Some(type_key(source, &spot.symbol));
    }
    let shown =
        state.tabs.iter().find(|tab| how != OpenHow::Another && shows(tab, source, &spot.symbol)).map(|tab| tab.id);
    let preview = state.tabs.iter().find(|tab| how == OpenHow::Preview && tab.preview).map(|tab| tab.id);
    let id = match (shown, preview) {
        (Some(id), _) => {
            if how == OpenHow::Keep {
                state.tabs.keep(id);
            }
            id
        }
        (None, Some(id)) => {
            replace(state, id, SchemaTab::new(source, spot.symbol.clone()));
            id
        }
        (None, None) => {
            let id = TabId(state.fresh_id());
            let content = TabContent::Schema(Box::new(SchemaTab::new(source, spot.symbol.clone())));
            state.tabs.add(Tab { id, content, preview: how == OpenHow::Preview });
            id
        }
    };
    state.tabs.choose(id);
    go(state, id, spot, out);
}

/// Look at another place in a tab.
pub fn go(state: &mut State, id: TabId, to: Spot, out: &mut Vec<Effect>) {
    if let Some(tab) = state.tabs.schema_mut(id) {
        tab.go(to);
        look(state, id, out);
    }
}

/// Back, or forward again, in the chosen tab.
pub fn step(state: &mut State, forward: bool, out: &mut Vec<Effect>) {
    let Some(id) = state.chosen_schema().map(|(id, _)| id) else { return };
    let moved = state.tabs.schema_mut(id).is_some_and(|tab| if forward { tab.go_forward() } else { tab.go_back() });
    if moved {
        look(state, id, out);
    }
}

/// Page to source and back.
pub fn toggle_view(state: &mut State, out: &mut Vec<Effect>) {
    let Some((id, tab)) = state.chosen_schema() else { return };
    let view = match tab.at.view {
        SchemaView::Page if tab.kind() == Some(PageKind::Package) => return,
        SchemaView::Page => SchemaView::Source,
        SchemaView::Source => SchemaView::Page,
    };
    let to = Spot { symbol: tab.at.symbol.clone(), view };
    go(state, id, to, out);
}

/// Have what a tab looks at fetched, as far as it is not there.
pub fn look(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    let Some(tab) = state.tabs.schema_mut(id) else { return };
    let (symbol, preferred, view) = (tab.at.symbol.clone(), tab.source, tab.at.view);
    let known = state.source_of_symbol(&symbol, preferred).or_else(|| {
        let has = |source: &&crate::state::Source| source.listing.as_ref().is_some_and(|of| of.has_package(&symbol));
        state
            .sources
            .iter()
            .find(|source| Some(source.id) == preferred && has(source))
            .or(state.sources.iter().find(has))
    });
    let known = known.filter(|source| !source.waits_for_types());
    let found = known.and_then(|source| Some((source.id, source.listing.clone()?)));
    let waits = state.sources.iter().any(|source| source.is_loading());
    let Some(tab) = state.tabs.schema_mut(id) else { return };
    let Some((source, listing)) = found else {
        let gone = format!("No schema has {symbol}");
        let page_is_shown = tab.page.shown().is_some_and(|shown| shown.page.name == symbol);
        if waits || page_is_shown {
            tab.page.ask();
        } else {
            tab.page.answer(Err(gone.clone()));
            tab.text.answer(Err(gone));
        }
        return;
    };
    tab.source = Some(source);
    tab.page.ask();
    let schema = listing.schema().clone();
    work::work(Job::Page(PageJob { tab: id, listing, symbol: symbol.clone() }), out);
    if view == SchemaView::Source
        && let Some(tab) = state.tabs.schema_mut(id)
    {
        tab.text.ask();
        work::work(Job::Text(TextJob { tab: id, schema, symbol }), out);
    }
}

/// Look again in every tab: a schema is another than before.
pub fn look_again(state: &mut State, source: SourceId, out: &mut Vec<Effect>) {
    let concerns =
        |tab: &SchemaTab| tab.source.is_none_or(|of| of == source) || matches!(tab.page, OnDemand::Failed(_));
    let ids: Vec<TabId> = state.tabs.schemas_mut().filter(|(_, tab)| concerns(tab)).map(|(id, _)| id).collect();
    for id in ids {
        look(state, id, out);
    }
}

/// Go to the definition of what has the focus. Only panels know what that is: they answer in the next frame.
pub fn go_to_definition(state: &mut State) {
    state.focus = Some(Focus::Definition);
}

/// Call the method that the chosen schema tab shows.
pub fn call_shown(state: &mut State, out: &mut Vec<Effect>) {
    let Some((_, tab)) = state.chosen_schema() else { return };
    let method = MethodPath::parse(&tab.at.symbol).ok().filter(|_| tab.at.symbol.contains('/'));
    match (tab.source, method) {
        (Some(source), Some(path)) => {
            super::perform(state, Action::OpenMethod { source, path, how: OpenHow::Keep }, out);
        }
        _ => state.notices.say("This page shows no method"),
    }
}

/// Write the schema of a source.
pub fn export(state: &mut State, id: SourceId, kind: ExportKind, path: PathBuf, out: &mut Vec<Effect>) {
    let Some(source) = state.source(id) else { return };
    let Some(schema) = source.schema.clone() else {
        state.notices.say("There is no schema to write yet");
        return;
    };
    let title = source.name();
    let (id, stop) = state.begin_writing(format!("the {} of {title}", kind.name()));
    work::work(Job::Export(Box::new(Export { id, stop, schema, title, kind, path })), out);
}

/// End something that is being written.
pub fn stop_writing(state: &State, id: WritingId) {
    state.writings.iter().filter(|writing| writing.id == id).for_each(Writing::end);
}

/// Open the tab of a source.
pub fn show_source(state: &mut State, id: SourceId) {
    if state.source(id).is_none() {
        return;
    }
    let shown =
        state.tabs.iter().find(|tab| matches!(tab.content, TabContent::Source(of) if of == id)).map(|tab| tab.id);
    match shown {
        Some(tab) => state.tabs.choose(tab),
        None => {
            let tab = TabId(state.fresh_id());
            state.tabs.add(Tab { id: tab, content: TabContent::Source(id), preview: false });
        }
    }
}

/// Open the tab of the source that the chosen tab uses, else of the first one.
pub fn show_this_source(state: &mut State) {
    let of_call = state.chosen_call().and_then(|(_, call)| call.method.as_ref()?.source);
    let of_schema = state.chosen_schema().and_then(|(_, tab)| tab.source);
    let id = of_call.or(of_schema).or_else(|| state.sources.first().map(|source| source.id));
    match id {
        Some(id) => show_source(state, id),
        None => state.notices.say("There is no schema source yet"),
    }
}

fn shows(tab: &Tab, source: Option<SourceId>, symbol: &str) -> bool {
    matches!(&tab.content, TabContent::Schema(shown) if shown.at.symbol == symbol && shown.source == source)
}

/// The preview tab shows a symbol from now on; one that shows another already keeps its way back.
fn replace(state: &mut State, id: TabId, fresh: SchemaTab) {
    let Some(tab) = state.tabs.get_mut(id) else { return };
    match &mut tab.content {
        TabContent::Schema(shown) => shown.source = fresh.source,
        content => *content = TabContent::Schema(Box::new(fresh)),
    }
}
