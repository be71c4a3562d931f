//! The page of one symbol: what a browser of a schema shows of it. Texts are those of the .proto; links are names of symbols.

/// Everything there is to show of one symbol.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Full name; of a method `pkg.Service/Method`, of a package its name, of a file its path.
    pub name: String,
    /// What it is.
    pub kind: PageKind,
    /// The file it stands in, as the schema names it; empty for a package.
    pub file: String,
    /// Where in that file, if the source told.
    pub place: Option<Place>,
    /// Its comment, without comment marks: Markdown, as a rule. Empty if there is none.
    pub docs: String,
    /// `option deprecated = true`.
    pub deprecated: bool,
    /// Its options as the .proto writes them, custom ones too.
    pub options: Vec<OptionLine>,
    /// What options say to a reader, in words: `GET /v1/orders/{id}`, `required`, `at most 64 characters`.
    pub hints: Vec<String>,
    /// What stands in it, in the order of the file: of a package services and types, of a service methods, of a message
    /// fields, nested types and extensions, of an enum values, of a method its request and response.
    pub members: Vec<Member>,
    /// Who uses it, sorted by name.
    pub used_by: Vec<Usage>,
}

/// What a page is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// A package: every file of it together.
    Package,
    /// A service.
    Service,
    /// A method.
    Method,
    /// A message.
    Message,
    /// An enum.
    Enum,
    /// An extension.
    Extension,
}

/// A place in a file, 1-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column, in characters as the parser counts them.
    pub column: u32,
}

/// An option as the .proto writes it: `(google.api.http)` and `{ get: "/v1/{name}" }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionLine {
    /// Its name, in parentheses if it is an extension.
    pub name: String,
    /// Its value as text; of one that the schema does not know, its bytes in hex.
    pub value: String,
}

/// A type as it is written, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// `string`, `Order`, `map<string, Line>`, `stream Order`.
    pub text: String,
    /// Full name of the message or enum it leads to.
    pub symbol: Option<String>,
}

/// One line of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its own name.
    pub name: String,
    /// What it leads to if chosen: a method, a nested type, an extension.
    pub symbol: Option<String>,
    /// What it is: `field`, `oneof`, `value`, `method`, `message`, `enum`, `extension`, `service`, `request`, `response`,
    /// `extendee`.
    pub kind: &'static str,
    /// Number of a field or value.
    pub number: Option<i32>,
    /// `repeated`, `optional`, `required`; empty if there is nothing to say.
    pub label: &'static str,
    /// Its type or types: one of a field, request and response of a method.
    pub types: Vec<TypeName>,
    /// The oneof it is in.
    pub oneof: Option<String>,
    /// Its comment.
    pub docs: String,
    /// `deprecated = true`.
    pub deprecated: bool,
    /// Its options.
    pub options: Vec<OptionLine>,
    /// What options say to a reader, in words.
    pub hints: Vec<String>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// One use of a symbol.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usage {
    /// Who uses it: a method, a message, an extension.
    pub symbol: String,
    /// As what.
    pub used_as: UsedAs,
}

/// How a symbol is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum UsedAs {
    /// Type of a method's request messages.
    Request,
    /// Type of a method's response messages.
    Response,
    /// Type of the field of this name.
    Field(String),
    /// Type of an extension, or what it extends.
    Extension,
}
