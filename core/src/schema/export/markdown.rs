//! The reference as Markdown: headings with anchors, tables of members, comments as they were meant.
//! Nothing of a comment is HTML in what comes out.

use std::io::{self, Write};

use super::reference::{PackageReference, Reference, ReferenceOptions, ServiceReference};
use crate::schema::{
    DocBlock, DocLink, DocSpan, Member, OptionLine, Page, PageKind, Schema, TypeName, Usage, UsedAs, prose,
};

/// Writes the reference of a schema as Markdown.
///
/// # Errors
/// Of the writer.
pub fn markdown(schema: &Schema, options: &ReferenceOptions, out: &mut dyn Write) -> io::Result<()> {
    let reference = Reference::of(schema, options);
    let writer = Markdown { reference: &reference };
    writeln!(out, "# {}\n", escaped(options.title()))?;
    for package in reference.packages() {
        writeln!(out, "- [{}](#{})", escaped(package_name(package)), anchor(package_name(package)))?;
    }
    for name in reference.packages() {
        let package = reference.package(name);
        out.write_all(writer.package(name, &package).as_bytes())?;
    }
    Ok(())
}

struct Markdown<'a> {
    reference: &'a Reference<'a>,
}

impl Markdown<'_> {
    fn package(&self, name: &str, package: &PackageReference) -> String {
        let name = package_name(name);
        let mut text = heading(2, name, &escaped(name));
        package.docs.iter().for_each(|docs| text.push_str(&self.docs(docs)));
        let links = |pages: &mut dyn Iterator<Item = &Page>| {
            pages.map(|page| format!("- {}\n", self.link(&page.name, &escaped(short(&page.name, name))))).collect()
        };
        let contents: String = links(&mut package.services.iter().map(|one| &one.page).chain(&package.types));
        text.push_str(&format!("\n{contents}"));
        package.services.iter().for_each(|service| text.push_str(&self.service(service)));
        package.types.iter().for_each(|page| text.push_str(&self.page(page)));
        text
    }

    fn service(&self, service: &ServiceReference) -> String {
        let mut text = self.page(&service.page);
        for method in &service.methods {
            text.push_str(&self.page(method));
        }
        text
    }

    fn page(&self, page: &Page) -> String {
        let level = if page.kind == PageKind::Method { 4 } else { 3 };
        let name = last_part(&page.name);
        let mut text = heading(level, &page.name, &format!("{} {}", noun(page.kind), escaped(name)));
        if page.deprecated {
            text.push_str("\n**Deprecated.**\n");
        }
        text.push_str(&self.docs(&page.docs));
        let facts: Vec<String> = page.hints.iter().map(|hint| escaped(hint)).collect();
        if !facts.is_empty() {
            text.push_str(&format!("\n*{}*\n", facts.join("; ")));
        }
        text.push_str(&self.members(page));
        if let Some(options) = fenced_options(&page.options) {
            text.push_str(&options);
        }
        if !page.used_by.is_empty() {
            let mut uses: Vec<String> = page.used_by.iter().map(|usage| self.usage(usage)).collect();
            uses.dedup();
            text.push_str(&format!("\nUsed by {}\n", uses.join(", ")));
        }
        text
    }

    fn members(&self, page: &Page) -> String {
        let (head, row): (&str, fn(&Self, &Member) -> String) = match page.kind {
            PageKind::Service => ("| Method | Request | Response | |\n| --- | --- | --- | --- |\n", Self::method_row),
            PageKind::Method => ("| | Type |\n| --- | --- |\n", Self::type_row),
            PageKind::Enum => ("| Name | Number | |\n| --- | --- | --- |\n", Self::value_row),
            PageKind::Message | PageKind::Extension | PageKind::Package => {
                ("| Name | Number | Type | |\n| --- | --- | --- | --- |\n", Self::field_row)
            }
        };
        let rows: String = page.members.iter().map(|member| row(self, member)).collect();
        if rows.is_empty() { String::new() } else { format!("\n{head}{rows}") }
    }

    fn method_row(&self, member: &Member) -> String {
        let types: Vec<String> = member.types.iter().map(|one| self.type_name(one)).collect();
        format!("| {} | {} | {} |\n", self.name(member), types.join(" | "), self.said(member))
    }

    fn type_row(&self, member: &Member) -> String {
        let types: Vec<String> = member.types.iter().map(|one| self.type_name(one)).collect();
        format!("| {} | {} |\n", member.kind, types.join(" | "))
    }

    fn value_row(&self, member: &Member) -> String {
        format!("| {} | {} | {} |\n", self.name(member), number(member), self.said(member))
    }

    fn field_row(&self, member: &Member) -> String {
        let types: Vec<String> = member.types.iter().map(|one| self.type_name(one)).collect();
        let label = if member.label.is_empty() { String::new() } else { format!("{} ", member.label) };
        let types = if types.is_empty() { member.kind.to_owned() } else { types.join(" ") };
        format!("| {} | {} | {label}{types} | {} |\n", self.name(member), number(member), self.said(member))
    }

    fn name(&self, member: &Member) -> String {
        match &member.symbol {
            Some(symbol) => self.link(symbol, &escaped(&member.name)),
            None => escaped(&member.name),
        }
    }

    /// What is said of a member, in one cell.
    fn said(&self, member: &Member) -> String {
        let mut said: Vec<String> = Vec::new();
        if member.deprecated {
            said.push("**Deprecated.**".to_owned());
        }
        if let Some(oneof) = &member.oneof {
            said.push(format!("One of {}.", escaped(oneof)));
        }
        said.extend(prose(&member.docs).iter().map(|block| self.in_cell(block)));
        let hints: Vec<String> = member.hints.iter().map(|hint| format!("*{}*", escaped(hint))).collect();
        said.extend(Some(hints.join("; ")).filter(|hints| !hints.is_empty()));
        let shown = member.options.iter().filter(|option| option.name != "deprecated");
        said.extend(shown.map(|option| code(&format!("{} = {}", option.name, option.value)).replace('|', "\\|")));
        said.join("<br>")
    }

    fn in_cell(&self, block: &DocBlock) -> String {
        let text = match block {
            DocBlock::Paragraph(spans) | DocBlock::Heading(_, spans) => self.spans(spans),
            DocBlock::Item { marker, spans, .. } => format!("{} {}", escaped(marker), self.spans(spans)),
            DocBlock::Code(text) => text.lines().map(code).collect::<Vec<_>>().join("<br>").replace('|', "\\|"),
        };
        text.replace('\n', "<br>")
    }

    fn docs(&self, docs: &str) -> String {
        prose(docs).iter().map(|block| format!("\n{}\n", self.block(block))).collect()
    }

    fn block(&self, block: &DocBlock) -> String {
        match block {
            DocBlock::Paragraph(spans) => self.spans(spans),
            // Headings of comments stand below those of the reference.
            DocBlock::Heading(_, spans) => format!("**{}**", self.spans(spans)),
            DocBlock::Item { depth, marker, spans } => {
                let marker = match marker.as_str() {
                    "" => " ",
                    "•" => "-",
                    number => number,
                };
                format!("{}{marker} {}", "  ".repeat(usize::from(*depth)), self.spans(spans))
            }
            DocBlock::Code(text) => fenced("", text),
        }
    }

    fn spans(&self, spans: &[DocSpan]) -> String {
        let span = |span: &DocSpan| match span {
            DocSpan::Text(text) => escaped(text),
            DocSpan::Code(text) => code(text),
            DocSpan::Strong(text) => format!("**{}**", escaped(text)),
            DocSpan::Emphasis(text) => format!("*{}*", escaped(text)),
            DocSpan::Link(text, DocLink::Symbol(symbol)) => self.link(symbol, &escaped(text)),
            DocSpan::Link(text, DocLink::Url(url)) => format!("[{}](<{}>)", escaped(text), url_escaped(url)),
        };
        spans.iter().map(span).collect()
    }

    fn type_name(&self, of: &TypeName) -> String {
        match &of.symbol {
            Some(symbol) => self.link(symbol, &escaped(&of.text)),
            None => escaped(&of.text),
        }
    }

    fn usage(&self, usage: &Usage) -> String {
        let name = match &usage.used_as {
            UsedAs::Field(field) => format!("{}.{field}", usage.symbol),
            UsedAs::Request | UsedAs::Response | UsedAs::Extension => usage.symbol.clone(),
        };
        self.link(&usage.symbol, &escaped(&name))
    }

    /// A link, if it leads somewhere; `text` is escaped.
    fn link(&self, symbol: &str, text: &str) -> String {
        if self.reference.has(symbol) { format!("[{text}](#{})", anchor(symbol)) } else { text.to_owned() }
    }
}

