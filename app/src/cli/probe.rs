//! `farcall probe`: each layer between here and a gRPC answer, one line a step, and what is wrong with the first bad one.
//! What a step finds is the core's; this prints it.

use std::{io, time::Duration};

use farcall_core::diagnostics::{self, Finding, Outcome};
use serde_json::{Value, json};

use super::{
    args::{ProbeArgs, ProbeFormat},
    ended::{Ended, Exit, remedy_text},
    output::Console,
    reach::{self, Proof},
};
use crate::units;

/// Probes; fails if a step does.
pub async fn probe(args: ProbeArgs, console: Console) -> Result<Exit, Ended> {
    let channel = reach::channel(&args.reach.connection, &args.target, console)?;
    let metadata = Proof::new(args.reach.auth.auth()?).metadata(&args.reach.metadata.rpc_rows(), &channel).await?;
    let mut written = Ok(());
    let mut told = |finding: Finding| {
        if written.is_ok() {
            written = print(&finding, args.format, console);
        }
    };
    let is_good = diagnostics::probe(&channel, &metadata, args.reach.connection.connect_timeout, &mut told).await;
    written?;
    Ok(if is_good { Exit::OK } else { Exit::FAILED })
}

fn print(finding: &Finding, format: ProbeFormat, console: Console) -> io::Result<()> {
    match format {
        ProbeFormat::Json => console.line(&as_json(finding).to_string()),
        ProbeFormat::Text => lines(finding).iter().try_for_each(|line| console.line(line)),
    }
}

/// A line, and one more for a hint. What was not reached is not worth one.
fn lines(finding: &Finding) -> Vec<String> {
    let mark = match finding.outcome {
        Outcome::Good => "ok",
        Outcome::Wrong => "FAIL",
        Outcome::Skipped if finding.text == "not reached" => return Vec::new(),
        Outcome::Skipped => "-",
    };
    let took = finding.took.map_or_else(String::new, units::duration);
    let line = format!("{mark:<5} {:<11}{took:>9}  {}", finding.step.label(), finding.text);
    let hint = hint(finding).map(|hint| format!("      hint: {hint}"));
    std::iter::once(line).chain(hint).collect()
}

fn as_json(finding: &Finding) -> Value {
    let ok = match finding.outcome {
        Outcome::Good => Some(true),
        Outcome::Wrong => Some(false),
        Outcome::Skipped => None,
    };
    let ms = finding.took.map(|took: Duration| took.as_micros() as f64 / 1000.0);
    json!({ "step": finding.step.key(), "ok": ok, "ms": ms, "text": finding.text, "hint": hint(finding) })
}

/// In the options of this terminal where there is one for it.
fn hint(finding: &Finding) -> Option<String> {
    match finding.remedy {
        Some(remedy) => Some(remedy_text(remedy).to_owned()),
        None => finding.hint.clone(),
    }
}

#[cfg(test)]
mod tests {
    use farcall_core::{diagnostics::ProbeStep, status::Remedy};

    use super::*;

    fn finding(outcome: Outcome, text: &str) -> Finding {
        Finding { step: ProbeStep::Tls, outcome, took: None, text: text.to_owned(), hint: None, remedy: None }
    }

    #[test]
    fn a_step_is_a_line_and_a_hint_one_more() {
        let good = Finding { took: Some(Duration::from_micros(1200)), ..finding(Outcome::Good, "TLS 1.3") };
        assert_eq!(lines(&good), ["ok    TLS           1.2 ms  TLS 1.3"]);
        let wrong = Finding { remedy: Some(Remedy::UsePlaintext), ..finding(Outcome::Wrong, "no") };
        assert_eq!(lines(&wrong), ["FAIL  TLS                   no", "      hint: Use plaintext: --plaintext"]);
        assert_eq!(lines(&finding(Outcome::Skipped, "not reached")), [""; 0]);
    }

    #[test]
    fn a_step_for_programs_has_the_same_keys_always() {
        let skipped = as_json(&finding(Outcome::Skipped, "plaintext"));
        assert_eq!(skipped, json!({ "step": "tls", "ok": null, "ms": null, "text": "plaintext", "hint": null }));
        let took = Some(Duration::from_micros(1234));
        let good = as_json(&Finding { took, ..finding(Outcome::Good, "TLS 1.3") });
        assert_eq!(good, json!({ "step": "tls", "ok": true, "ms": 1.234, "text": "TLS 1.3", "hint": null }));
    }
}
