//! Pages as HTML: a heading with its anchor, docs, a table of members, options, and who uses it.
//! It opens no file; the reference gives pages.

use std::fmt::Write as _;

use super::text::{docs, escaped};
use crate::schema::{
    Member, OptionLine, Page, PageKind, TypeName, UsedAs,
    export::{
        markdown::{last_part, noun, package_name},
        reference::{PackageReference, Reference},
    },
};

/// Writes pages of one reference.
pub(super) struct Pages<'a> {
    pub reference: &'a Reference<'a>,
}

impl Pages<'_> {
    pub fn package(&self, name: &str, package: &PackageReference) -> String {
        let shown = escaped(package_name(name));
        let mut html = format!("<h2 id=\"{shown}\"><span class=\"kind\">package</span> {shown}</h2>\n");
        package.docs.iter().for_each(|comment| html.push_str(&self.docs(comment)));
        for service in &package.services {
            self.page(&service.page, &mut html);
            service.methods.iter().for_each(|method| self.page(method, &mut html));
        }
        package.types.iter().for_each(|page| self.page(page, &mut html));
        html
    }

    fn page(&self, page: &Page, html: &mut String) {
        let level = if page.kind == PageKind::Method { 4 } else { 3 };
        let name = match page.kind {
            PageKind::Method => last_part(&page.name),
            _ => page.name.as_str(),
        };
        let badge = if page.deprecated { " <span class=\"deprecated\">deprecated</span>" } else { "" };
        let _ = writeln!(
            html,
            "<h{level} id=\"{}\"><span class=\"kind\">{}</span> {}{badge}</h{level}>",
            escaped(&page.name),
            noun(page.kind),
            escaped(name)
        );
        html.push_str(&self.docs(&page.docs));
        html.push_str(&hints(&page.hints));
        html.push_str(&self.members(page));
        let options: Vec<String> = page.options.iter().filter_map(option).collect();
        if !options.is_empty() {
            let _ = writeln!(html, "<pre>{}</pre>", escaped(&options.join("\n")));
        }
        html.push_str(&self.used_by(page));
    }

    fn members(&self, page: &Page) -> String {
        let heads: &[&str] = match page.kind {
            PageKind::Service => &["Method", "Request", "Response", ""],
            PageKind::Method => &["", "Type"],
            PageKind::Enum => &["Name", "Number", ""],
            PageKind::Message | PageKind::Extension | PageKind::Package => &["Name", "Number", "Type", ""],
        };
        if page.members.is_empty() {
            return String::new();
        }
        let mut html = String::from("<div class=\"scroll\"><table>\n<tr>");
        heads.iter().for_each(|head| _ = write!(html, "<th>{head}</th>"));
        html.push_str("</tr>\n");
        for member in &page.members {
            self.row(page.kind, member, &mut html);
        }
        html.push_str("</table></div>\n");
        html
    }

    fn row(&self, kind: PageKind, member: &Member, html: &mut String) {
        let class = if member.oneof.is_some() { " class=\"member\"" } else { "" };
        let name = match &member.symbol {
            Some(symbol) => self.link(symbol, &member.name),
            None => escaped(&member.name),
        };
        let _ = write!(html, "<tr{class}><td class=\"name\">{name}</td>");
        let number = member.number.map(|number| number.to_string()).unwrap_or_default();
        if !matches!(kind, PageKind::Service | PageKind::Method) {
            let _ = write!(html, "<td class=\"number\">{number}</td>");
        }
        match kind {
            PageKind::Service => {
                member.types.iter().for_each(|one| _ = write!(html, "<td class=\"type\">{}</td>", self.type_name(one)));
            }
            PageKind::Enum => {}
            PageKind::Method | PageKind::Message | PageKind::Extension | PageKind::Package => {
                let types: Vec<String> = member.types.iter().map(|one| self.type_name(one)).collect();
                let label = if member.label.is_empty() { String::new() } else { format!("{} ", member.label) };
                let types = if types.is_empty() { member.kind.to_owned() } else { types.join(" ") };
                let _ = write!(html, "<td class=\"type\">{label}{types}</td>");
            }
        }
        match kind {
            PageKind::Method => html.push_str("</tr>\n"),
            _ => _ = writeln!(html, "<td>{}</td></tr>", self.said(member)),
        }
    }

    fn said(&self, member: &Member) -> String {
        let badge = if member.deprecated { "<span class=\"deprecated\">deprecated</span> " } else { "" };
        let options: String = member
            .options
            .iter()
            .filter_map(option)
            .map(|option| format!("<div><code>{}</code></div>", escaped(&option)))
            .collect();
        format!("{badge}{}{}{options}", self.docs(&member.docs), hints(&member.hints))
    }

    fn used_by(&self, page: &Page) -> String {
        let mut uses: Vec<String> = page
            .used_by
            .iter()
            .map(|usage| match &usage.used_as {
                UsedAs::Field(field) => self.link(&usage.symbol, &format!("{}.{field}", usage.symbol)),
                UsedAs::Request | UsedAs::Response | UsedAs::Extension => self.link(&usage.symbol, &usage.symbol),
            })
            .collect();
        uses.dedup();
        match uses.as_slice() {
            [] => String::new(),
            uses => format!("<p class=\"dim\">Used by {}</p>\n", uses.join(", ")),
        }
    }

    fn docs(&self, comment: &str) -> String {
        docs(comment, &|symbol| self.reference.has(symbol).then(|| format!("#{symbol}")))
    }

    fn type_name(&self, of: &TypeName) -> String {
        of.symbol.as_ref().map_or_else(|| escaped(&of.text), |symbol| self.link(symbol, &of.text))
    }

    fn link(&self, symbol: &str, text: &str) -> String {
        match self.reference.has(symbol) {
            true => format!("<a href=\"#{}\">{}</a>", escaped(symbol), escaped(text)),
            false => escaped(text),
        }
    }
}

/// `name = value`; what has a badge of its own is left out.
fn option(option: &OptionLine) -> Option<String> {
    (option.name != "deprecated").then(|| format!("{} = {}", option.name, option.value))
}

fn hints(hints: &[String]) -> String {
    let hints: String = hints.iter().map(|hint| format!("<span class=\"hint\">{}</span>", escaped(hint))).collect();
    if hints.is_empty() { hints } else { format!("<div>{hints}</div>\n") }
}