fn heading(level: usize, symbol: &str, text: &str) -> String {
    format!("\n<a id=\"{}\"></a>\n\n{} {text}\n", anchor(symbol), "#".repeat(level))
}

/// Letters, digits and what parts them: as an anchor everything else is a dash.
fn anchor(symbol: &str) -> String {
    symbol.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => escaped.extend(['\\', character]),
            other => escaped.push(other),
        }
    }
    escaped
}

fn url_escaped(url: &str) -> String {
    url.replace('<', "%3C").replace('>', "%3E").replace(char::is_whitespace, "%20").replace('|', "%7C")
}

/// A code span, its marks longer than any within.
fn code(text: &str) -> String {
    let marks = "`".repeat(longest_run(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{marks}{pad}{}{pad}{marks}", text.replace('\n', " "))
}

fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}")
}

fn fenced_options(options: &[OptionLine]) -> Option<String> {
    let shown = options.iter().filter(|option| option.name != "deprecated");
    let lines: Vec<String> = shown.map(|option| format!("option {} = {};", option.name, option.value)).collect();
    (!lines.is_empty()).then(|| format!("\n{}\n", fenced("proto", &lines.join("\n"))))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn number(member: &Member) -> String {
    member.number.map_or_else(String::new, |number| number.to_string())
}

pub(super) fn noun(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Package => "package",
        PageKind::Service => "service",
        PageKind::Method => "method",
        PageKind::Message => "message",
        PageKind::Enum => "enum",
        PageKind::Extension => "extension",
    }
}

pub(super) fn package_name(name: &str) -> &str {
    if name.is_empty() { "(no package)" } else { name }
}

/// A name within its package.
pub(super) fn short<'a>(name: &'a str, package: &str) -> &'a str {
    name.strip_prefix(package).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name)
}

pub(super) fn last_part(name: &str) -> &str {
    name.rsplit(['.', '/']).next().unwrap_or(name)
}
