//! Plausible texts, by the name of the field, within its rules. Addresses, numbers and names are those that standards keep
//! for examples (RFC 2606, RFC 5737, RFC 3849, Ofcom's drama numbers); nobody is written to.

use super::{
    super::rules::{Format, Rules},
    names::Words,
    random::Random,
};

const FIRST: &[&str] = &["Ada", "Grace", "Alan", "Edith", "Linus", "Hedy", "Barbara", "Niklaus"];
const LAST: &[&str] = &["Lovelace", "Hopper", "Turing", "Clarke", "Lamarr", "Liskov", "Wirth", "Noether"];
const THINGS: &[&str] = &["Desk lamp", "Blue notebook", "Tea kettle", "Wool scarf", "Oak chair", "Field radio"];
const PLAIN: &[&str] = &["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbour"];
const COUNTRIES: &[&str] = &["SE", "DE", "FR", "JP", "CA", "BR"];
const CURRENCIES: &[&str] = &["EUR", "USD", "SEK", "JPY", "GBP"];
const LANGUAGES: &[&str] = &["en", "sv", "de", "fr", "ja"];
const CITIES: &[&str] = &["Gothenburg", "Lyon", "Kyoto", "Porto", "Bergen"];
const STREETS: &[&str] = &["12 Harbour Street", "7 Mill Lane", "31 Garden Road"];
const ZONES: &[&str] = &["Europe/Stockholm", "America/Toronto", "Asia/Tokyo"];
const COLOURS: &[&str] = &["#2b6bdd", "#0f6e42", "#c93a3a"];
const SENTENCES: &[&str] =
    &["Leave it at the front desk.", "Works as described.", "Please check before Friday.", "Nothing unusual."];
const TITLES: &[&str] = &["Quarterly report", "First steps", "Notes from the field", "A short guide"];

/// The text of a string field; `owner` is the type that has it.
pub(super) fn text(words: &Words, owner: &str, rules: &Rules, random: &mut Random) -> String {
    if let Some(only) = rules.one_of.get(random.below(rules.one_of.len())) {
        return only.clone();
    }
    let plain = match rules.format {
        Some(format) => formatted(format, random),
        None => match from_pattern(&rules.pattern, random) {
            Some(text) => text,
            None => suggested(words, owner, random),
        },
    };
    within(plain, rules)
}

/// The key of the entry at a position of a map.
pub(super) fn key(at: usize, random: &mut Random) -> String {
    let start = random.below(PLAIN.len());
    PLAIN.get((start + at) % PLAIN.len()).copied().unwrap_or_default().to_owned()
}

fn formatted(format: Format, random: &mut Random) -> String {
    match format {
        Format::Email => email(random),
        Format::Hostname => "shop.example.com".to_owned(),
        Format::Ipv4 => format!("192.0.2.{}", 1 + random.below(254)),
        Format::Ipv6 => format!("2001:db8::{:x}", 1 + random.below(0xffff)),
        Format::Uri => url(random),
        Format::Uuid => uuid(random),
    }
}

