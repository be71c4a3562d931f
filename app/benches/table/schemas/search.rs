//! Search over a large schema, typed letter by letter: the worst query, of names spread over all methods.
//! It measures the search alone, not the drawing of what it finds.

use std::time::{Duration, Instant};

use farcall_core::schema::{Schema, SearchIndex, Symbol, SymbolKind};

use super::ROUNDS;

/// Methods whose names are typed.
const TYPED: usize = 100;
/// What a list shows of what is found.
const SHOWN: usize = 100;

/// The worst query.
pub struct Worst {
    /// How long it took, the best of a few times.
    pub took: Duration,
    /// What was typed by then.
    pub query: String,
    /// Among so many symbols.
    pub symbols: usize,
    /// How many queries there were.
    pub queries: usize,
}

/// Types names of methods, and looks among methods alone or among all symbols.
pub fn worst(schema: &Schema, among_all: bool) -> Worst {
    let symbols: Vec<Symbol> =
        schema.symbols().into_iter().filter(|symbol| among_all || symbol.kind == SymbolKind::Method).collect();
    let methods: Vec<&str> = schema.methods().map(|method| method.path.method.as_str()).collect();
    let mut index = SearchIndex::of_symbols(symbols);
    let mut worst = Worst { took: Duration::ZERO, query: String::new(), symbols: index.len(), queries: 0 };
    for name in methods.iter().step_by((methods.len() / TYPED).max(1)) {
        for (at, took) in typed(&mut index, name).into_iter().enumerate() {
            worst.queries += 1;
            if took > worst.took {
                (worst.took, worst.query) = (took, name.chars().take(at + 1).collect());
            }
        }
    }
    worst
}

/// How long each letter takes, at best.
fn typed(index: &mut SearchIndex, name: &str) -> Vec<Duration> {
    let mut best = vec![Duration::MAX; name.chars().count()];
    for _ in 0..ROUNDS {
        index.find("", SHOWN);
        let mut query = String::new();
        for (letter, best) in name.chars().zip(&mut best) {
            query.push(letter);
            let begun = Instant::now();
            std::hint::black_box(index.find(&query, SHOWN));
            *best = begun.elapsed().min(*best);
        }
    }
    best
}
