//! The name of a field, in its words: what it is about decides which value looks plausible.
//! It knows no values.

/// The words of a name, in lower case: `billingZipCode` and `billing_zip_code` are `billing`, `zip`, `code`.
#[derive(Clone)]
pub(super) struct Words(Vec<String>);

impl Words {
    pub fn of(name: &str) -> Self {
        let mut words = Vec::new();
        let mut word = String::new();
        let mut after_lower = false;
        for letter in name.chars() {
            let begins = letter.is_uppercase() && after_lower;
            if (begins || !letter.is_alphanumeric()) && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if letter.is_alphanumeric() {
                word.extend(letter.to_lowercase());
            }
            after_lower = letter.is_lowercase() || letter.is_ascii_digit();
        }
        if !word.is_empty() {
            words.push(word);
        }
        Self(words)
    }

    /// Whether the name has one of these words, alone or in the plural.
    pub fn has(&self, wanted: &[&str]) -> bool {
        self.0.iter().any(|word| wanted.iter().any(|one| is(word, one)))
    }

    /// Whether all of these words are among others, alone or in the plural.
    pub fn are_among(&self, others: &Self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|word| others.has(&[word]))
    }

    /// Whether the name ends in one of these words.
    pub fn ends(&self, wanted: &[&str]) -> bool {
        self.0.last().is_some_and(|word| wanted.iter().any(|one| is(word, one)))
    }

    /// Whether these words follow one another in the name.
    pub fn has_both(&self, first: &str, second: &str) -> bool {
        self.0.windows(2).any(|two| matches!(two, [a, b] if is(a, first) && is(b, second)))
    }

    /// The word before the last one: what an `order_id` is the id of.
    pub fn before_last(&self) -> Option<&str> {
        match self.0.as_slice() {
            [.., before, _] => Some(before),
            _ => None,
        }
    }
}

fn is(word: &str, wanted: &str) -> bool {
    word == wanted
        || word.strip_suffix('s') == Some(wanted)
        || word.strip_suffix("es") == Some(wanted)
        || matches!((word.strip_suffix("ies"), wanted.strip_suffix('y')), (Some(a), Some(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn names_fall_into_words_however_they_are_spelled() {
        for name in ["billing_zip_codes", "billingZipCodes", "BillingZip_codes", "billing.zip-codes"] {
            let words = Words::of(name);
            assert!(words.has(&["zip"]) && words.ends(&["code"]) && words.has_both("zip", "code"), "{name}");
            assert_eq!(words.before_last(), Some("zip"));
        }
        assert!(Words::of("userID").ends(&["id"]));
        assert!(Words::of("countries").has(&["country"]));
        assert!(!Words::of("width").has(&["id"]));
    }
}
