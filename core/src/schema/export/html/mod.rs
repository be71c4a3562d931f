//! The reference as one HTML file that asks nothing of the network: style and script are in it, and a policy forbids the
//! rest. What comments say is text; the few marks of prose become elements of ours.

mod page;
mod text;

use std::io::{self, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use self::{page::Pages, text::escaped};
use super::{
    markdown::{package_name, short},
    reference::{Reference, ReferenceOptions},
};
use crate::schema::Schema;

const STYLE: &str = include_str!("style.css");
const FILTER: &str = include_str!("filter.js");

/// Writes the reference of a schema as one HTML file: a table of contents with a filter, light and dark by what the reader
/// prefers, links between types, no request to anywhere.
///
/// # Errors
/// Of the writer.
pub fn html(schema: &Schema, options: &ReferenceOptions, out: &mut dyn Write) -> io::Result<()> {
    let reference = Reference::of(schema, options);
    let title = escaped(options.title());
    head(&title, out)?;
    writeln!(out, "<nav aria-label=\"Contents\">\n<h1>{title}</h1>")?;
    writeln!(out, "<input id=\"filter\" type=\"search\" placeholder=\"Filter\" aria-label=\"Filter the contents\">")?;
    for name in reference.packages() {
        contents(&reference, name, out)?;
    }
    writeln!(out, "</nav>\n<main>")?;
    let pages = Pages { reference: &reference };
    for name in reference.packages() {
        let package = reference.package(name);
        out.write_all(pages.package(name, &package).as_bytes())?;
    }
    writeln!(out, "</main>\n<script>{FILTER}</script>\n</body>\n</html>")
}

fn head(title: &str, out: &mut dyn Write) -> io::Result<()> {
    let script = STANDARD.encode(Sha256::digest(FILTER));
    let policy = format!("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{script}'");
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>")
}

/// The part of the table of contents that is of one package.
fn contents(reference: &Reference<'_>, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let shown = package_name(name);
    let open = if reference.packages().count() > 3 { "" } else { " open" };
    writeln!(out, "<details{open}><summary><a href=\"#{0}\">{0}</a></summary>\n<ul>", escaped(shown))?;
    for symbol in reference.symbols(name) {
        writeln!(out, "<li><a href=\"#{}\">{}</a></li>", escaped(&symbol), escaped(short(&symbol, name)))?;
    }
    writeln!(out, "</ul></details>")
}
