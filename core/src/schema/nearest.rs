//! The nearest names to one that does not exist, for "did you mean".
//! It compares spelling alone; it knows no types.

/// Names offered at most.
const MAX_OFFERED: usize = 3;
/// Likeness below which a name is no help: 0 is nothing in common, 1 is equal.
const LEAST_LIKENESS: f64 = 0.6;

/// At most three of `names`, the most like `wanted` first.
pub(super) fn nearest(wanted: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let wanted = normal(wanted);
    let mut liked: Vec<(f64, String)> = names
        .into_iter()
        .map(|name| (likeness(&wanted, &normal(&name)), name))
        .filter(|(likeness, _)| *likeness >= LEAST_LIKENESS)
        .collect();
    liked.sort_by(|(a, a_name), (b, b_name)| b.total_cmp(a).then_with(|| a_name.cmp(b_name)));
    liked.truncate(MAX_OFFERED);
    liked.into_iter().map(|(_, name)| name).collect()
}

/// Whole names count in full; a last part alone (`Get` for `pkg.Service/Get`) a little less.
fn likeness(wanted: &str, name: &str) -> f64 {
    let whole = strsim::normalized_damerau_levenshtein(wanted, name);
    let last = 0.95 * strsim::normalized_damerau_levenshtein(last_part(wanted), last_part(name));
    match wanted.contains('.') {
        true => whole.max(last * 0.5 + whole * 0.5),
        false => whole.max(last),
    }
}

fn normal(name: &str) -> String {
    // Enough to tell names apart, and a bound on the work for a hostile one.
    name.trim().trim_start_matches(['/', '.']).chars().take(200).collect::<String>().replace('/', ".").to_lowercase()
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_keys_is_understood() {
        let names = ["shop.v1.Orders/GetOrder", "shop.v1.Orders/ListOrders", "shop.v1.Users/GetUser", "echo.Echo/Say"];
        let nearest = |wanted| nearest(wanted, names.map(str::to_owned));
        assert_eq!(nearest("shop.v1.Orders/GetOrdr")[0], "shop.v1.Orders/GetOrder");
        assert_eq!(nearest("shop.v1.orders.getorder")[0], "shop.v1.Orders/GetOrder");
        assert_eq!(nearest("/shop.v1.User/GetUser")[0], "shop.v1.Users/GetUser");
        assert_eq!(nearest("ListOrder")[0], "shop.v1.Orders/ListOrders");
        assert!(nearest("completely.different/Thing").is_empty());
        assert!(nearest("shop.v1.Orders/Order").len() <= 3);
    }
}