#[rustfmt::skip]
fn suggested(words: &Words, owner: &str, random: &mut Random) -> String {
    let pick = |from: &[&'static str], random: &mut Random| random.pick(from).to_owned();
    match () {
        // A token or a filter that nobody gave is refused by most servers: the empty one asks for the first page of all.
        () if words.has_both("page", "token") || words.has(&["cursor", "filter", "etag"]) || words.has_both("order", "by") => String::new(),
        () if words.has(&["email", "mail"]) => email(random),
        () if words.has(&["uuid", "guid"]) => uuid(random),
        () if words.has(&["ip"]) => formatted(Format::Ipv4, random),
        () if words.has(&["host", "hostname", "domain"]) => formatted(Format::Hostname, random),
        () if words.has(&["avatar", "photo", "image", "picture", "thumbnail"]) => format!("https://example.com/images/{}.png", random.pick(PLAIN)),
        () if words.has(&["url", "uri", "link", "website", "homepage", "webhook"]) => url(random),
        () if words.has(&["phone", "mobile", "fax", "telephone"]) => format!("+44 20 7946 0{:03}", random.below(1000)),
        () if words.has_both("time", "zone") || words.has(&["timezone", "tz"]) => pick(ZONES, random),
        () if words.has(&["currency"]) => pick(CURRENCIES, random),
        () if words.has(&["country", "nationality"]) => pick(COUNTRIES, random),
        () if words.has(&["language", "locale", "lang"]) => pick(LANGUAGES, random),
        () if words.has(&["city", "town"]) => pick(CITIES, random),
        () if words.has(&["zip", "postal", "postcode"]) => format!("{:03} {:02}", 100 + random.below(900), random.below(100)),
        () if words.has(&["street", "address"]) => pick(STREETS, random),
        () if words.has(&["region", "state", "province"]) => "West".to_owned(),
        () if words.has_both("first", "name") || words.has_both("given", "name") => pick(FIRST, random),
        () if words.has_both("last", "name") || words.has_both("family", "name") || words.has(&["surname"]) => pick(LAST, random),
        () if words.has(&["username", "login", "nickname", "handle"]) => random.pick(FIRST).to_lowercase(),
        () if words.has(&["password", "secret", "passphrase"]) => "not-a-real-secret".to_owned(),
        () if words.has(&["token"]) => hex(random, 16),
        () if words.has(&["hash", "checksum", "digest", "sha256", "md5"]) => hex(random, 32),
        () if words.has(&["mime"]) || words.has_both("content", "type") => "text/plain".to_owned(),
        () if words.has(&["filename", "file", "path"]) => format!("reports/{}.txt", random.pick(PLAIN)),
        () if words.has(&["version"]) => format!("1.{}.{}", random.below(10), random.below(10)),
        () if words.has(&["color", "colour"]) => pick(COLOURS, random),
        () if words.ends(&["date"]) => format!("2026-{:02}-{:02}", 1 + random.below(12), 1 + random.below(28)),
        () if words.ends(&["at", "time"]) => format!("2026-{:02}-{:02}T12:00:00Z", 1 + random.below(12), 1 + random.below(28)),
        () if words.has(&["sku", "code", "isbn", "barcode"]) => format!("SKU-{}", 1000 + random.below(9000)),
        () if words.ends(&["id", "key", "number", "reference"]) => identifier(words, owner, random),
        () if words.has(&["description", "comment", "note", "message", "text", "body", "summary", "detail", "reason"]) => pick(SENTENCES, random),
        () if words.has(&["title", "subject", "headline"]) => pick(TITLES, random),
        () if words.has(&["author", "customer", "recipient", "owner", "driver", "contact"]) => person(random),
        () if words.has(&["name", "label"]) => named(owner, random),
        () if words.ends(&["parent"]) => format!("projects/{}", random.pick(PLAIN)),
        () => pick(PLAIN, random),
    }
}

fn email(random: &mut Random) -> String {
    format!("{}.{}@example.com", random.pick(FIRST).to_lowercase(), random.pick(LAST).to_lowercase())
}

fn person(random: &mut Random) -> String {
    format!("{} {}", random.pick(FIRST), random.pick(LAST))
}

fn url(random: &mut Random) -> String {
    format!("https://example.com/{}", random.pick(PLAIN))
}

/// Version 4 of RFC 9562.
fn uuid(random: &mut Random) -> String {
    let (high, low) = (random.next(), random.next());
    let time = high >> 16 & 0xffff_ffff_ffff;
    let variant = 0x8000 | (low >> 48 & 0x3fff);
    let node = low & 0xffff_ffff_ffff;
    format!("{:08x}-{:04x}-4{:03x}-{variant:04x}-{node:012x}", time >> 16, time & 0xffff, high & 0xfff)
}

fn hex(random: &mut Random, digits: usize) -> String {
    let mut text = String::new();
    while text.len() < digits {
        text.push_str(&format!("{:016x}", random.next()));
    }
    text.truncate(digits);
    text
}

/// `order-4821`: of what the name says, else of the type.
fn identifier(words: &Words, owner: &str, random: &mut Random) -> String {
    let of = match words.before_last() {
        Some(word) => word.to_owned(),
        None => subject(owner),
    };
    format!("{of}-{}", 1000 + random.below(9000))
}

/// The name of whatever the type describes.
fn named(owner: &str, random: &mut Random) -> String {
    let people =
        ["person", "user", "customer", "author", "account", "employee", "contact", "driver", "member", "hello"];
    let subject = subject(owner);
    if people.iter().any(|one| subject.contains(one)) { person(random) } else { random.pick(THINGS).to_owned() }
}

/// What a type is about: of `GetOrderRequest` the order.
fn subject(owner: &str) -> String {
    let bare = owner.strip_suffix("Request").or_else(|| owner.strip_suffix("Response")).unwrap_or(owner);
    let verbs = ["Get", "List", "Create", "Update", "Delete", "Search", "Watch", "Add"];
    let noun = verbs.iter().find_map(|verb| bare.strip_prefix(verb)).filter(|noun| !noun.is_empty());
    noun.unwrap_or(bare).to_lowercase()
}

/// Patterns of the simplest kind: classes, literals and counts between `^` and `$`.
fn from_pattern(pattern: &str, random: &mut Random) -> Option<String> {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let mut rest = inner.strip_suffix('$').unwrap_or(inner).chars().peekable();
    if pattern.is_empty() {
        return None;
    }
    let mut text = String::new();
    while let Some(first) = rest.next() {
        let choices: Vec<char> = match first {
            '[' => class(&mut rest)?,
            '\\' => match rest.next()? {
                'd' => ('0'..='9').collect(),
                'w' => ('a'..='z').collect(),
                escaped if !escaped.is_alphanumeric() => vec![escaped],
                _ => return None,
            },
            '(' | ')' | '|' | '.' | '*' | '+' | '?' | '{' | '^' | '$' => return None,
            literal => vec![literal],
        };
        let count = match rest.peek() {
            Some('*' | '+') => rest.next().map(|_| 6)?,
            Some('?') => rest.next().map(|_| 1)?,
            Some('{') => counted(&mut rest)?,
            _ => 1,
        };
        if count > 64 || choices.is_empty() {
            return None;
        }
        for _ in 0..count {
            text.push(*choices.get(random.below(choices.len()))?);
        }
    }
    Some(text)
}

/// `a-z0-9_]`, after its bracket.
fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Vec<char>> {
    let mut choices: Vec<char> = Vec::new();
    loop {
        match rest.next()? {
            ']' => return Some(choices),
            '^' if choices.is_empty() => return None,
            '\\' => choices.push(rest.next().filter(|escaped| !escaped.is_alphanumeric())?),
            '-' if !choices.is_empty() && rest.peek().is_some_and(|next| *next != ']') => {
                let (from, to) = (choices.pop()?, rest.next()?);
                choices.extend((from..=to).take(128));
            }
            literal => choices.push(literal),
        }
    }
}

/// `{2}`, `{2,}` and `{2,5}`: the least of them.
fn counted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<usize> {
    rest.next();
    let inside: String = rest.by_ref().take_while(|letter| *letter != '}').collect();
    let least = inside.split(',').next()?;
    let most = inside.split(',').nth(1).and_then(|most| most.parse::<usize>().ok());
    let least: usize = least.parse().ok()?;
    // An empty text says less than one letter would.
    Some(if least == 0 { most.unwrap_or(6).min(6) } else { least })
}

/// The text with what its rules want at its ends, cut or filled to its length.
fn within(mut text: String, rules: &Rules) -> String {
    if !text.starts_with(&rules.prefix) {
        text.insert_str(0, &rules.prefix);
    }
    if !text.contains(&rules.contains) {
        text.push_str(&rules.contains);
    }
    let least = rules.min_len.unwrap_or(0).min(4096);
    let own = rules.suffix.chars().count();
    while text.chars().count() + own < least {
        text.push('a');
    }
    if let Some(most) = rules.max_len
        && text.chars().count() + own > most
    {
        text = text.chars().take(most.saturating_sub(own)).collect();
    }
    if !text.ends_with(&rules.suffix) {
        text.push_str(&rules.suffix);
    }
    text
}
