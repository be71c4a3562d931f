//! Secrets of metadata rows: withheld from everything that is written, kept for the session, put back before sending.
//! It never prints a value, and what it keeps is gone with the process.

use std::{borrow::Cow, collections::HashMap, fmt};

use super::error::MissingSecrets;
use crate::metadata::{Row, is_secret};

const OPENING: &str = "{{secret:";
const CLOSING: &str = "}}";

/// A row whose value is withheld from files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretRow {
    /// Index into the rows.
    pub row: usize,
    /// What stands in the file instead: `{{secret:NAME}}`.
    pub name: String,
}

/// The values of one session, by scope and name. The scope is the target's address: the token of one server is never
/// offered to another.
#[derive(Clone, Default)]
pub struct SecretBox {
    values: HashMap<(String, String), String>,
}

/// Rows whose value a file will not hold, off rows too.
pub fn secrets_in(rows: &[Row]) -> Vec<SecretRow> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let key = row.key.trim().to_ascii_lowercase();
        if !is_secret(&key) {
            continue;
        }
        let count = seen.entry(key.clone()).and_modify(|count| *count += 1).or_insert(1);
        if holds_a_secret(&row.value) {
            let name = if *count == 1 { key } else { format!("{key}-{count}") };
            found.push(SecretRow { row: index, name });
        }
    }
    found
}

/// The rows as they may be written: each secret value replaced by `{{secret:NAME}}`.
pub fn withhold(rows: &[Row]) -> Vec<Row> {
    let mut rows = rows.to_vec();
    for SecretRow { row, name } in secrets_in(&rows) {
        if let Some(row) = rows.get_mut(row) {
            row.value = placeholder(&name);
        }
    }
    rows
}

/// The rows as they are sent: every `{{secret:NAME}}` of a row that is on replaced by its value.
///
/// # Errors
/// Names without a value, each once, in order.
pub fn resolve(rows: &[Row], scope: &str, secrets: &SecretBox) -> Result<Vec<Row>, MissingSecrets> {
    let mut missing = Vec::new();
    let resolved = rows
        .iter()
        .map(|row| {
            if !row.enabled {
                return row.clone();
            }
            let value = replaced(&row.value, |name| {
                let value = secrets.value(scope, name);
                if value.is_none() && !missing.iter().any(|known| known == name) {
                    missing.push(name.to_owned());
                }
                Cow::Borrowed(value.unwrap_or_default())
            });
            Row { value, ..row.clone() }
        })
        .collect();
    if missing.is_empty() { Ok(resolved) } else { Err(MissingSecrets(missing)) }
}

impl SecretBox {
    /// Remembers the secret values of rows, by the names that [`withhold`] writes.
    pub fn keep(&mut self, scope: &str, rows: &[Row]) {
        for SecretRow { row, name } in secrets_in(rows) {
            if let Some(row) = rows.get(row) {
                self.put(scope, &name, row.value.clone());
            }
        }
    }

    /// Sets one value; the former is gone.
    pub fn put(&mut self, scope: &str, name: &str, value: String) {
        self.values.insert((scope.to_owned(), name.to_owned()), value);
    }

    /// The value of a name, if this session was told one.
    pub fn value(&self, scope: &str, name: &str) -> Option<&str> {
        self.values.get(&(scope.to_owned(), name.to_owned())).map(String::as_str)
    }

    /// The rows with every placeholder replaced that has a value; the others stay as they are.
    pub fn fill(&self, scope: &str, rows: &[Row]) -> Vec<Row> {
        let filled = |name: &str| match self.value(scope, name) {
            Some(value) => Cow::Borrowed(value),
            None => Cow::Owned(placeholder(name)),
        };
        rows.iter().map(|row| Row { value: replaced(&row.value, filled), ..row.clone() }).collect()
    }
}

impl fmt::Debug for SecretBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBox({} values)", self.values.len())
    }
}

/// What stands in a file instead of a secret.
pub(super) fn placeholder(name: &str) -> String {
    format!("{OPENING}{name}{CLOSING}")
}

/// Whether a value has more to it than placeholders and the word of a scheme (`Bearer {{secret:token}}`).
fn holds_a_secret(value: &str) -> bool {
    let mut placeholders = 0;
    let rest = replaced(value, |_| {
        placeholders += 1;
        Cow::Borrowed("")
    });
    let rest = rest.trim();
    if placeholders == 0 {
        return !rest.is_empty();
    }
    !(rest.is_empty() || ["bearer", "basic", "token"].iter().any(|scheme| rest.eq_ignore_ascii_case(scheme)))
}

fn replaced<'a>(value: &str, mut with: impl FnMut(&str) -> Cow<'a, str>) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once(OPENING) {
        let Some((name, behind)) = after.split_once(CLOSING) else { break };
        out.push_str(before);
        out.push_str(&with(name));
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn row(key: &str, value: &str) -> Row {
        Row { enabled: true, key: key.into(), value: value.into() }
    }

    fn values(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(|row| row.value.as_str()).collect()
    }

    #[test]
    fn secret_rows_are_withheld_and_put_back_in_the_same_session() {
        let mut rows = vec![
            row("Authorization", "Bearer abc"),
            row("x-trace", "plain"),
            row("authorization", "Bearer def"),
            row("x-refresh-token", ""),
        ];
        let off = Row { enabled: false, ..row("cookie", "id=1") };
        rows.push(off);
        let written = withhold(&rows);
        assert_eq!(
            values(&written),
            ["{{secret:authorization}}", "plain", "{{secret:authorization-2}}", "", "{{secret:cookie}}"]
        );
        assert_eq!(withhold(&written), written, "withholding twice changes nothing");

        let mut secrets = SecretBox::default();
        assert_eq!(
            resolve(&written, "a:1", &secrets),
            Err(MissingSecrets(vec!["authorization".into(), "authorization-2".into()])),
            "a row that is off needs no value"
        );
        secrets.keep("a:1", &rows);
        assert_eq!(values(&resolve(&written, "a:1", &secrets).unwrap())[..3], ["Bearer abc", "plain", "Bearer def"]);
        assert_eq!(secrets.fill("a:1", &written), rows);
        assert!(resolve(&written, "b:2", &secrets).is_err(), "another server is not offered them");
        assert_eq!(secrets.fill("b:2", &written), written);
        assert!(!format!("{secrets:?}").contains("abc"));
    }

    #[test]
    fn a_placeholder_within_a_value_is_filled_and_what_stands_beside_it_is_a_secret_too() {
        let templated = [row("authorization", "Bearer {{secret:token}}")];
        assert_eq!(withhold(&templated), templated);
        let beside = [row("authorization", "sk-123 {{secret:token}}")];
        assert_eq!(values(&withhold(&beside)), ["{{secret:authorization}}"]);
        let mut secrets = SecretBox::default();
        secrets.put("", "token", "abc".into());
        assert_eq!(values(&resolve(&templated, "", &secrets).unwrap()), ["Bearer abc"]);
        assert_eq!(values(&resolve(&[row("x", "{{secret:unclosed")], "", &secrets).unwrap()), ["{{secret:unclosed"]);
    }

    #[test]
    fn a_missing_secret_is_named() {
        let missing = MissingSecrets(vec!["authorization".into(), "x-api-key".into()]);
        assert_eq!(
            missing.to_string(),
            "no value for {{secret:authorization}}, {{secret:x-api-key}}: secrets are kept for one session only"
        );
    }
}
