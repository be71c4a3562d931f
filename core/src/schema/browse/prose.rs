//! Comments as prose: what Markdown in a comment means, for those who draw it. It draws nothing.
//! HTML in a comment is text; a link leads to the web, to a mail address or to a symbol, and nowhere else.

use pulldown_cmark::{BrokenLink, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// A block of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocBlock {
    /// A paragraph.
    Paragraph(Vec<DocSpan>),
    /// A heading, of level 1 to 6.
    Heading(u8, Vec<DocSpan>),
    /// An item of a list.
    Item {
        /// Lists around it, 0 for none.
        depth: u8,
        /// `•`, `1.`; empty for what follows in an item that has begun.
        marker: String,
        /// Its text.
        spans: Vec<DocSpan>,
    },
    /// Text to show as it is, in a fixed pitch.
    Code(String),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocSpan {
    /// Plain.
    Text(String),
    /// Fixed pitch.
    Code(String),
    /// Strong.
    Strong(String),
    /// Emphasised.
    Emphasis(String),
    /// A link.
    Link(String, DocLink),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocLink {
    /// Out of the program; only http, https and mailto.
    Url(String),
    /// To a symbol of the schema: `[Order][shop.v1.Order]`.
    Symbol(String),
}

/// Bytes of a comment that are read as prose; the rest is shown as it is.
const MOST_BYTES: usize = 64 << 10;

/// A comment, without its marks, as blocks.
pub fn prose(text: &str) -> Vec<DocBlock> {
    let cut = text.floor_char_boundary(MOST_BYTES);
    let (prose, rest) = text.split_at_checked(cut).unwrap_or((text, ""));
    let mut builder = Builder::default();
    // `[Order][shop.v1.Order]` names no link that the text defines: a symbol, as Google's comments write it.
    let symbol = |link: BrokenLink<'_>| is_symbol(&link).then(|| (CowStr::from(link.reference.to_string()), "".into()));
    for event in Parser::new_with_broken_link_callback(prose, Options::empty(), Some(symbol)) {
        builder.take(event);
    }
    builder.end_block();
    if !rest.is_empty() {
        builder.blocks.push(DocBlock::Code(rest.to_owned()));
    }
    builder.blocks
}

/// A word in brackets is no link unless it can only be a name.
fn is_symbol(link: &BrokenLink<'_>) -> bool {
    let name = link.reference.trim_start_matches('.');
    let is_name = name.split(['.', '/']).all(|part| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    is_name && (link.link_type == LinkType::Reference || name.contains('.'))
}

/// Blocks in the making.
#[derive(Default)]
struct Builder {
    blocks: Vec<DocBlock>,
    spans: Vec<DocSpan>,
    /// What the text that comes is to be.
    style: Vec<Style>,
    /// Lists around: the number of the next item, or none for bullets.
    lists: Vec<Option<u64>>,
    /// The mark of the item that has begun.
    marker: Option<String>,
    heading: Option<u8>,
    code: Option<String>,
}

enum Style {
    Strong,
    Emphasis,
    Link(Option<DocLink>),
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.text(&text, DocSpan::Text),
            },
            Event::Code(text) => self.text(&text, DocSpan::Code),
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text, DocSpan::Text),
            Event::SoftBreak => self.text(" ", DocSpan::Text),
            Event::HardBreak => self.text("\n", DocSpan::Text),
            Event::Rule => self.end_block(),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.end_block();
                self.heading = Some(level_number(level));
            }
            Tag::CodeBlock(_) => {
                self.end_block();
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.end_block();
                self.lists.push(first);
            }
            Tag::Item => {
                self.end_block();
                self.marker = Some(self.next_marker());
            }
            Tag::Strong => self.style.push(Style::Strong),
            Tag::Emphasis => self.style.push(Style::Emphasis),
            Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. } => {
                self.style.push(Style::Link(target(link_type, &dest_url)));
            }
            _ => self.end_block(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link | TagEnd::Image => {
                self.style.pop();
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.blocks.push(DocBlock::Code(code.trim_end_matches('\n').to_owned()));
            }
            TagEnd::List(_) => {
                self.end_block();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.end_block();
                self.marker = None;
            }
            _ => self.end_block(),
        }
    }

    /// A piece of a line, in the style that stands around it; alike neighbours are one.
    fn text(&mut self, text: &str, plain: fn(String) -> DocSpan) {
        let link = self.style.iter().rev().find_map(|style| match style {
            Style::Link(link) => link.clone(),
            Style::Strong | Style::Emphasis => None,
        });
        let text = text.to_owned();
        let span = match (link, self.style.last()) {
            (Some(link), _) => DocSpan::Link(text, link),
            (None, Some(Style::Strong)) => DocSpan::Strong(text),
            (None, Some(Style::Emphasis)) => DocSpan::Emphasis(text),
            (None, _) => plain(text),
        };
        match (self.spans.last_mut(), &span) {
            (Some(DocSpan::Text(before)), DocSpan::Text(more)) => before.push_str(more),
            (Some(DocSpan::Strong(before)), DocSpan::Strong(more)) => before.push_str(more),
            (Some(DocSpan::Emphasis(before)), DocSpan::Emphasis(more)) => before.push_str(more),
            (Some(DocSpan::Link(before, to)), DocSpan::Link(more, same)) if to == same => before.push_str(more),
            _ => self.spans.push(span),
        }
    }

    fn end_block(&mut self) {
        let mut spans = std::mem::take(&mut self.spans);
        if let Some(DocSpan::Text(last)) = spans.last_mut() {
            last.truncate(last.trim_end().len());
        }
        spans.retain(|span| !matches!(span, DocSpan::Text(text) if text.is_empty()));
        if spans.is_empty() {
            return;
        }
        let depth = self.lists.len();
        self.blocks.push(match (self.heading.take(), depth) {
            (Some(level), _) => DocBlock::Heading(level, spans),
            (None, 0) => DocBlock::Paragraph(spans),
            (None, depth) => DocBlock::Item {
                depth: u8::try_from(depth - 1).unwrap_or(u8::MAX),
                marker: self.marker.replace(String::new()).unwrap_or_default(),
                spans,
            },
        });
    }

    fn next_marker(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}.");
                *number = number.saturating_add(1);
                marker
            }
            _ => "•".to_owned(),
        }
    }
}

fn target(link_type: LinkType, to: &str) -> Option<DocLink> {
    match link_type {
        LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown => {
            Some(DocLink::Symbol(to.trim_start_matches('.').to_owned()))
        }
        LinkType::Email => Some(DocLink::Url(format!("mailto:{to}"))),
        _ => {
            let scheme = to.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
            let is_safe = matches!(scheme.as_deref(), Some("http" | "https" | "mailto"));
            is_safe.then(|| DocLink::Url(to.to_owned()))
        }
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::{DocBlock::*, DocLink::*, DocSpan::*, *};

    fn check(comment: &str, expected: &[DocBlock]) {
        assert_eq!(prose(comment), expected, "{comment:?}");
    }

    fn words(text: &str) -> Vec<DocSpan> {
        vec![Text(text.to_owned())]
    }

    #[test]
    fn markdown_becomes_blocks() {
        check("One\nparagraph.\n\nTwo.", &[Paragraph(words("One paragraph.")), Paragraph(words("Two."))]);
        check(
            "A **b** *c* `d`.",
            &[Paragraph(vec![
                Text("A ".into()),
                Strong("b".into()),
                Text(" ".into()),
                Emphasis("c".into()),
                Text(" ".into()),
                DocSpan::Code("d".into()),
                Text(".".into()),
            ])],
        );
        check("# Head\ntext", &[Heading(1, words("Head")), Paragraph(words("text"))]);
        check("    a\n    b\n", &[DocBlock::Code("a\nb".into())]);
        check("```json\n{}\n```", &[DocBlock::Code("{}".into())]);
        let item = |depth, marker: &str, text| Item { depth, marker: marker.into(), spans: words(text) };
        check(
            "- a\n  - b\n- c\n\n  more\n\n3. d\n4. e",
            &[
                item(0, "•", "a"),
                item(1, "•", "b"),
                item(0, "•", "c"),
                item(0, "", "more"),
                item(0, "3.", "d"),
                item(0, "4.", "e"),
            ],
        );
        check("", &[]);
    }

    #[test]
    fn links_lead_to_the_web_and_to_symbols_and_nowhere_else() {
        let link = |text: &str, to| vec![Paragraph(vec![Link(text.into(), to)])];
        check("[a](https://x.y/z)", &link("a", Url("https://x.y/z".into())));
        check("<https://x.y>", &link("https://x.y", Url("https://x.y".into())));
        check("<a@b.c>", &link("a@b.c", Url("mailto:a@b.c".into())));
        check("[Order][shop.v1.Order]", &link("Order", Symbol("shop.v1.Order".into())));
        check("[Get][.shop.v1.Orders/Get]", &link("Get", Symbol("shop.v1.Orders/Get".into())));
        check("[shop.v1.Order][]", &link("shop.v1.Order", Symbol("shop.v1.Order".into())));
        check("[shop.v1.Order]", &link("shop.v1.Order", Symbol("shop.v1.Order".into())));
        for plain in ["[0, 1]", "[required]", "a[i][j + 1]"] {
            check(plain, &[Paragraph(words(plain))]);
        }
        for unsafe_link in ["[a](javascript:alert(1))", "[a](file:///etc/passwd)", "[a](//x.y)", "![a](data:x)"] {
            check(unsafe_link, &[Paragraph(words("a"))]);
        }
    }

    #[test]
    fn html_is_text_and_a_huge_comment_ends() {
        check("a <b>c</b>", &[Paragraph(words("a <b>c</b>"))]);
        check("<script>\nx\n</script>", &[Paragraph(words("<script>\nx\n</script>"))]);
        let deep = prose(&"> ".repeat(1 << 20));
        assert!(deep.len() < 3, "{}", deep.len());
        assert!(prose(&"[".repeat(1 << 20)).len() < 3);
        assert!(prose(&"*a _b ".repeat(1 << 16)).len() < 3);
    }
}
